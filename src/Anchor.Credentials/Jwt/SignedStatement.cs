using System.Text;
using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Jwt;

/// <summary>Small JSON statements of other kinds than credentials, signed as a compact JWS by the key of a did:key.</summary>
/// <remarks>
/// Header <c>{"alg":"EdDSA","kid":…,"typ":…}</c> (RFC 7515, RFC 8037); the <c>typ</c> keeps one kind from passing as another (RFC 8725
/// section 3.11). Codes: <c>jwt.*</c> and <c>json.*</c>.
/// </remarks>
public static class SignedStatement
{
    private static readonly JsonBounds Bounds = new(MaxBytes: 1 << 16, MaxDepth: 8);

    /// <summary>Signs a statement.</summary>
    /// <param name="utf8">A JSON object of at most 64 KiB.</param>
    /// <param name="key">The key; its did:key becomes the <c>kid</c>.</param>
    /// <param name="type">The <c>typ</c>.</param>
    public static string Sign(ReadOnlySpan<byte> utf8, Ed25519KeyPair key, string type)
    {
        var signer = new JwsSigner(SigningKey.FromEd25519(key), DidKey.VerificationMethodId(DidKey.FromEd25519(key.PublicKey)), type);
        var compact = new byte[signer.LengthOf(utf8.Length)];
        signer.Sign(utf8, compact);
        return Encoding.ASCII.GetString(compact);
    }

    /// <summary>Reads a statement of this type and verifies it with the key that its did:key holds. Whose key that is, is the caller's question.</summary>
    public static Result<VerifiedJwt> Verify(ReadOnlySpan<byte> compact, string type)
    {
        if (!CompactJws.Parse(compact, new JwsExpectation([type], [KeyType.Ed25519], Bounds)).TryGet(out var jwt, out var malformed)) return malformed;
        if (!VcJwt.KeyOf(jwt).TryGet(out var key, out var unresolved)) return unresolved;
        if (jwt.Kid.Length == 0) return JwtErrors.KidUnresolvable;
        return VcJwt.VerifySignature(jwt, key) ? new VerifiedJwt(jwt.Kid, jwt.Payload, jwt.Claims, key) : JwtErrors.SignatureInvalid;
    }
}
