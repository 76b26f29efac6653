using Anchor.Credentials;
using Anchor.Credentials.Identifiers;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Credentials.Trust;

namespace Anchor.Verification.Identifiers;

/// <summary>Which keys count under which name, out of what the trust file pins and what was gathered before. Pure.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>did:key and did:jwk hold their own key.</item>
/// <item>A key that the trust file pins for a DID counts; where it pins any, no other does, live or not: pinning is the stronger statement.</item>
/// <item>Else a did:web's key counts when the DID's own document, fetched over HTTPS, has it as its own under <c>assertionMethod</c>.</item>
/// <item>
/// A JWT whose <c>kid</c> is an address (Open Badges 3.0) counts for an issuer whose id is an https URL of the same host and port,
/// and only when that server itself gives the JWK, without sending elsewhere; else for an issuer whose pinned keys hold the one
/// that signed. For a DID the address proves nothing, because its document is what names its keys.
/// </item>
/// <item>A document that was not or could not be fetched leaves the question open, whatever else is wrong.</item>
/// </list>
/// </remarks>
internal sealed class KeyRing(
    TrustFile trust, KnownKeys known, IReadOnlyDictionary<string, Result<DidDocument>> documents, IReadOnlyDictionary<string, Result<PublicKey>> addresses)
{
    public TrustFile Trust => trust;

    /// <summary>Whose key a verification method is; null when it has no fragment.</summary>
    public static string? ControllerOf(string verificationMethod)
    {
        var hash = verificationMethod.IndexOf('#', StringComparison.Ordinal);
        return hash <= 0 ? null : verificationMethod[..hash];
    }

    /// <summary>The keys behind a verification method.</summary>
    /// <param name="method">A DID URL, or in a JWT an address.</param>
    /// <param name="issuer">For whom it is said to have signed.</param>
    public KeyAnswer Of(string method, string? issuer)
    {
        if (WebKey.IsAddress(method)) return OfAddress(method, issuer);
        if (known.OfMethod(method) is { } inline) return KeyAnswer.Of([inline]);
        if (!Did.ParseMethodId(method).TryGet(out var parts, out _)) return KeyAnswer.None(KeyFault.Unresolvable);
        if (parts.Did.Method is "key" or DidJwk.Method) return KeyAnswer.None(KeyFault.Unresolvable);
        if (parts.Did.Method == DidPkh.Method)
            return KeyAnswer.None(KeyFault.Unknown("did.no_public_key", "The signer is named by a blockchain account, which holds no public key to check a signature with."));
        if (known.Pinned(parts.Did.Text) is { Count: > 0 } pinned) return KeyAnswer.Of(pinned);
        return DocumentOf(parts.Did.Text, out var fault) is { } document ? OfMethod(document, method) : KeyAnswer.None(fault!);
    }

    /// <summary>All keys that may sign for an issuer.</summary>
    public KeyAnswer OfIssuer(string issuer)
    {
        if (known.Pinned(issuer) is { Count: > 0 } pinned) return KeyAnswer.Of(pinned);
        KeyFault? fault = null;
        if ((known.InlineDocument(issuer) ?? DocumentOf(issuer, out fault)) is not { } document) return KeyAnswer.None(fault!);
        PublicKey[] keys = [.. document.Signers.Select(method => method.Key!)];
        return keys.Length > 0 ? KeyAnswer.Of(keys) : KeyAnswer.None(KeyFault.Unresolvable);
    }

    /// <summary>The document of an issuer, where its DID holds it or it was asked for; null where it was not.</summary>
    public Result<DidDocument>? DocumentOfIssuer(string issuer)
    {
        if (known.InlineDocument(issuer) is { } inline) return inline;
        return documents.TryGetValue(issuer, out var resolved) ? resolved : (Result<DidDocument>?)null;
    }

    /// <summary>The keys of a JWT: those that its <c>kid</c> names, or the one that its header carries.</summary>
    public KeyAnswer Of(ParsedJwt jwt, string? issuer)
    {
        if (jwt.Kid.Length > 0) return Of(jwt.Kid, issuer);
        if (!VcJwt.KeyOf(jwt).TryGet(out var carried, out _)) return KeyAnswer.None(KeyFault.Unresolvable);
        if (issuer is null || issuer.StartsWith("did:key:", StringComparison.Ordinal)) return KeyAnswer.Of([carried]);
        var own = OfIssuer(issuer);
        // A carried key is whoever's; only a did:web that could not be asked might still turn out to have it.
        if (own.Fault is { Result: CheckResult.Unknown } fault && issuer.StartsWith("did:web:", StringComparison.Ordinal)) return KeyAnswer.None(fault);
        return KeyAnswer.Of([carried], own.Keys.Contains(carried) ? issuer : null);
    }

    private static KeyAnswer OfMethod(DidDocument document, string method)
    {
        if (document.Find(method) is not { } found)
            return KeyAnswer.None(KeyFault.Unknown("did.method_not_found", "The issuer's document does not name the key that signed; it may have been taken out, or never have been there."));
        if (!document.MaySign(found))
            return KeyAnswer.None(new KeyFault(CheckResult.Failed, "did.not_for_assertion", "The issuer's document does not allow the key that signed to sign credentials."));
        return found.Key is { } key
            ? KeyAnswer.Of([key])
            : KeyAnswer.None(KeyFault.Unknown("did.key_unsupported", "The issuer's document names the key that signed in a form that this verifier does not read."));
    }

    private KeyAnswer OfAddress(string address, string? issuer)
    {
        if (issuer is not null && known.Pinned(issuer) is { Count: > 0 } pinned) return KeyAnswer.Of(pinned, issuer);
        if (!WebKey.IsOnHostOf(issuer, address))
            return KeyAnswer.None(KeyFault.Unknown("key.elsewhere", "The address of the key that signed is not on the issuer's own server, so nothing shows that it is the issuer's."));
        if (!addresses.TryGetValue(address, out var fetched)) return KeyAnswer.None(KeyFault.Unresolvable);
        return fetched.TryGet(out var key, out var error) ? KeyAnswer.Of([key], issuer) : KeyAnswer.None(KeyFault.Of(error));
    }

    private DidDocument? DocumentOf(string did, out KeyFault? fault)
    {
        fault = KeyFault.Unresolvable;
        if (!documents.TryGetValue(did, out var resolved)) return null;
        fault = resolved.Error is { } error ? KeyFault.Of(error) : null;
        return resolved.IsOk ? resolved.Value : null;
    }
}
