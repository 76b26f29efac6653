using System.Security.Cryptography;

namespace Anchor.Issuance.Keys;

/// <summary>AES-256-GCM with a random 96-bit nonce; one blob: nonce ‖ ciphertext ‖ 16-byte tag.</summary>
internal static class Sealed
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        var blob = new byte[NonceLength + plaintext.Length + TagLength];
        var nonce = blob.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(nonce, plaintext, blob.AsSpan(NonceLength, plaintext.Length), blob.AsSpan(NonceLength + plaintext.Length), associatedData);
        return blob;
    }

    /// <exception cref="CryptographicException">The blob was changed, moved, or sealed under another key.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> blob, ReadOnlySpan<byte> associatedData)
    {
        if (blob.Length < NonceLength + TagLength) throw new CryptographicException("The sealed value is too short.");
        var plaintext = new byte[blob.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(key, TagLength);
        cipher.Decrypt(blob[..NonceLength], blob[NonceLength..^TagLength], blob[^TagLength..], plaintext, associatedData);
        return plaintext;
    }
}
