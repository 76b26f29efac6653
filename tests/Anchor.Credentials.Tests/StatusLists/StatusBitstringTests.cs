using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using Anchor.Credentials.StatusLists;

namespace Anchor.Credentials.Tests.StatusLists;

public sealed class StatusBitstringTests
{
    // W3C Bitstring Status List v1.0, example of a BitstringStatusListCredential: 131,072 bits, none set.
    private const string OfTheSpecification = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";

    [Fact]
    public void The_example_of_the_specification_is_an_empty_list_of_131072_bits()
    {
        var list = StatusBitstring.Decode(OfTheSpecification).Value;
        Assert.Equal((131_072, 0), (list.Size, list.Count));
    }

    [Fact]
    public void Bit_0_is_the_left_most()
    {
        var list = new StatusBitstring { [0] = true, [9] = true, [131_071] = true };
        var bytes = Gunzip(list.Encode());
        Assert.Equal((0x80, 0x40, 0x01), (bytes[0], bytes[1], bytes[^1]));
        Assert.Equal(16_384, bytes.Length);
        list[0] = false;
        list[9] = false;
        Assert.Equal((false, true, 1), (list[0], list[131_071], list.Count));
    }

    [Fact]
    public void The_same_bits_give_the_same_text_however_they_came_about()
    {
        var first = new StatusBitstring { [7] = true, [70_000] = true };
        var second = new StatusBitstring { [70_000] = true, [8] = true, [7] = true };
        second[8] = false;
        Assert.Equal(first.Encode(), second.Encode());
        Assert.Equal("uH4sIAAAAAAAA_", first.Encode()[..14]);
    }

    [Fact]
    public void Any_list_decodes_to_itself()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var list = new StatusBitstring(StatusBitstring.MinimumSize + 8 * random.Next(4000));
            var set = new HashSet<int>();
            for (var i = random.Next(3) switch { 0 => 0, 1 => 50, _ => list.Size / 2 }; i > 0; i--) set.Add(random.Next(list.Size));
            foreach (var index in set) list[index] = true;
            var back = StatusBitstring.Decode(list.Encode()).Value;
            Assert.True(back.Size == list.Size && back.Count == set.Count, $"seed {seed}");
            Assert.True(Enumerable.Range(0, back.Size).All(i => back[i] == set.Contains(i)), $"seed {seed}");
        }
    }

    [Fact]
    public void The_largest_list_of_chance_bits_can_be_read_back()
    {
        var bytes = new byte[StatusBitstring.MaximumSize / 8];
        new Random(1).NextBytes(bytes);
        Assert.Equal(StatusBitstring.MaximumSize, StatusBitstring.Decode(Gzip(bytes)).Value.Size);
        Refused("status_list.too_large", Gzip([.. bytes, 0]));
    }

    [Fact]
    public void A_bomb_is_not_unpacked() => Refused("status_list.too_large", Gzip(new byte[64 << 20]));

    [Theory]
    [InlineData("")]
    [InlineData("u")]
    [InlineData("H4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA")]
    [InlineData("zH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA")]
    [InlineData("uH4sIAAAAAAAAA+3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA")]
    [InlineData("uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAA")]
    [InlineData("uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA=")]
    [InlineData("uAAAA")]
    [InlineData("uñ")]
    public void What_is_no_gzip_in_base64url_is_refused(string encoded) => Refused("status_list.encoding", encoded);

    [Fact]
    public void A_flipped_bit_never_gives_another_list()
    {
        var list = new StatusBitstring();
        for (var i = 0; i < 1000; i++) list[i * 131] = true;
        var gzip = Base64Url.DecodeFromChars(list.Encode().AsSpan(1));
        for (var at = 10; at < gzip.Length; at += 7)
        {
            var twin = gzip.ToArray();
            twin[at] ^= 0x10;
            Assert.False(StatusBitstring.Decode("u" + Base64Url.EncodeToString(twin)).TryGet(out var read, out _) && read.Encode() != list.Encode(), $"byte {at}");
        }
    }

    [Fact]
    public void What_follows_the_file_or_is_cut_off_is_refused()
    {
        var gzip = Base64Url.DecodeFromChars(OfTheSpecification.AsSpan(1));
        for (var length = 0; length < gzip.Length; length++) Refused("status_list.encoding", "u" + Base64Url.EncodeToString(gzip.AsSpan(0, length)));
        Refused("status_list.encoding", "u" + Base64Url.EncodeToString([.. gzip, 0]));
        Refused("status_list.encoding", "u" + Base64Url.EncodeToString([.. gzip, .. gzip]));
    }

    [Fact]
    public void A_list_shorter_than_16_KiB_is_refused() => Refused("status_list.too_short", Gzip(new byte[16_383]));

    [Fact]
    public void A_size_or_a_place_that_does_not_exist_is_a_fault_of_the_program()
    {
        foreach (var size in new[] { 0, 131_064, 131_073, StatusBitstring.MaximumSize + 8 }) Assert.Throws<ArgumentOutOfRangeException>(() => new StatusBitstring(size));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StatusBitstring()[131_072]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StatusBitstring()[-1] = true);
    }

    [Fact]
    public void The_checksum_is_that_of_RFC_1952() => Assert.Equal(0xCBF43926u, PlainGzip.Crc32("123456789"u8));

    private static void Refused(string code, string encoded) => Assert.Equal(code, StatusBitstring.Decode(encoded).Error?.Code);

    private static string Gzip(byte[] bytes)
    {
        var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return "u" + Base64Url.EncodeToString(file.ToArray());
    }

    private static byte[] Gunzip(string encoded)
    {
        var content = new MemoryStream();
        new GZipStream(new MemoryStream(Base64Url.DecodeFromUtf8(Encoding.ASCII.GetBytes(encoded[1..]))), CompressionMode.Decompress).CopyTo(content);
        return content.ToArray();
    }
}
