using Anchor.Credentials.MerkleProofs;
using SimpleBase;

namespace Anchor.Credentials.Keys;

/// <summary>Multikey of W3C Controlled Identifiers: <c>z</c> and base58btc of a two-byte header and the key (<c>publicKeyMultibase</c>).</summary>
/// <remarks>
/// Public: 0xed01 Ed25519 (<c>z6Mk…</c>), 0x8024 P-256 (<c>zDn…</c>), 0x8124 P-384 (<c>z82…</c>), 0xe701 secp256k1 (<c>zQ3s…</c>).
/// Secret: 0x8026 Ed25519 (<c>z3u2…</c>), 0x8626 P-256 (<c>z42t…</c>), 0x8726 P-384 (<c>z2fa…</c>).
/// One key has exactly one spelling: whatever does not encode back to itself is refused.
/// </remarks>
public static class Multikey
{
    private const int MaxTextLength = 80;
    private const int MaxBytes = 64;

    /// <summary>Reads a public key.</summary>
    public static Result<PublicKey> Parse(string multibase)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        if (!TryDecode(multibase, bytes, out var length)) return NotMultibase;
        var key = bytes[2..length];
        return (bytes[0], bytes[1]) switch
        {
            (0xed, 0x01) => PublicKey.FromEd25519(key),
            (0x80, 0x24) => FromCompressed(KeyType.P256, key),
            (0x81, 0x24) => FromCompressed(KeyType.P384, key),
            (0xe7, 0x01) => FromCompressed(KeyType.Secp256k1, key),
            (0xec, 0x01) => KeyErrors.NotForSigning,
            _ => KeyErrors.TypeUnsupported,
        };
    }

    /// <summary>Reads a secret key.</summary>
    /// <returns>A key that the caller disposes of.</returns>
    public static Result<SigningKey> ParseSecret(string multibase)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        if (!TryDecode(multibase, bytes, out var length)) return NotMultibase;
        var key = bytes[2..length];
        Result<SigningKey> read = (bytes[0], bytes[1], key.Length) switch
        {
            (0x80, 0x26, Ed25519.SeedLength) => new Ed25519SigningKey(Ed25519KeyPair.FromSeed(key), ownsPair: true),
            (0x86, 0x26, 32) => EcdsaSigningKey.FromScalar(EcCurve.P256, key),
            (0x87, 0x26, 48) => EcdsaSigningKey.FromScalar(EcCurve.P384, key),
            _ => KeyErrors.TypeUnsupported,
        };
        bytes.Clear();
        return read;
    }

    /// <summary>Writes a public key.</summary>
    /// <exception cref="ArgumentException">An RSA key has no Multikey.</exception>
    public static string Format(PublicKey key)
    {
        ReadOnlySpan<byte> header = key.Type switch
        {
            KeyType.Ed25519 => [0xed, 0x01],
            KeyType.P256 => [0x80, 0x24],
            KeyType.P384 => [0x81, 0x24],
            KeyType.Secp256k1 => [0xe7, 0x01],
            _ => throw new ArgumentException("An RSA key has no Multikey.", nameof(key)),
        };
        return "z" + Base58.Bitcoin.Encode([.. header, .. key.Encoded]);
    }

    private static Error NotMultibase { get; } = KeyErrors.Malformed("A Multikey is z and base58btc, in its one correct spelling.");

    private static Result<PublicKey> FromCompressed(KeyType type, ReadOnlySpan<byte> point) =>
        point.Length == 1 + EcCurve.Find(type)!.Length ? PublicKey.FromPoint(type, point) : KeyErrors.Malformed("A key's point must be compressed.");

    private static bool TryDecode(string text, Span<byte> bytes, out int length)
    {
        length = 0;
        return text is { Length: > 3 and <= MaxTextLength } && text[0] == 'z'
            && Base58Text.TryDecode(text.AsSpan(1), bytes, out length)
            && length > 2
            && text.AsSpan(1).SequenceEqual(Base58.Bitcoin.Encode(bytes[..length]));
    }
}
