using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Tests.Keys;

public sealed class Ed25519Tests
{
    public static TheoryData<string> Backends()
    {
        var names = new TheoryData<string> { "BouncyCastle" };
        if (SodiumBackend.TryLoad() is not null) names.Add("libsodium");
        return names;
    }

    // RFC 8032 section 7.1, tests 1, 2, 3 and SHA(abc): seed, public key, message, signature.
    private static readonly string[][] Rfc8032 =
    [
        ["9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"],
        ["4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"],
        ["c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"],
        ["833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42", "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"],
    ];

    [Theory]
    [MemberData(nameof(Backends))]
    public void The_vectors_of_RFC_8032_hold(string name)
    {
        var backend = Backend(name);
        foreach (var vector in Rfc8032)
        {
            using var pair = Ed25519KeyPair.FromSeed(Hex(vector[0]), backend);
            var signature = new byte[64];
            pair.Sign(Hex(vector[2]), signature);
            Assert.Equal(vector[1], Convert.ToHexStringLower(pair.PublicKey));
            Assert.Equal(vector[3], Convert.ToHexStringLower(signature));
            Assert.True(Ed25519.Verify(backend, pair.PublicKey, Hex(vector[2]), signature));
        }
    }

    [Theory]
    [InlineData(20261121)]
    public void Both_libraries_give_the_same_bytes_and_verdicts(int seed)
    {
        var sodium = SodiumBackend.TryLoad();
        Assert.SkipWhen(sodium is null, "libsodium is not installed here.");
        var bouncy = new BouncyCastleBackend();
        var random = new Random(seed);
        for (var round = 0; round < 150; round++)
        {
            var secret = Bytes(random, 32);
            var message = Bytes(random, random.Next(0, 300));
            using var a = Ed25519KeyPair.FromSeed(secret, sodium!);
            using var b = Ed25519KeyPair.FromSeed(secret, bouncy);
            var (sa, sb) = (new byte[64], new byte[64]);
            a.Sign(message, sa);
            b.Sign(message, sb);
            Assert.True(sa.AsSpan().SequenceEqual(sb) && a.PublicKey.SequenceEqual(b.PublicKey), $"seed {seed}, round {round}");

            var key = a.PublicKey.ToArray();
            foreach (var part in new[] { key, message, sa })
            {
                if (part.Length == 0) continue;
                var (at, bit) = (random.Next(part.Length), (byte)(1 << random.Next(8)));
                part[at] ^= bit;
                Assert.False(Ed25519.Verify(sodium!, key, message, sa), $"seed {seed}, round {round}");
                Assert.False(Ed25519.Verify(bouncy, key, message, sa), $"seed {seed}, round {round}");
                part[at] ^= bit;
            }
            Assert.True(Ed25519.Verify(sodium!, key, message, sa));
            Assert.True(Ed25519.Verify(bouncy, key, message, sa));
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_signature_whose_S_is_not_reduced_is_refused(string name)
    {
        var backend = Backend(name);
        using var pair = Ed25519KeyPair.FromSeed(Samples.Seed, backend);
        var signature = new byte[64];
        pair.Sign("m"u8, signature);
        AddGroupOrder(signature.AsSpan(32));
        Assert.False(Ed25519.Verify(backend, pair.PublicKey, "m"u8, signature));
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void Keys_at_the_edges_of_the_curve_are_refused(string key)
    {
        // With a key of small order, R = key-independent and S = 0 would pass for many messages.
        var signature = new byte[64];
        signature[0] = 1;
        foreach (var name in Backends())
            Assert.False(Ed25519.Verify(Backend(name), Hex(key), "m"u8, signature));
        Assert.False(Ed25519.IsAcceptablePublicKey(Hex(key)));
    }

    [Fact]
    public void Wrong_lengths_are_false_and_never_throw()
    {
        Assert.False(Ed25519.Verify([], [], []));
        Assert.False(Ed25519.Verify(new byte[31], [], new byte[64]));
        Assert.False(Ed25519.Verify(new byte[32], [], new byte[65]));
    }

    [Fact]
    public void A_disposed_pair_does_not_sign()
    {
        var pair = Samples.Key();
        pair.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pair.Sign([], new byte[64]));
    }

    [Fact]
    public async Task Signing_is_thread_safe()
    {
        using var pair = Samples.Key();
        var expected = new byte[64];
        pair.Sign("same"u8, expected);
        await Parallel.ForAsync(0, 200, (_, _) =>
        {
            var signature = new byte[64];
            pair.Sign("same"u8, signature);
            Assert.Equal(expected, signature);
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void Two_generated_pairs_differ()
    {
        using var a = Ed25519KeyPair.Generate();
        using var b = Ed25519KeyPair.Generate();
        Assert.False(a.PublicKey.SequenceEqual(b.PublicKey));
    }

    private static Ed25519Backend Backend(string name) =>
        name == "BouncyCastle" ? new BouncyCastleBackend() : SodiumBackend.TryLoad()!;

    private static byte[] Hex(string text) => Convert.FromHexString(text);

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void AddGroupOrder(Span<byte> scalar)
    {
        var order = Hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        var carry = 0;
        for (var i = 0; i < 32; i++)
        {
            carry += scalar[i] + order[i];
            scalar[i] = (byte)carry;
            carry >>= 8;
        }
    }
}
