using System.Security.Cryptography;

namespace Anchor.Issuance.Keys;

/// <summary>AES-256-GCM with a random 96-bit nonce; one blob: nonce ‖ ciphertext ‖ 16-byte tag.</summary>
internal static class Sealed
{
    /// <summary>Length of a nonce in bytes.</summary>
    public const int NonceLength = 12;

    private const int TagLength = 16;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        RandomNumberGenerator.Fill(nonce);
        return Seal(key, nonce, plaintext, associatedData);
    }

    /// <summary>Seals under a nonce of the caller, who draws the nonces of many at once.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        using var cipher = Cipher(key);
        return Seal(cipher, nonce, plaintext, associatedData);
    }

    /// <summary>Seals under the key of a cipher, which is not thread-safe.</summary>
    public static byte[] Seal(AesGcm cipher, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        var blob = new byte[NonceLength + plaintext.Length + TagLength];
        nonce.CopyTo(blob);
        cipher.Encrypt(nonce, plaintext, blob.AsSpan(NonceLength, plaintext.Length), blob.AsSpan(NonceLength + plaintext.Length), associatedData);
        return blob;
    }

    /// <exception cref="CryptographicException">The blob was changed, moved, or sealed under another key.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> blob, ReadOnlySpan<byte> associatedData)
    {
        using var cipher = Cipher(key);
        return Open(cipher, blob, associatedData);
    }

    /// <summary>Opens under the key of a cipher, which is not thread-safe.</summary>
    /// <exception cref="CryptographicException">The blob was changed, moved, or sealed under another key.</exception>
    public static byte[] Open(AesGcm cipher, ReadOnlySpan<byte> blob, ReadOnlySpan<byte> associatedData)
    {
        if (blob.Length < NonceLength + TagLength) throw new CryptographicException("The sealed value is too short.");
        var plaintext = new byte[blob.Length - NonceLength - TagLength];
        cipher.Decrypt(blob[..NonceLength], blob[NonceLength..^TagLength], blob[^TagLength..], plaintext, associatedData);
        return plaintext;
    }

    /// <summary>A cipher for many values under one key.</summary>
    public static AesGcm Cipher(ReadOnlySpan<byte> key) => new(key, TagLength);
}
