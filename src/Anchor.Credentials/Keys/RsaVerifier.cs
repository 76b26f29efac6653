using System.Formats.Asn1;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;

namespace Anchor.Credentials.Keys;

/// <summary>RSA in managed code, wherever the framework has none (browsers).</summary>
internal sealed class RsaVerifier(RSAParameters parameters) : SignatureVerifier
{
    private readonly RsaKeyParameters _key = new(false, new BigInteger(1, parameters.Modulus), new BigInteger(1, parameters.Exponent));

    public override int SignatureLength => parameters.Modulus!.Length;

    public static SignatureVerifier Create(RSAParameters parameters) =>
        OperatingSystem.IsBrowser() ? new RsaVerifier(parameters) : new FrameworkRsaVerifier(parameters);

    /// <summary>RSAPublicKey of PKCS #1 (RFC 8017 appendix A.1.1), DER.</summary>
    public static byte[] Encode(RSAParameters parameters)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(parameters.Modulus);
            writer.WriteIntegerUnsigned(parameters.Exponent);
        }
        return writer.Encode();
    }

    public static (byte[] Modulus, byte[] Exponent) Decode(ReadOnlySpan<byte> encoded)
    {
        var sequence = new AsnReader(encoded.ToArray(), AsnEncodingRules.DER).ReadSequence();
        return (sequence.ReadInteger().ToByteArray(isUnsigned: true, isBigEndian: true),
            sequence.ReadInteger().ToByteArray(isUnsigned: true, isBigEndian: true));
    }

    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        var signer = new RsaDigestSigner(new Sha256Digest());
        signer.Init(false, _key);
        signer.BlockUpdate(message.ToArray(), 0, message.Length);
        return signer.VerifySignature(signature.ToArray());
    }
}
