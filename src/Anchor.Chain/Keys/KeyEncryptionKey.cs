using System.Security.Cryptography;

namespace Anchor.Chain.Keys;

/// <summary>A key derived once from a passphrase and a salt, to seal and open many envelopes without paying for scrypt each time.</summary>
public sealed class KeyEncryptionKey : IDisposable
{
    /// <summary>The length of a fresh salt in bytes.</summary>
    public const int SaltLength = 16;

    internal const int ShortestSalt = 16;
    internal const int LongestSalt = 64;
    private const int KeyLength = 32;

    private readonly byte[] _key;
    private readonly byte[] _salt;
    private bool _disposed;

    private KeyEncryptionKey(byte[] key, byte[] salt, ScryptParameters parameters) => (_key, _salt, Parameters) = (key, salt, parameters);

    /// <summary>The salt, which envelopes carry.</summary>
    public ReadOnlySpan<byte> Salt => _salt;

    internal ScryptParameters Parameters { get; }

    /// <summary>A random salt.</summary>
    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(SaltLength);

    /// <summary>Derives with scrypt N = 2^17, r = 8, p = 1: about half a second and 128 MiB.</summary>
    /// <param name="passphrase">Taken as UTF-8, as it stands.</param>
    /// <param name="salt">16 to 64 bytes.</param>
    /// <exception cref="ArgumentException">The passphrase is empty, or the salt has another length.</exception>
    public static KeyEncryptionKey Derive(ReadOnlySpan<char> passphrase, ReadOnlySpan<byte> salt) =>
        Derive(passphrase, salt, ScryptParameters.Standard);

    internal static KeyEncryptionKey Derive(ReadOnlySpan<char> passphrase, ReadOnlySpan<byte> salt, ScryptParameters parameters)
    {
        if (passphrase.IsEmpty) throw new ArgumentException("A passphrase is needed.", nameof(passphrase));
        if (salt.Length is < ShortestSalt or > LongestSalt)
            throw new ArgumentException($"A salt is {ShortestSalt} to {LongestSalt} bytes.", nameof(salt));
        return new KeyEncryptionKey(parameters.Derive(passphrase, salt, KeyLength), salt.ToArray(), parameters);
    }

    internal ReadOnlySpan<byte> Key
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _key;
        }
    }

    /// <summary>Never shows the key.</summary>
    public override string ToString() => nameof(KeyEncryptionKey);

    /// <summary>Erases the key.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        _disposed = true;
    }
}
