using System.Security.Cryptography;

namespace Anchor.Credentials.Keys;

/// <summary>The arithmetic behind a public key. Thread-safe; called with signatures of the right length only.</summary>
internal abstract class SignatureVerifier
{
    public abstract int SignatureLength { get; }

    public abstract bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);
}

/// <summary>Ed25519 of RFC 8032.</summary>
internal sealed class Ed25519Verifier(byte[] key) : SignatureVerifier
{
    public override int SignatureLength => Ed25519.SignatureLength;

    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => Ed25519.Verify(key, message, signature);
}

/// <summary>ECDSA by the framework. Its objects promise no thread-safety, so each is used by one thread at a time.</summary>
internal sealed class FrameworkEcdsaVerifier(EcCurve curve, ECParameters parameters) : SignatureVerifier
{
    private readonly KeyPool<ECDsa> _pool = new(() => ECDsa.Create(parameters));

    public override int SignatureLength => 2 * curve.Length;

    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        var key = _pool.Rent();
        var valid = key.VerifyData(message, signature, curve.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        _pool.Return(key);
        return valid;
    }
}

/// <summary>RSA by the framework.</summary>
internal sealed class FrameworkRsaVerifier(RSAParameters parameters) : SignatureVerifier
{
    private readonly KeyPool<RSA> _pool = new(() => RSA.Create(parameters));

    public override int SignatureLength => parameters.Modulus!.Length;

    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        var key = _pool.Rent();
        var valid = key.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _pool.Return(key);
        return valid;
    }
}
