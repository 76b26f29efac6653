using System.Security.Cryptography;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Signing;

/// <summary>The private key of an EVM account; erased on dispose, never shown.</summary>
/// <remarks>The arithmetic copies the key into numbers of its own while signing; those copies live until they are collected.</remarks>
public sealed class EvmAccountKey : IDisposable
{
    /// <summary>The length of a private key in bytes.</summary>
    public const int Length = 32;

    private readonly byte[] _secret;
    private readonly byte[] _publicKey;
    private bool _disposed;

    /// <summary>Copies a key from its bytes.</summary>
    /// <param name="secret">32 bytes, big-endian, between 1 and the order of the curve.</param>
    /// <exception cref="ArgumentException">The length or the range is wrong.</exception>
    public EvmAccountKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Length || !Secp256k1.IsPrivateKey(secret))
            throw new ArgumentException("Not a private key of secp256k1.", nameof(secret));
        _secret = secret.ToArray();
        _publicKey = Secp256k1.PublicKey(_secret);
        Address = Secp256k1.AddressOf(_publicKey);
    }

    /// <summary>A new key from the operating system's generator.</summary>
    public static EvmAccountKey Generate()
    {
        Span<byte> secret = stackalloc byte[Length];
        do RandomNumberGenerator.Fill(secret);
        while (!Secp256k1.IsPrivateKey(secret));
        var key = new EvmAccountKey(secret);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    /// <summary>The account.</summary>
    public Address Address { get; }

    /// <summary>65 bytes: 0x04 ‖ x ‖ y.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>Signs a digest with a nonce after RFC 6979, so that the same digest gives the same signature.</summary>
    /// <exception cref="ObjectDisposedException">The key has been erased.</exception>
    public EvmSignature Sign(Hash32 digest)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Secp256k1.Sign(_secret, digest);
    }

    /// <summary>Copies the private key, for sealing it in an envelope or a keystore and for nothing else.</summary>
    /// <param name="destination">At least 32 bytes, which the caller erases.</param>
    /// <exception cref="ObjectDisposedException">The key has been erased.</exception>
    public void CopySecretTo(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _secret.CopyTo(destination);
    }

    /// <summary>Names the account, never the key.</summary>
    public override string ToString() => $"EvmAccountKey({Address})";

    /// <summary>Erases the key.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_secret);
        _disposed = true;
    }
}
