using Bouncy = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace Anchor.Credentials.Keys;

/// <summary>The managed arithmetic, for machines and browsers without libsodium.</summary>
internal sealed class BouncyCastleBackend : Ed25519Backend
{
    public override string Name => "BouncyCastle";

    public override void PublicKeyOf(ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        var secret = seed.ToArray();
        var point = new byte[Ed25519.PublicKeyLength];
        Bouncy.GeneratePublicKey(secret, 0, point, 0);
        Array.Clear(secret);
        point.CopyTo(publicKey);
    }

    public override void Sign(byte[] secretKey, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        var bytes = message.ToArray();
        var result = new byte[Ed25519.SignatureLength];
        Bouncy.Sign(secretKey, 0, secretKey, Ed25519.SeedLength, bytes, 0, bytes.Length, result, 0);
        result.CopyTo(signature);
    }

    public override bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        var bytes = message.ToArray();
        return Bouncy.Verify(signature.ToArray(), 0, publicKey.ToArray(), 0, bytes, 0, bytes.Length);
    }
}
