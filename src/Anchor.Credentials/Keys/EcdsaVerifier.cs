using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Point = Org.BouncyCastle.Math.EC.ECPoint;

namespace Anchor.Credentials.Keys;

/// <summary>ECDSA in managed code: for secp256k1, and wherever the framework has none (browsers).</summary>
internal sealed class EcdsaVerifier(EcCurve curve, Point point) : SignatureVerifier
{
    private readonly ECPublicKeyParameters _key = new(point, new ECDomainParameters(curve.Parameters));

    public override int SignatureLength => 2 * curve.Length;

    public static SignatureVerifier Create(EcCurve curve, Point point)
    {
        if (curve.Type == KeyType.Secp256k1 || OperatingSystem.IsBrowser()) return new EcdsaVerifier(curve, point);
        var q = new System.Security.Cryptography.ECPoint
        {
            X = point.AffineXCoord.GetEncoded(), Y = point.AffineYCoord.GetEncoded(),
        };
        return new FrameworkEcdsaVerifier(curve, new ECParameters { Curve = curve.ForFramework(), Q = q });
    }

    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        var signer = new ECDsaSigner();
        signer.Init(false, _key);
        var r = new BigInteger(1, signature[..curve.Length].ToArray());
        var s = new BigInteger(1, signature[curve.Length..].ToArray());
        return signer.VerifySignature(curve.Hash == HashAlgorithmName.SHA384 ? SHA384.HashData(message) : SHA256.HashData(message), r, s);
    }
}
