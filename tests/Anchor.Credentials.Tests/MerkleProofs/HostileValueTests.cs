using System.Diagnostics;
using System.Globalization;
using System.Text;
using Anchor.Credentials.MerkleProofs;
using SimpleBase;

namespace Anchor.Credentials.Tests.MerkleProofs;

/// <summary>Values from strangers: CBOR by hand, written as hexadecimal digits.</summary>
public sealed class HostileValueTests
{
    private static readonly string HashText = "5842" + "7840" + Convert.ToHexStringLower(Encoding.ASCII.GetBytes(new string('a', 64)));
    private static readonly string HashBytes = "5822" + "5820" + new string('a', 64);
    private static readonly string Id = "5844" + "7842" + Convert.ToHexStringLower(Encoding.ASCII.GetBytes("0x" + new string('b', 64)));
    private static readonly string Path = "820381" + "8200" + HashText;
    private static readonly string Root = "8200" + HashText;
    private static readonly string Target = "8201" + HashText;
    private static readonly string Anchors = "82028183" + "820001" + "82011a00aa36a7" + "8202" + Id;

    [Fact]
    public void A_value_made_by_hand_is_read_with_its_members_in_any_order()
    {
        foreach (var value in new[] { $"84{Path}{Root}{Target}{Anchors}", $"84{Anchors}{Target}{Path}{Root}", $"84{Path}8200{HashBytes}{Target}{Anchors}" })
        {
            var read = Read(value);
            Assert.True(read.IsOk, value);
            Assert.Equal(new ChainAnchor(ChainLabel.EthereumSepolia, "0x" + new string('b', 64)), read.Value.Anchors.Single());
            Assert.Equal(new string('a', 64), read.Value.MerkleRoot.ToString());
            Assert.True(read.Value.Path.Single().IsLeft);
        }
        Assert.Empty(Read($"83{Root}{Target}{Anchors}").Value.Path);
        Assert.Empty(Read($"84820380{Root}{Target}{Anchors}").Value.Path);
    }

    public static TheoryData<string> Refused => new()
    {
        "", "80", "f6", "a0", "00", "0000",
        $"84{Path}{Root}{Target}{Anchors}00", // trailing
        $"83{Path}{Root}{Target}", // a member missing
        $"83{Path}{Root}{Anchors}",
        $"84{Root}{Root}{Target}{Anchors}", // twice
        $"85{Path}{Root}{Target}{Anchors}820400",
        $"84{Path}{Root}{Target}820400", // unknown
        $"84{Path}{Root}{Target}820280", // no anchor
        $"9f{Path}{Root}{Target}{Anchors}ff", // indefinite
        $"9804{Path}{Root}{Target}{Anchors}", // a longer head than needed
        $"9b0000000000000004{Path}{Root}{Target}{Anchors}",
        $"9bffffffffffffffff{Path}{Root}{Target}{Anchors}",
        $"84{Path}{Root}{Target}82029a7fffffff",
        $"c184{Path}{Root}{Target}{Anchors}", // a tag
        $"84{Path}8200{HashText[4..]}{Target}{Anchors}", // a text that no byte string holds
        $"84{Path}8200{HashText.Replace("61", "41", StringComparison.Ordinal)}{Target}{Anchors}", // capitals
        $"84{Path}8200{HashText.Replace("61", "67", StringComparison.Ordinal)}{Target}{Anchors}", // no digits
        $"84{Path}82005842783f{new string('6', 130)}{Target}{Anchors}",
        $"84{Path}82005821581f{new string('a', 62)}{Target}{Anchors}", // 31 bytes
        $"84{Path}82005a7fffffff{new string('a', 64)}{Target}{Anchors}",
        $"84{Path}82005bffffffffffffffff{new string('a', 64)}{Target}{Anchors}",
        $"848203818202{HashText}{Root}{Target}{Anchors}", // neither left nor right
        $"848203818220{HashText}{Root}{Target}{Anchors}",
        $"8482038183{HashText}{Root}{Target}{Anchors}",
        $"84{Path}{Root}{Target}82028183820001820100820100", // a member of the anchor twice
        $"84{Path}{Root}{Target}82028183820101820001{"8202" + Id}", // in another order
        $"84{Path}{Root}{Target}82028182820001820101",
        $"84{Path}{Root}{Target}82028183820001820101820240", // no transaction
        $"84{Path}{Root}{Target}8202818382000182010182024160",
        $"84{Path}{Root}{Target}82028183820001820101820242610a", // a line feed
        $"84{Path}{Root}{Target}8202818382001bffffffffffffffff8201018202{Id}",
        $"84{Path}{Root}{Target}820285{string.Concat(Enumerable.Repeat("83820001820101" + "8202" + Id, 5))}",
        $"84820398{66:x2}{string.Concat(Enumerable.Repeat("8200" + HashText, 66))}{Root}{Target}{Anchors}",
        string.Concat(Enumerable.Repeat("81", 5000)), // deep
        string.Concat(Enumerable.Repeat("8401", 2000)),
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Whatever_is_not_exactly_a_proof_is_refused(string hex) => Assert.Equal("merkle_proof.malformed", Read(hex).Error?.Code);

    [Theory]
    [InlineData("")]
    [InlineData("z")]
    [InlineData("u2NrYXJ0")]
    [InlineData("z0OIl")]
    [InlineData("z é")]
    [InlineData("zz\0")]
    public void Whatever_is_not_base58_is_refused(string value) => Assert.Equal("merkle_proof.malformed", MerkleProof2019.ReadValue(value).Error?.Code);

    [Fact]
    public void The_longest_value_is_read_and_a_longer_one_costs_nothing()
    {
        var leaf = MerkleProofTests.LeafOf("leaf");
        var anchors = Enumerable.Repeat(new ChainAnchor(new ChainLabel(long.MinValue, long.MaxValue), new string('f', ChainAnchor.MaxIdLength)), MerkleProof2019.MaxAnchors);
        var longest = new MerkleProof2019(leaf, leaf, [.. Enumerable.Repeat(new MerkleStep(true, leaf), MerkleProof2019.MaxPath)], [.. anchors]);
        Assert.Equal(longest, MerkleProof2019.ReadValue(longest.ToValue()).Value);

        var clock = Stopwatch.StartNew();
        foreach (var letter in "1z")
            for (var i = 0; i < 50; i++) Assert.False(MerkleProof2019.ReadValue("z" + new string(letter, i < 25 ? 8_400 : 65_000)).IsOk);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), clock.Elapsed.ToString());
    }

    [Fact]
    public void Base58_agrees_with_the_library_that_reads_one_digit_at_a_time()
    {
        var random = new Random(58);
        for (var length = 0; length < 200; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes.AsSpan(random.Next(length + 1)));
            var text = Base58Text.Encode(bytes);
            Assert.Equal(Base58.Bitcoin.Encode(bytes), text);
            Assert.Equal(bytes, Base58Text.Decode(text));
        }
        foreach (var wrong in new[] { "0", "O", "I", "l", "é", "1 1", "zzzzz-" }) Assert.Null(Base58Text.Decode(wrong));
    }

    [Fact]
    public void No_cut_and_no_flipped_bit_makes_the_reader_throw_or_loses_a_byte()
    {
        var bytes = Convert.FromHexString($"84{Path}{Root}{Target}{Anchors}");
        for (var i = 0; i < bytes.Length; i++)
        {
            Assert.False(MerkleProof2019.ReadValue("z" + Base58Text.Encode(bytes.AsSpan(0, i))).IsOk);
            for (var bit = 0; bit < 8; bit++)
            {
                var twin = bytes.ToArray();
                twin[i] ^= (byte)(1 << bit);
                if (MerkleProof2019.ReadValue("z" + Base58Text.Encode(twin)).TryGet(out var read, out _))
                    Assert.NotEqual(Read(Convert.ToHexString(bytes)).Value, read);
            }
        }
    }

    [Fact]
    public void Noise_never_throws()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ANCHOR_TEST_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 5_000; i++)
        {
            var noise = new byte[random.Next(80)];
            random.NextBytes(noise);
            if (noise.Length > 0 && i % 2 == 0) noise[0] = 0x84;
            Assert.False(MerkleProof2019.ReadValue("z" + Base58Text.Encode(noise)).IsOk);
        }
    }

    private static Result<MerkleProof2019> Read(string hex) => MerkleProof2019.ReadValue("z" + Base58Text.Encode(Convert.FromHexString(hex)));
}
