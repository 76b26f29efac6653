using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Credentials.Trust;

namespace Anchor.Verification.Findings;

/// <summary>The Ed25519 keys that may sign for an issuer: the one inside a did:key, or those that the trust file pins for any other DID.</summary>
internal static class IssuerKeys
{
    private const string DidKeyPrefix = "did:key:";

    /// <param name="kid">A verification method id, <c>did:…#…</c>.</param>
    /// <param name="trust">Pinned keys.</param>
    /// <returns>Empty when no key is known.</returns>
    public static IReadOnlyList<byte[]> Of(string kid, TrustFile trust)
    {
        if (kid.StartsWith(DidKeyPrefix, StringComparison.Ordinal)) return VcJwt.ResolveKey(kid).Match<byte[][]>(key => [key], _ => []);
        var hash = kid.IndexOf('#', StringComparison.Ordinal);
        return hash <= 0 ? [] : Pinned(kid[..hash], trust);
    }

    public static IReadOnlyList<byte[]> Pinned(string did, TrustFile trust)
    {
        var keys = new List<byte[]>();
        foreach (var multibase in trust.FindIssuer(did)?.Keys ?? [])
            if (DidKey.TryParseMultibase(multibase, out var key)) keys.Add(key);
        return keys;
    }

    public static bool IsDidKey(string did) => did.StartsWith(DidKeyPrefix, StringComparison.Ordinal);
}
