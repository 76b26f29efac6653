using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Jwt;

/// <summary>Verifies credentials secured as VC-JWT (OB 3.0 section 8.2, JOSE compact form, EdDSA).</summary>
/// <remarks>
/// The steps are apart, so that a report can show each: <see cref="Parse"/> (shape), <see cref="ResolveKey"/>,
/// <see cref="VerifySignature"/>, <see cref="CheckClaims"/>; <see cref="Verify"/> takes them all. Codes:
/// <c>jwt.malformed</c>, <c>jwt.alg_not_allowed</c>, <c>jwt.kid_unresolvable</c>, <c>jwt.signature_invalid</c>,
/// <c>jwt.claim_mismatch</c>, <c>jwt.key_not_of_issuer</c>, and <c>json.*</c> for a payload out of bounds.
/// </remarks>
public static class VcJwt
{
    /// <summary>Takes a compact JWS apart.</summary>
    /// <param name="compact">ASCII, without white space around it.</param>
    /// <param name="bounds">Bounds of the payload; 1 MiB and depth 64 when null.</param>
    public static Result<ParsedJwt> Parse(ReadOnlySpan<byte> compact, JsonBounds? bounds = null) =>
        CompactJws.Parse(compact, "JWT", bounds ?? JsonBounds.Default);

    /// <summary>The Ed25519 key that a did:key <c>kid</c> names, 32 bytes.</summary>
    public static Result<byte[]> ResolveKey(string kid) =>
        DidKey.TryParseVerificationMethod(kid, out _, out var key) ? key : JwtErrors.KidUnresolvable;

    /// <summary>Whether the signature is by this key.</summary>
    public static bool VerifySignature(ParsedJwt jwt, ReadOnlySpan<byte> publicKey) =>
        Ed25519.Verify(publicKey, jwt.SigningInput, jwt.Signature);

    /// <summary>Whether the JWT claims and the credential say the same, and the header's key is the issuer's.</summary>
    /// <returns>Null when all is well, else the first mismatch.</returns>
    /// <remarks>iss = issuer.id; jti = id; nbf = validFrom; exp = validUntil; sub = credentialSubject.id: both present and equal, or (exp, sub) both absent.</remarks>
    public static Error? CheckClaims(ParsedJwt jwt) => JwtClaims.Check(jwt);

    /// <summary>Takes all steps with the key that the header's did:key names.</summary>
    public static Result<VerifiedJwt> Verify(ReadOnlySpan<byte> compact, JsonBounds? bounds = null)
    {
        if (!Parse(compact, bounds).TryGet(out var jwt, out var malformed)) return malformed;
        if (!ResolveKey(jwt.Kid).TryGet(out var key, out var unresolved)) return unresolved;
        if (!VerifySignature(jwt, key)) return JwtErrors.SignatureInvalid;
        return CheckClaims(jwt) is { } mismatch ? mismatch : new VerifiedJwt(jwt.Kid, jwt.Payload, jwt.Claims, key);
    }
}
