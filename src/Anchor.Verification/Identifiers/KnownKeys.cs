using Anchor.Credentials.Identifiers;
using Anchor.Credentials.Keys;
using Anchor.Credentials.Trust;

namespace Anchor.Verification.Identifiers;

/// <summary>Keys that follow from a name alone, or from the trust file, each read once. Thread-safe.</summary>
/// <remarks>At most 1,024 of each kind are kept, under the whole of the text that holds them; a text that holds none is not kept.</remarks>
internal sealed class KnownKeys(TrustFile trust)
{
    private const int Capacity = 1024;

    private readonly Known<string, PublicKey> _methods = new(Capacity);
    private readonly Known<string, DidDocument> _documents = new(Capacity);
    private readonly Known<string, PublicKey> _pinned = new(Capacity);

    /// <summary>The key that a verification method's own name holds (did:key, did:jwk); null where it holds none.</summary>
    public PublicKey? OfMethod(string method)
    {
        if (_methods.TryGet(method, out var known)) return known;
        if (!VerificationMethods.Resolve(method).TryGet(out var resolved, out _)) return null;
        _methods.Keep(method, resolved.Key);
        return resolved.Key;
    }

    /// <summary>The document of a DID that holds everything itself; null for any other.</summary>
    public DidDocument? InlineDocument(string did)
    {
        if (_documents.TryGet(did, out var known)) return known;
        if (!Did.Parse(did).TryGet(out var parsed, out _) || !DidDocument.Inline(parsed).TryGet(out var document, out _)) return null;
        _documents.Keep(did, document);
        return document;
    }

    /// <summary>The keys that the trust file pins for an issuer.</summary>
    public IReadOnlyList<PublicKey> Pinned(string issuer)
    {
        if (trust.FindIssuer(issuer) is not { Keys: { Count: > 0 } stated }) return [];
        var keys = new List<PublicKey>(stated.Count);
        foreach (var multibase in stated)
            if (OfMultibase(multibase) is { } key) keys.Add(key);
        return keys;
    }

    private PublicKey? OfMultibase(string multibase)
    {
        if (_pinned.TryGet(multibase, out var known)) return known;
        if (!Multikey.Parse(multibase).TryGet(out var key, out _)) return null;
        _pinned.Keep(multibase, key);
        return key;
    }
}
