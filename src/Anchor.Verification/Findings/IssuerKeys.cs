using Anchor.Credentials.Keys;
using Anchor.Credentials.Trust;

namespace Anchor.Verification.Findings;

/// <summary>The keys that may sign under a name: the one inside a did:key, or those that the trust file pins for any other DID.</summary>
internal static class IssuerKeys
{
    private const string DidKeyPrefix = "did:key:";

    /// <param name="verificationMethod">A verification method id, <c>did:…#…</c>.</param>
    /// <param name="trust">Pinned keys.</param>
    /// <returns>Empty when no key is known.</returns>
    public static IReadOnlyList<PublicKey> Of(string verificationMethod, TrustFile trust)
    {
        if (IsDidKey(verificationMethod)) return VerificationMethods.Resolve(verificationMethod).Match<PublicKey[]>(method => [method.Key], _ => []);
        return ControllerOf(verificationMethod) is { } did ? Pinned(did, trust) : [];
    }

    public static IReadOnlyList<PublicKey> Pinned(string did, TrustFile trust)
    {
        var keys = new List<PublicKey>();
        foreach (var multibase in trust.FindIssuer(did)?.Keys ?? [])
            if (Multikey.Parse(multibase).TryGet(out var key, out _)) keys.Add(key);
        return keys;
    }

    /// <summary>Whose key a verification method is; null when it has no fragment.</summary>
    public static string? ControllerOf(string verificationMethod)
    {
        var hash = verificationMethod.IndexOf('#', StringComparison.Ordinal);
        return hash <= 0 ? null : verificationMethod[..hash];
    }

    public static bool IsDidKey(string did) => did.StartsWith(DidKeyPrefix, StringComparison.Ordinal);
}
