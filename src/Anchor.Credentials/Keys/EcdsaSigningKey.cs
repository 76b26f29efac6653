using System.Security.Cryptography;
using Org.BouncyCastle.Math;

namespace Anchor.Credentials.Keys;

/// <summary>Signs with ECDSA on P-256 or P-384.</summary>
internal sealed class EcdsaSigningKey : SigningKey
{
    private readonly EcCurve _curve;
    private readonly byte[] _scalar;
    private readonly KeyPool<ECDsa> _pool;
    private volatile bool _disposed;

    private EcdsaSigningKey(EcCurve curve, ECParameters parameters)
    {
        (_curve, _scalar) = (curve, parameters.D!);
        _pool = new KeyPool<ECDsa>(() => ECDsa.Create(parameters));
        PublicKey = Keys.PublicKey.FromPoint(curve.Type, [4, .. parameters.Q.X!, .. parameters.Q.Y!]).Value;
    }

    public override PublicKey PublicKey { get; }

    /// <summary>The key of a secret scalar, big-endian and as long as the field.</summary>
    public static Result<SigningKey> FromScalar(EcCurve curve, ReadOnlySpan<byte> scalar)
    {
        var pinned = GC.AllocateUninitializedArray<byte>(scalar.Length, pinned: true);
        scalar.CopyTo(pinned);
        var d = new BigInteger(1, pinned);
        if (d.SignValue == 0 || d.CompareTo(curve.Parameters.N) >= 0) return KeyErrors.Malformed("A secret scalar must be from 1 to below the curve's order.");
        var q = curve.Parameters.G.Multiply(d).Normalize();
        return new EcdsaSigningKey(curve, new ECParameters
        {
            Curve = curve.ForFramework(), D = pinned,
            Q = new ECPoint { X = q.AffineXCoord.GetEncoded(), Y = q.AffineYCoord.GetEncoded() },
        });
    }

    public static Result<SigningKey> FromFramework(ECDsa key)
    {
        var parameters = key.ExportParameters(true);
        var curve = parameters.Curve.Oid.Value switch
        {
            "1.2.840.10045.3.1.7" => EcCurve.P256,
            "1.3.132.0.34" => EcCurve.P384,
            _ => null,
        };
        return curve is null ? KeyErrors.TypeUnsupported : FromScalar(curve, parameters.D);
    }

    public override int Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var key = _pool.Rent();
        var written = key.SignData(message, signature, _curve.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        _pool.Return(key);
        return written;
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        _pool.Clear();
        CryptographicOperations.ZeroMemory(_scalar);
    }
}
