using System.Security.Cryptography;

namespace Anchor.Credentials.Keys;

/// <summary>AES-256-GCM (NIST SP 800-38D) of short values under many keys. Thread-safe.</summary>
/// <remarks>
/// libsodium is used where it loads and the processor has AES instructions: it needs no context, which with OpenSSL costs more than
/// the encryption of a few hundred bytes. The platform's cipher is used otherwise; both give the same bytes.
/// </remarks>
public static unsafe class Aes256Gcm
{
    /// <summary>Length of a key in bytes.</summary>
    public const int KeyLength = 32;

    /// <summary>Length of a nonce in bytes.</summary>
    public const int NonceLength = 12;

    /// <summary>Length of a tag in bytes.</summary>
    public const int TagLength = 16;

    private static readonly nint EncryptAddress = Sodium.Find("crypto_aead_aes256gcm_encrypt_detached");
    private static readonly nint DecryptAddress = Sodium.Find("crypto_aead_aes256gcm_decrypt_detached");

    /// <summary>Whether libsodium does the work.</summary>
    internal static bool UsesSodium { get; } =
        EncryptAddress != 0 && DecryptAddress != 0
        && Sodium.Find("crypto_aead_aes256gcm_is_available") is not 0 and var available && ((delegate* unmanaged[Cdecl]<int>)available)() == 1;

    /// <summary>Encrypts.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="nonce">12 bytes; never the same twice under one key.</param>
    /// <param name="plaintext">Any number of bytes.</param>
    /// <param name="associatedData">What decryption must be told again.</param>
    /// <param name="ciphertext">As many bytes as the plaintext; not overlapping it.</param>
    /// <param name="tag">16 bytes.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public static void Encrypt(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> ciphertext, Span<byte> tag)
    {
        Check(key, nonce, plaintext.Length, ciphertext.Length, tag.Length);
        if (UsesSodium) EncryptBySodium(key, nonce, plaintext, associatedData, ciphertext, tag);
        else EncryptByPlatform(key, nonce, plaintext, associatedData, ciphertext, tag);
    }

    /// <summary>Decrypts.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="ciphertext">Any number of bytes.</param>
    /// <param name="tag">16 bytes.</param>
    /// <param name="associatedData">As on encryption.</param>
    /// <param name="plaintext">As many bytes as the ciphertext; not overlapping it. Holds nothing of use when this throws.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    /// <exception cref="AuthenticationTagMismatchException">It was changed, or sealed with another key, nonce or associated data.</exception>
    public static void Decrypt(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associatedData, Span<byte> plaintext)
    {
        Check(key, nonce, plaintext.Length, ciphertext.Length, tag.Length);
        if (UsesSodium) DecryptBySodium(key, nonce, ciphertext, tag, associatedData, plaintext);
        else DecryptByPlatform(key, nonce, ciphertext, tag, associatedData, plaintext);
    }

    internal static void EncryptByPlatform(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> ciphertext, Span<byte> tag)
    {
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(nonce, plaintext, ciphertext, tag, associatedData);
    }

    internal static void DecryptByPlatform(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associatedData, Span<byte> plaintext)
    {
        using var cipher = new AesGcm(key, TagLength);
        cipher.Decrypt(nonce, ciphertext, tag, plaintext, associatedData);
    }

    private static void EncryptBySodium(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> ciphertext, Span<byte> tag)
    {
        // Arguments: ciphertext, tag, its length, plaintext, associated data, an unused secret nonce, nonce, key.
        var encrypt = (delegate* unmanaged[Cdecl]<byte*, byte*, ulong*, byte*, ulong, byte*, ulong, byte*, byte*, byte*, int>)EncryptAddress;
        fixed (byte* c = ciphertext, t = tag, p = plaintext, a = associatedData, n = nonce, k = key)
            if (encrypt(c, t, null, p, (ulong)plaintext.Length, a, (ulong)associatedData.Length, null, n, k) != 0)
                throw new CryptographicException("libsodium refused to encrypt.");
    }

    private static void DecryptBySodium(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> associatedData, Span<byte> plaintext)
    {
        // Arguments: plaintext, an unused secret nonce, ciphertext, tag, associated data, nonce, key.
        var decrypt = (delegate* unmanaged[Cdecl]<byte*, byte*, byte*, ulong, byte*, byte*, ulong, byte*, byte*, int>)DecryptAddress;
        fixed (byte* p = plaintext, c = ciphertext, t = tag, a = associatedData, n = nonce, k = key)
            if (decrypt(p, null, c, (ulong)ciphertext.Length, t, a, (ulong)associatedData.Length, n, k) != 0)
                throw new AuthenticationTagMismatchException();
    }

    private static void Check(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, int plaintext, int ciphertext, int tag)
    {
        if (key.Length != KeyLength) throw new ArgumentException($"A key is {KeyLength} bytes, not {key.Length}.", nameof(key));
        if (nonce.Length != NonceLength) throw new ArgumentException($"A nonce is {NonceLength} bytes, not {nonce.Length}.", nameof(nonce));
        if (tag != TagLength) throw new ArgumentException($"A tag is {TagLength} bytes, not {tag}.", nameof(tag));
        if (plaintext != ciphertext) throw new ArgumentException($"{plaintext} bytes of plaintext do not go with {ciphertext} of ciphertext.", nameof(plaintext));
    }
}
