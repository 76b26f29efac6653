using System.Security.Cryptography;

namespace Anchor.Credentials.Keys;

/// <summary>A key that signs as its <see cref="KeyType"/> says. Signing is thread-safe; disposal must wait until nobody signs.</summary>
public abstract class SigningKey : IDisposable
{
    private protected SigningKey()
    {
    }

    /// <summary>The public key.</summary>
    public abstract PublicKey PublicKey { get; }

    /// <summary>Signs a message.</summary>
    /// <param name="message">The message itself; the key's own hash function is applied to it.</param>
    /// <param name="signature">At least <see cref="PublicKey.SignatureLength"/> bytes; ECDSA: r ‖ s (IEEE P1363).</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public abstract int Sign(ReadOnlySpan<byte> message, Span<byte> signature);

    /// <summary>Signs with an Ed25519 pair, which stays the caller's to dispose of.</summary>
    public static SigningKey FromEd25519(Ed25519KeyPair pair) => new Ed25519SigningKey(pair, ownsPair: false);

    /// <summary>A new key from the operating system's secure randomness.</summary>
    /// <param name="type">Any but secp256k1. RSA keys have 3072 bits.</param>
    /// <exception cref="ArgumentException">The type does not sign here.</exception>
    public static SigningKey Generate(KeyType type)
    {
        switch (type)
        {
            case KeyType.Ed25519: return new Ed25519SigningKey(Ed25519KeyPair.Generate(), ownsPair: true);
            case KeyType.P256 or KeyType.P384:
                using (var ecdsa = ECDsa.Create(EcCurve.Find(type)!.ForFramework())) return FromPkcs8(ecdsa.ExportPkcs8PrivateKey()).Value;
            case KeyType.Rsa:
                using (var rsa = RSA.Create(3072)) return FromPkcs8(rsa.ExportPkcs8PrivateKey()).Value;
            default: throw new ArgumentException("Keys of this type only verify here.", nameof(type));
        }
    }

    /// <summary>Reads a P-256, P-384 or RSA key from PKCS #8.</summary>
    /// <param name="pkcs8">DER, not encrypted; the caller clears its own copy.</param>
    public static Result<SigningKey> FromPkcs8(ReadOnlySpan<byte> pkcs8) => Pkcs8.Read(pkcs8);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Clears the secret.</summary>
    protected abstract void Dispose(bool disposing);
}
