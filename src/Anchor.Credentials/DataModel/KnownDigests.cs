using System.Collections.Frozen;

namespace Anchor.Credentials.DataModel;

/// <summary>The digests of resources that credentials pin and that are known without fetching them; a resource may have had several contents.</summary>
internal static class KnownDigests
{
    /// <summary>What is known of a digest.</summary>
    public enum Answer
    {
        /// <summary>Nothing: the resource, or its digest of this length, is not known here.</summary>
        Unknown,

        /// <summary>The resource had these contents.</summary>
        Right,

        /// <summary>It never had.</summary>
        Wrong,
    }

    // VC data model 2.0: the context of July 2024, which is pinned in the wild, and the final one. SHA-256 and SHA-384 of each.
    private static readonly FrozenDictionary<string, byte[][]> Digests = new Dictionary<string, byte[][]>
    {
        ["https://www.w3.org/ns/credentials/v2"] =
        [
            Convert.FromBase64String("WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ="),
            Convert.FromBase64String("l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"),
            Convert.FromBase64String("JKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k="),
            Convert.FromBase64String("NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg"),
        ],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Judges the SHA-2 digest of a resource; its length says which of the hashes it is.</summary>
    public static Answer Judge(string resource, ReadOnlySpan<byte> digest)
    {
        if (!Digests.TryGetValue(resource, out var known)) return Answer.Unknown;
        var answer = Answer.Unknown;
        foreach (var each in known)
        {
            if (each.Length != digest.Length) continue;
            if (digest.SequenceEqual(each)) return Answer.Right;
            answer = Answer.Wrong;
        }
        return answer;
    }
}
