using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Jwt;

/// <summary>Verifies credentials secured as VC-JWT (OB 3.0 section 8.2; VC-JOSE-COSE; JOSE compact form).</summary>
/// <remarks>
/// Algorithms: EdDSA (Ed25519), ES256, ES384, RS256, each with its own type of key only. The steps are apart, so that a report
/// can show each: <see cref="Parse"/> (shape), <see cref="KeyOf"/>, <see cref="VerifySignature(ParsedJwt, PublicKey)"/>,
/// <see cref="CheckClaims"/>; <see cref="Verify"/> takes them all. Codes: <c>jwt.malformed</c>, <c>jwt.alg_not_allowed</c>,
/// <c>jwt.kid_unresolvable</c>, <c>jwt.signature_invalid</c>, <c>jwt.claim_mismatch</c>, <c>jwt.key_not_of_issuer</c>,
/// <c>key.*</c> for a wrong key in the header, and <c>json.*</c> for a payload out of bounds.
/// </remarks>
public static class VcJwt
{
    /// <summary>The <c>typ</c> that Open Badges asks for; its JWT claims repeat the credential's members.</summary>
    public const string Type = "JWT";

    /// <summary>The <c>typ</c> of VC-JOSE-COSE; JWT claims may be absent.</summary>
    public const string JoseType = "vc+jwt";

    /// <summary>Takes a compact JWS apart.</summary>
    /// <param name="compact">ASCII, without white space around it.</param>
    /// <param name="bounds">Bounds of the payload; 1 MiB and depth 64 when null.</param>
    public static Result<ParsedJwt> Parse(ReadOnlySpan<byte> compact, JsonBounds? bounds = null) =>
        CompactJws.Parse(compact, new JwsExpectation([Type, JoseType], JwsAlgorithm.All, bounds ?? JsonBounds.Default));

    /// <summary>The Ed25519 key that a did:key <c>kid</c> names, 32 bytes.</summary>
    public static Result<byte[]> ResolveKey(string kid) =>
        DidKey.TryParseVerificationMethod(kid, out _, out var key) ? key : JwtErrors.KidUnresolvable;

    /// <summary>The key of any type that the header names by a did:key, or else carries itself.</summary>
    /// <remarks>A key from the header's <c>jwk</c> is the issuer's only if that is shown by other means: see <see cref="CheckClaims"/>.</remarks>
    public static Result<PublicKey> KeyOf(ParsedJwt jwt)
    {
        if (jwt.Kid.Length == 0) return jwt.Jwk is { } carried ? carried : JwtErrors.KidUnresolvable;
        if (!VerificationMethods.Resolve(jwt.Kid).TryGet(out var method, out _)) return JwtErrors.KidUnresolvable;
        return jwt.Jwk is null || jwt.Jwk.Equals(method.Key)
            ? method.Key
            : JwtErrors.Malformed("The header's kid and jwk are different keys.", "$header.jwk");
    }

    /// <summary>Whether the signature is by this Ed25519 key.</summary>
    public static bool VerifySignature(ParsedJwt jwt, ReadOnlySpan<byte> publicKey) =>
        jwt.Algorithm == KeyType.Ed25519 && Ed25519.Verify(publicKey, jwt.SigningInput, jwt.Signature);

    /// <summary>Whether the header's algorithm is the key's, and the signature is by this key.</summary>
    public static bool VerifySignature(ParsedJwt jwt, PublicKey key) =>
        jwt.Algorithm == key.Type && key.Verify(jwt.SigningInput, jwt.Signature);

    /// <summary>Whether the JWT claims and the credential say the same, and the key is the issuer's.</summary>
    /// <param name="jwt">The JWT.</param>
    /// <param name="controller">
    /// The DID whose key signed, where the caller has found that out; else what the header proves: the DID before the
    /// <c>kid</c>'s <c>#</c>, or without a <c>kid</c> the did:key of its <c>jwk</c>.
    /// </param>
    /// <returns>Null when all is well, else the first mismatch.</returns>
    /// <remarks>
    /// iss = issuer.id; jti = id; nbf = validFrom; exp = validUntil; sub = credentialSubject.id: both present and equal, or (exp,
    /// sub) both absent. In a <c>vc+jwt</c> every claim may be absent, and nbf and exp are not the credential's: see <see cref="CheckTime"/>.
    /// </remarks>
    public static Error? CheckClaims(ParsedJwt jwt, string? controller = null) => JwtClaims.Check(jwt, controller);

    /// <summary>Whether the time is between <c>nbf</c> and <c>exp</c>, where they are given.</summary>
    /// <returns>Null, <c>jwt.expired</c>, <c>jwt.not_yet_valid</c> or <c>jwt.malformed</c>.</returns>
    public static Error? CheckTime(ParsedJwt jwt, DateTimeOffset now) => JwtClaims.CheckTime(jwt.Claims, now);

    /// <summary>Takes all steps but the time with the key that the header's did:key names, or that the header carries.</summary>
    public static Result<VerifiedJwt> Verify(ReadOnlySpan<byte> compact, JsonBounds? bounds = null)
    {
        if (!Parse(compact, bounds).TryGet(out var jwt, out var malformed)) return malformed;
        if (!KeyOf(jwt).TryGet(out var key, out var unresolved)) return unresolved;
        if (jwt.Algorithm != key.Type) return JwtErrors.AlgNotAllowed;
        if (!VerifySignature(jwt, key)) return JwtErrors.SignatureInvalid;
        return CheckClaims(jwt) is { } mismatch ? mismatch : new VerifiedJwt(jwt.Kid, jwt.Payload, jwt.Claims, key);
    }
}
