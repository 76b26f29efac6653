using System.Security.Cryptography;

namespace Anchor.Credentials.Keys;

/// <summary>An Ed25519 key pair. Its secret lives in pinned memory and is cleared on disposal.</summary>
/// <remarks>Signing is thread-safe; disposal must wait until nobody signs.</remarks>
public sealed class Ed25519KeyPair : IDisposable
{
    private readonly byte[] _secretKey = GC.AllocateUninitializedArray<byte>(64, pinned: true);
    private readonly byte[] _publicKey = new byte[Ed25519.PublicKeyLength];
    private readonly Ed25519Backend _backend;
    private volatile bool _disposed;

    private Ed25519KeyPair(ReadOnlySpan<byte> seed, Ed25519Backend backend)
    {
        _backend = backend;
        backend.PublicKeyOf(seed, _publicKey);
        seed.CopyTo(_secretKey);
        _publicKey.CopyTo(_secretKey.AsSpan(Ed25519.SeedLength));
    }

    /// <summary>The public key, 32 bytes.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>The key pair of a seed (the private key of RFC 8032).</summary>
    /// <param name="seed">Exactly 32 bytes; the caller clears its own copy.</param>
    /// <exception cref="ArgumentException">The length is not 32.</exception>
    public static Ed25519KeyPair FromSeed(ReadOnlySpan<byte> seed) => FromSeed(seed, Ed25519.Backend);

    /// <summary>A new key pair from the operating system's secure randomness.</summary>
    public static Ed25519KeyPair Generate()
    {
        Span<byte> seed = stackalloc byte[Ed25519.SeedLength];
        RandomNumberGenerator.Fill(seed);
        var pair = FromSeed(seed);
        CryptographicOperations.ZeroMemory(seed);
        return pair;
    }

    /// <summary>Signs a message.</summary>
    /// <param name="message">Any bytes.</param>
    /// <param name="signature">Receives exactly 64 bytes.</param>
    /// <exception cref="ArgumentException">The signature's length is not 64.</exception>
    /// <exception cref="ObjectDisposedException">The pair was disposed.</exception>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (signature.Length != Ed25519.SignatureLength)
            throw new ArgumentException($"A signature is {Ed25519.SignatureLength} bytes, not {signature.Length}.", nameof(signature));
        _backend.Sign(_secretKey, message, signature);
    }

    /// <summary>Copies the 32-byte seed, for a key store that seals it at once.</summary>
    /// <exception cref="ObjectDisposedException">The pair was disposed.</exception>
    public void ExportSeed(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _secretKey.AsSpan(0, Ed25519.SeedLength).CopyTo(destination);
    }

    /// <summary>Clears the secret.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_secretKey);
    }

    internal static Ed25519KeyPair FromSeed(ReadOnlySpan<byte> seed, Ed25519Backend backend) =>
        seed.Length == Ed25519.SeedLength
            ? new Ed25519KeyPair(seed, backend)
            : throw new ArgumentException($"A seed is {Ed25519.SeedLength} bytes, not {seed.Length}.", nameof(seed));
}
