using System.Security.Cryptography;

namespace Anchor.Credentials.Keys;

/// <summary>A public key that verifies signatures: whatever exists was checked. Immutable, thread-safe, equal by value.</summary>
/// <remarks>
/// Codes of what is refused: <c>key.malformed</c>, <c>key.type_unsupported</c>, <c>key.not_for_signing</c>,
/// <c>key.point_invalid</c>, <c>key.rsa_size</c>. Spellings: <see cref="Multikey"/>, <see cref="DidKey"/>, <see cref="Jwk"/>.
/// </remarks>
public sealed class PublicKey : IEquatable<PublicKey>
{
    private readonly byte[] _encoded;
    private readonly SignatureVerifier _verifier;

    private PublicKey(KeyType type, byte[] encoded, SignatureVerifier verifier) =>
        (Type, _encoded, _verifier) = (type, encoded, verifier);

    /// <summary>What the key is, and with it how it signs.</summary>
    public KeyType Type { get; }

    /// <summary>Ed25519: 32 bytes. ECDSA: the compressed point, 33 or 49 bytes. RSA: RSAPublicKey of PKCS #1, DER.</summary>
    public ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>The length of every signature, in bytes: 64 for Ed25519, P-256 and secp256k1, 96 for P-384, the modulus for RSA.</summary>
    public int SignatureLength => _verifier.SignatureLength;

    /// <summary>An Ed25519 key.</summary>
    /// <param name="key">32 bytes.</param>
    public static Result<PublicKey> FromEd25519(ReadOnlySpan<byte> key)
    {
        if (key.Length != Ed25519.PublicKeyLength) return KeyErrors.Malformed($"An Ed25519 key has {Ed25519.PublicKeyLength} bytes.");
        if (!Ed25519.IsAcceptablePublicKey(key)) return KeyErrors.PointInvalid;
        var bytes = key.ToArray();
        return new PublicKey(KeyType.Ed25519, bytes, new Ed25519Verifier(bytes));
    }

    /// <summary>An ECDSA key.</summary>
    /// <param name="type">P-256, P-384 or secp256k1.</param>
    /// <param name="point">The point, compressed or uncompressed (SEC 1 section 2.3.3).</param>
    /// <exception cref="ArgumentException">The type is no elliptic curve of ECDSA.</exception>
    public static Result<PublicKey> FromPoint(KeyType type, ReadOnlySpan<byte> point)
    {
        var curve = EcCurve.Find(type) ?? throw new ArgumentException("Not a curve of ECDSA.", nameof(type));
        return curve.Decode(point) is { } decoded
            ? new PublicKey(type, decoded.GetEncoded(true), EcdsaVerifier.Create(curve, decoded))
            : KeyErrors.PointInvalid;
    }

    /// <summary>An RSA key.</summary>
    /// <param name="modulus">Big-endian, without leading zeros; 2048 to 8192 bits.</param>
    /// <param name="exponent">Big-endian, without leading zeros; odd, at least 3, at most 5 bytes.</param>
    public static Result<PublicKey> FromRsa(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        if (modulus.Length is < 256 or > 1024 || modulus[0] == 0 || (modulus.Length == 256 && modulus[0] < 0x80)) return KeyErrors.RsaSize;
        if (exponent.Length is < 1 or > 5 || exponent[0] == 0 || exponent[^1] % 2 == 0 || exponent is [1]) return KeyErrors.RsaSize;
        var parameters = new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() };
        return new PublicKey(KeyType.Rsa, RsaVerifier.Encode(parameters), RsaVerifier.Create(parameters));
    }

    /// <summary>Whether the signature is by this key over the message.</summary>
    /// <param name="message">The message itself; the key's own hash function is applied to it.</param>
    /// <param name="signature">ECDSA: r ‖ s, each as long as the curve's field (IEEE P1363).</param>
    /// <returns>False for any other length or content; never throws.</returns>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureLength && _verifier.Verify(message, signature);

    /// <inheritdoc/>
    public bool Equals(PublicKey? other) => other is not null && Type == other.Type && _encoded.AsSpan().SequenceEqual(other._encoded);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Type);
        hash.AddBytes(_encoded);
        return hash.ToHashCode();
    }
}
