using Anchor.Chain.Encoding;
using Anchor.Merkle;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Math.EC.Multiplier;

namespace Anchor.Chain.Signing;

/// <summary>ECDSA on secp256k1 as EVM chains use it: RFC 6979 nonces with SHA-256, low s, recovery of the signer.</summary>
/// <remarks>Sources: SEC 1 §4.1.3 and §4.1.6, RFC 6979 §3.2, EIP-2 (low s).</remarks>
internal static class Secp256k1
{
    private static readonly X9ECParameters Curve = CustomNamedCurves.GetByName("secp256k1");
    private static readonly BigInteger HalfOrder = Curve.N.ShiftRight(1);

    internal static bool IsPrivateKey(ReadOnlySpan<byte> key)
    {
        var value = Number(key);
        return value.SignValue > 0 && value.CompareTo(Curve.N) < 0;
    }

    /// <summary>65 bytes: 0x04 ‖ x ‖ y.</summary>
    internal static byte[] PublicKey(ReadOnlySpan<byte> key) => BasePointTimes(Number(key)).GetEncoded(false);

    /// <summary>The last 20 bytes of Keccak-256 over x ‖ y.</summary>
    internal static Address AddressOf(ReadOnlySpan<byte> publicKey) => new(Keccak256.Hash(publicKey[1..]).AsSpan()[12..]);

    internal static bool IsScalar(in Hash32 value) => IsPrivateKey(value.AsSpan());

    internal static bool IsLow(in Hash32 s) => Number(s.AsSpan()).CompareTo(HalfOrder) <= 0;

    internal static EvmSignature Sign(ReadOnlySpan<byte> key, in Hash32 digest)
    {
        var secret = Number(key);
        var message = Number(digest.AsSpan());
        var nonces = new HMacDsaKCalculator(new Sha256Digest());
        nonces.Init(Curve.N, secret, digest.ToArray());
        while (true)
        {
            var k = nonces.NextK();
            var point = BasePointTimes(k);
            var x = point.AffineXCoord.ToBigInteger();
            // An x beyond the order would need a third recovery id, which chains cannot write: take the next nonce.
            if (x.SignValue == 0 || x.CompareTo(Curve.N) >= 0) continue;
            var s = k.ModInverse(Curve.N).Multiply(message.Add(secret.Multiply(x))).Mod(Curve.N);
            if (s.SignValue == 0) continue;
            var odd = point.AffineYCoord.TestBitZero();
            if (s.CompareTo(HalfOrder) <= 0) return new EvmSignature(Word(x), Word(s), (byte)(odd ? 1 : 0));
            return new EvmSignature(Word(x), Word(Curve.N.Subtract(s)), (byte)(odd ? 0 : 1));
        }
    }

    /// <summary>The public key that made the signature, or null when there is none.</summary>
    internal static byte[]? Recover(in EvmSignature signature, in Hash32 digest)
    {
        var r = Number(signature.R.AsSpan());
        var s = Number(signature.S.AsSpan());
        if (!IsScalar(signature.R) || !IsScalar(signature.S)) return null;
        ECPoint point;
        try
        {
            point = Curve.Curve.DecodePoint([(byte)(2 + signature.RecoveryId), .. signature.R.AsSpan()]);
        }
        catch (ArgumentException)
        {
            return null; // no point of the curve has this x
        }
        var inverse = r.ModInverse(Curve.N);
        var fromBase = Number(digest.AsSpan()).Negate().Multiply(inverse).Mod(Curve.N);
        var fromPoint = s.Multiply(inverse).Mod(Curve.N);
        var publicKey = ECAlgorithms.SumOfTwoMultiplies(Curve.G, fromBase, point, fromPoint).Normalize();
        return publicKey.IsInfinity ? null : publicKey.GetEncoded(false);
    }

    private static ECPoint BasePointTimes(BigInteger scalar) => new FixedPointCombMultiplier().Multiply(Curve.G, scalar).Normalize();

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(1, bytes.ToArray());

    private static Hash32 Word(BigInteger value)
    {
        var digits = value.ToByteArrayUnsigned();
        Span<byte> word = stackalloc byte[Hash32.Length];
        digits.CopyTo(word[(Hash32.Length - digits.Length)..]);
        return new Hash32(word);
    }
}
