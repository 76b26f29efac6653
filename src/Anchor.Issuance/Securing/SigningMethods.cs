using System.Collections.Concurrent;
using Anchor.Credentials;
using Anchor.Credentials.Keys;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Keys;

namespace Anchor.Issuance.Securing;

/// <summary>A key of an issuer, and the DID and the name under which it signs.</summary>
internal sealed record SigningMethod(SigningKey Key, string Did, string VerificationMethod);

/// <summary>Opens an issuer's key of each type: its own Ed25519 key, and the ECDSA keys that are made at first use.</summary>
internal sealed class SigningMethods(EventStore.EventStore store, KeyRing keys)
{
    private const int MaxEntries = 10_000;

    // An issuer's keys never change, so what was once opened stays right.
    private readonly ConcurrentDictionary<(IssuerId, KeyType), SigningMethod> _opened = [];

    public async Task<Result<SigningMethod>> GetAsync(IssuerId issuer, KeyType type, CancellationToken cancellationToken)
    {
        if (_opened.TryGetValue((issuer, type), out var opened)) return opened;
        var state = await store.FoldAsync(issuer, issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (!state.Exists) return IssuerErrors.NotFound();
        var key = type == KeyType.Ed25519
            ? SigningKey.FromEd25519(await keys.SigningKeyAsync(issuer, state.SigningKeyId, cancellationToken))
            : await keys.CurveKeyAsync(issuer, type, cancellationToken);
        var did = DidKey.Of(key.PublicKey);
        if (_opened.Count >= MaxEntries) _opened.Clear();
        return _opened[(issuer, type)] = new SigningMethod(key, did, DidKey.VerificationMethodId(did));
    }
}
