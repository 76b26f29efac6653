using System.Security.Cryptography;
using Anchor.Credentials.Keys;

namespace Anchor.Issuance.Keys;

/// <summary>AES-256-GCM with a random 96-bit nonce; one blob: nonce ‖ ciphertext ‖ 16-byte tag.</summary>
internal static class Sealed
{
    /// <summary>Length of a nonce in bytes.</summary>
    public const int NonceLength = Aes256Gcm.NonceLength;

    private const int TagLength = Aes256Gcm.TagLength;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        RandomNumberGenerator.Fill(nonce);
        return Seal(key, nonce, plaintext, associatedData);
    }

    /// <summary>Seals under a nonce of the caller, who draws the nonces of many at once.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        var blob = new byte[NonceLength + plaintext.Length + TagLength];
        nonce.CopyTo(blob);
        Aes256Gcm.Encrypt(key, nonce, plaintext, associatedData, blob.AsSpan(NonceLength, plaintext.Length), blob.AsSpan(NonceLength + plaintext.Length));
        return blob;
    }

    /// <exception cref="CryptographicException">The blob was changed, moved, or sealed under another key.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> blob, ReadOnlySpan<byte> associatedData)
    {
        if (blob.Length < NonceLength + TagLength) throw new CryptographicException("The sealed value is too short.");
        var plaintext = new byte[blob.Length - NonceLength - TagLength];
        Aes256Gcm.Decrypt(key, blob[..NonceLength], blob[NonceLength..^TagLength], blob[^TagLength..], associatedData, plaintext);
        return plaintext;
    }
}
