using System.Security.Cryptography;

namespace Anchor.Credentials.Keys;

/// <summary>Signs with RSA, PKCS #1 v1.5 and SHA-256.</summary>
internal sealed class RsaSigningKey : SigningKey
{
    private readonly byte[] _pkcs8;
    private readonly KeyPool<RSA> _pool;
    private volatile bool _disposed;

    private RsaSigningKey(byte[] pkcs8, PublicKey publicKey)
    {
        (_pkcs8, PublicKey) = (pkcs8, publicKey);
        _pool = new KeyPool<RSA>(Open);
    }

    public override PublicKey PublicKey { get; }

    public static Result<SigningKey> FromFramework(RSA key)
    {
        var parameters = key.ExportParameters(false);
        if (!Keys.PublicKey.FromRsa(parameters.Modulus, parameters.Exponent).TryGet(out var publicKey, out var refused)) return refused;
        var exported = key.ExportPkcs8PrivateKey();
        var pinned = GC.AllocateUninitializedArray<byte>(exported.Length, pinned: true);
        exported.CopyTo(pinned, 0);
        CryptographicOperations.ZeroMemory(exported);
        return new RsaSigningKey(pinned, publicKey);
    }

    public override int Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var key = _pool.Rent();
        var written = key.SignData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _pool.Return(key);
        return written;
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        _pool.Clear();
        CryptographicOperations.ZeroMemory(_pkcs8);
    }

    private RSA Open()
    {
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(_pkcs8, out _);
        return key;
    }
}
