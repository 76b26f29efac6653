using System.Security.Cryptography;

namespace Anchor.Chain.Keys;

/// <summary>An envelope does not open: the passphrase is wrong, or it was damaged, or it belongs elsewhere. Which one is not said.</summary>
public sealed class KeyEnvelopeException() : Exception("The key envelope does not open.");

/// <summary>Seals a secret under a passphrase: AES-256-GCM with a random 96-bit nonce, scrypt N = 2^17, r = 8, p = 1.</summary>
/// <remarks>
/// Rule: DESIGN.md "Event store". Authenticated besides the ciphertext: ASCII <c>anchor.key-envelope.v1</c> ‖ 0x00 ‖ the caller's associated data,
/// so that an envelope cannot be moved to another tenant or key id.
/// </remarks>
public static class KeyEnvelope
{
    private static ReadOnlySpan<byte> Context => "anchor.key-envelope.v1\0"u8;

    /// <summary>Seals under a passphrase and a fresh salt.</summary>
    /// <returns>The envelope as JSON.</returns>
    /// <exception cref="ArgumentException">The passphrase is empty.</exception>
    public static string Seal(ReadOnlySpan<byte> secret, ReadOnlySpan<char> passphrase, ReadOnlySpan<byte> associatedData)
    {
        using var key = KeyEncryptionKey.Derive(passphrase, KeyEncryptionKey.NewSalt());
        return Seal(secret, key, associatedData);
    }

    /// <summary>Seals under a key derived before; its salt goes into the envelope.</summary>
    /// <returns>The envelope as JSON.</returns>
    public static string Seal(ReadOnlySpan<byte> secret, KeyEncryptionKey key, ReadOnlySpan<byte> associatedData)
    {
        var nonce = RandomNumberGenerator.GetBytes(EnvelopeDocument.NonceLength);
        var ciphertext = new byte[secret.Length];
        var tag = new byte[EnvelopeDocument.TagLength];
        byte[] authenticated = [.. Context, .. associatedData];
        using var cipher = new AesGcm(key.Key, EnvelopeDocument.TagLength);
        cipher.Encrypt(nonce, secret, ciphertext, tag, authenticated);
        return new EnvelopeDocument(
            EnvelopeDocument.CurrentVersion, EnvelopeDocument.Scrypt, key.Parameters.N, key.Parameters.R, key.Parameters.P,
            key.Salt.ToArray(), EnvelopeDocument.AesGcm, nonce, ciphertext, tag).ToJson();
    }

    /// <summary>Opens with a passphrase.</summary>
    /// <returns>The secret, which the caller erases.</returns>
    /// <exception cref="KeyEnvelopeException">It does not open.</exception>
    public static byte[] Open(string envelope, ReadOnlySpan<char> passphrase, ReadOnlySpan<byte> associatedData)
    {
        using var key = DeriveFor(envelope, passphrase);
        return Open(envelope, key, associatedData);
    }

    /// <summary>Opens with a key derived before from the same salt.</summary>
    /// <returns>The secret, which the caller erases.</returns>
    /// <exception cref="KeyEnvelopeException">It does not open.</exception>
    public static byte[] Open(string envelope, KeyEncryptionKey key, ReadOnlySpan<byte> associatedData)
    {
        var document = EnvelopeDocument.Parse(envelope);
        if (document.Parameters != key.Parameters || !document.Salt.AsSpan().SequenceEqual(key.Salt)) throw new KeyEnvelopeException();
        var secret = new byte[document.Ciphertext.Length];
        byte[] authenticated = [.. Context, .. associatedData];
        using var cipher = new AesGcm(key.Key, EnvelopeDocument.TagLength);
        try
        {
            cipher.Decrypt(document.Nonce, document.Ciphertext, document.Tag, secret, authenticated);
            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new KeyEnvelopeException();
        }
    }

    /// <summary>Derives the key that an envelope's salt and parameters ask for; it opens every envelope sealed with the same salt.</summary>
    /// <exception cref="KeyEnvelopeException">The envelope is none, asks too much, or the passphrase is empty.</exception>
    public static KeyEncryptionKey DeriveFor(string envelope, ReadOnlySpan<char> passphrase)
    {
        var document = EnvelopeDocument.Parse(envelope);
        if (passphrase.IsEmpty) throw new KeyEnvelopeException();
        return KeyEncryptionKey.Derive(passphrase, document.Salt, document.Parameters);
    }

    /// <summary>The salt an envelope was sealed with, to find a key derived before.</summary>
    /// <exception cref="KeyEnvelopeException">The envelope is none.</exception>
    public static byte[] SaltOf(string envelope) => EnvelopeDocument.Parse(envelope).Salt;

    internal static string Seal(ReadOnlySpan<byte> secret, ReadOnlySpan<char> passphrase, ReadOnlySpan<byte> associatedData, ScryptParameters parameters)
    {
        using var key = KeyEncryptionKey.Derive(passphrase, KeyEncryptionKey.NewSalt(), parameters);
        return Seal(secret, key, associatedData);
    }
}
