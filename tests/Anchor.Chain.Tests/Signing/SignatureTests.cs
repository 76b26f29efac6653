using System.Security.Cryptography;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.Chain.Tests.Signing;

public sealed class SignatureTests(EthersOracle ethers) : IClassFixture<EthersOracle>
{
    private static readonly byte[] Order = Convert.FromHexString("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

    [Fact]
    public async Task Signatures_addresses_and_recovery_agree_with_ethers()
    {
        var dice = new Dice();
        for (var i = 0; i < 200; i++)
        {
            var secret = dice.Bytes(32);
            using var key = new EvmAccountKey(secret);
            var digest = dice.Hash();
            var signature = key.Sign(digest);
            Assert.Equal(await ethers.AskAsync("sign", new() { ["key"] = Hex.Data(secret), ["digest"] = digest.ToHex() }), Hex.Data(signature.ToBytes()));
            Assert.Equal(await ethers.AskAsync("address", new() { ["key"] = Hex.Data(secret) }), key.Address.ToString());
            Assert.Equal(key.Address, signature.Recover(digest));
        }
    }

    [Fact]
    public async Task What_is_recovered_from_a_damaged_signature_agrees_with_ethers()
    {
        var dice = new Dice();
        using var key = dice.Key();
        for (var i = 0; i < 60; i++)
        {
            var digest = dice.Hash();
            var bytes = key.Sign(digest).ToBytes();
            bytes[dice.Below(64)] ^= (byte)(1 << dice.Below(8));
            var ours = EvmSignature.TryParse(bytes, out var signature) && signature.TryRecover(digest, out var signer) ? signer.ToString() : null;
            string? theirs;
            try
            {
                theirs = await ethers.AskAsync("recover", new() { ["digest"] = digest.ToHex(), ["signature"] = Hex.Data(bytes) });
            }
            catch (OracleRefusalException)
            {
                theirs = null;
            }
            Assert.NotEqual(key.Address.ToString(), ours);
            Assert.Equal(theirs, ours);
        }
    }

    [Fact]
    public void The_smallest_and_the_largest_key_sign()
    {
        byte[] largest = [.. Order];
        largest[^1]--;
        foreach (var secret in new[] { [.. new byte[31], 1], largest })
        {
            using var key = new EvmAccountKey(secret);
            Assert.Equal(key.Address, key.Sign(Hash32.Parse(new string('f', 64))).Recover(Hash32.Parse(new string('f', 64))));
            Assert.Equal(key.Address, key.Sign(default).Recover(default));
        }
    }

    [Fact]
    public void Zero_the_order_and_other_lengths_are_no_keys()
    {
        Assert.Throws<ArgumentException>(() => new EvmAccountKey(new byte[32]));
        Assert.Throws<ArgumentException>(() => new EvmAccountKey(Order));
        Assert.Throws<ArgumentException>(() => new EvmAccountKey(new byte[31]));
        Assert.Throws<ArgumentException>(() => new EvmAccountKey([.. new byte[32], 1]));
    }

    [Fact]
    public void Malleable_and_foreign_forms_of_a_signature_are_refused()
    {
        var dice = new Dice();
        using var key = dice.Key();
        var digest = dice.Hash();
        var good = key.Sign(digest).ToBytes();
        Assert.True(EvmSignature.TryParse(good, out var parsed));
        Assert.Equal(good, parsed.ToBytes());

        byte[] highS = [.. good[..32], .. Minus(good[32..64]), (byte)(good[64] ^ 7)]; // 27 and 28 change places
        Assert.Equal(55, highS[64] + good[64]);
        Assert.False(EvmSignature.TryParse(highS, out _));
        foreach (var v in new byte[] { 0, 1, 26, 29, 255 }) Assert.False(EvmSignature.TryParse([.. good[..64], v], out _));
        Assert.False(EvmSignature.TryParse(good.AsSpan(0, 64), out _));
        Assert.False(EvmSignature.TryParse([.. good, 0], out _));
        Assert.False(EvmSignature.TryParse([.. new byte[32], .. good[32..]], out _));
        Assert.False(EvmSignature.TryParse([.. good[..32], .. new byte[32], good[64]], out _));
        Assert.False(EvmSignature.TryParse([.. Order, .. good[32..]], out _));
        Assert.Throws<FormatException>(() => EvmSignature.Parse(highS));
        Assert.Throws<CryptographicException>(() => new EvmSignature(new Hash32(highS.AsSpan(0, 32)), new Hash32(highS.AsSpan(32, 32)), 0).Recover(digest));
    }

    [Fact]
    public void A_key_is_never_shown_and_is_gone_after_dispose()
    {
        var secret = new Dice().Bytes(32);
        var key = new EvmAccountKey(secret);
        Assert.DoesNotContain(Convert.ToHexStringLower(secret), key.ToString(), StringComparison.OrdinalIgnoreCase);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign(default));
        Assert.Throws<ObjectDisposedException>(() => key.CopySecretTo(new byte[32]));
    }

    private static byte[] Minus(byte[] s)
    {
        var difference = new System.Numerics.BigInteger(Order, true, true) - new System.Numerics.BigInteger(s, true, true);
        var digits = difference.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - digits.Length], .. digits];
    }
}
