using System.Buffers;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Jwt;

/// <summary>Signs credentials as VC-JWT with one issuer key. Thread-safe.</summary>
/// <remarks>
/// Protected header: <c>{"alg":…,"kid":…,"typ":"JWT"}</c>, encoded once; <c>alg</c> follows the key (EdDSA, ES256, ES384, RS256).
/// The payload is the credential itself, with its JWT claims.
/// </remarks>
public sealed class VcJwtSigner
{
    private readonly JwsSigner _jws;

    /// <summary>Prepares a signer with an Ed25519 key.</summary>
    /// <param name="key">The key; the caller keeps it alive and disposes of it.</param>
    /// <param name="kid">The verification method's DID URL; that of the key's own did:key when null.</param>
    public VcJwtSigner(Ed25519KeyPair key, string? kid = null)
        : this(SigningKey.FromEd25519(key), kid ?? DidKey.VerificationMethodId(DidKey.FromEd25519(key.PublicKey)))
    {
    }

    /// <summary>Prepares a signer with a key of any type that JWS knows here.</summary>
    /// <param name="key">Ed25519, P-256, P-384 or RSA; the caller keeps it alive and disposes of it.</param>
    /// <param name="kid">The verification method's URL; when empty, the header carries the key itself (<c>jwk</c>).</param>
    /// <param name="type"><see cref="VcJwt.Type"/> or <see cref="VcJwt.JoseType"/>.</param>
    /// <exception cref="ArgumentException">The key's type signs no JWS here.</exception>
    public VcJwtSigner(SigningKey key, string kid, string type = VcJwt.Type) =>
        (Kid, _jws) = (kid, new JwsSigner(key, kid, type));

    /// <summary>The <c>kid</c> of every header; empty when the header carries the key itself.</summary>
    public string Kid { get; }

    /// <summary>How many ASCII bytes a payload becomes.</summary>
    public int LengthOf(int payloadLength) => _jws.LengthOf(payloadLength);

    /// <summary>Signs a payload.</summary>
    /// <param name="payload">The UTF-8 JSON, taken as it is.</param>
    /// <param name="destination">At least <see cref="LengthOf"/> bytes.</param>
    /// <returns>The number of ASCII bytes written.</returns>
    public int Sign(ReadOnlySpan<byte> payload, Span<byte> destination) => _jws.Sign(payload, destination);

    /// <summary>Signs a payload into a buffer.</summary>
    public void Sign(ReadOnlySpan<byte> payload, IBufferWriter<byte> destination) => _jws.Sign(payload, destination);

    /// <summary>Signs a payload into a new array.</summary>
    public byte[] Sign(ReadOnlySpan<byte> payload)
    {
        var compact = new byte[LengthOf(payload.Length)];
        _jws.Sign(payload, compact);
        return compact;
    }
}
