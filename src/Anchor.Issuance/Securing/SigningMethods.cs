using System.Collections.Concurrent;
using Anchor.Credentials;
using Anchor.Credentials.Keys;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Keys;

namespace Anchor.Issuance.Securing;

/// <summary>A key of an issuer, and the names under which it signs.</summary>
/// <param name="Key">The key.</param>
/// <param name="Did">The DID for which it signs where none is named.</param>
/// <param name="VerificationMethod">Its name under that DID.</param>
/// <param name="PublishesStatus">Whether that DID is the one that signs the issuer's status lists.</param>
internal sealed record SigningMethod(SigningKey Key, string Did, string VerificationMethod, bool PublishesStatus)
{
    /// <summary>The same key in the name of a DID; null where it does not sign for it.</summary>
    public SigningMethod? For(string did)
    {
        if (did == Did) return this;
        var own = DidKey.Of(Key.PublicKey);
        return did == own ? new SigningMethod(Key, own, DidKey.VerificationMethodId(own), false) : null;
    }
}

/// <summary>Opens an issuer's key of each type: its own Ed25519 key, and the ECDSA keys that are made at first use and are a did:key each.</summary>
internal sealed class SigningMethods(EventStore.EventStore store, KeyRing keys)
{
    private const int MaxEntries = 10_000;

    // An issuer's keys and DID never change, so what was once opened stays right.
    private readonly ConcurrentDictionary<(IssuerId, KeyType), SigningMethod> _opened = [];

    public async Task<Result<SigningMethod>> GetAsync(IssuerId issuer, KeyType type, CancellationToken cancellationToken)
    {
        if (_opened.TryGetValue((issuer, type), out var opened)) return opened;
        var state = await store.FoldAsync(issuer, issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (!state.Exists) return IssuerErrors.NotFound();
        var method = type == KeyType.Ed25519 ? await OwnAsync(state, cancellationToken) : await CurveAsync(issuer, type, cancellationToken);
        if (_opened.Count >= MaxEntries) _opened.Clear();
        return _opened[(issuer, type)] = method;
    }

    private async Task<SigningMethod> OwnAsync(IssuerState state, CancellationToken cancellationToken)
    {
        var pair = await keys.SigningKeyAsync(state.Id, state.SigningKeyId, cancellationToken);
        var name = state.VerificationMethodOf(pair) ?? DidKey.VerificationMethodId(DidKey.FromEd25519(pair.PublicKey));
        return new SigningMethod(SigningKey.FromEd25519(pair), state.Did, name, true);
    }

    private async Task<SigningMethod> CurveAsync(IssuerId issuer, KeyType type, CancellationToken cancellationToken)
    {
        var key = await keys.CurveKeyAsync(issuer, type, cancellationToken);
        var did = DidKey.Of(key.PublicKey);
        return new SigningMethod(key, did, DidKey.VerificationMethodId(did), false);
    }
}
