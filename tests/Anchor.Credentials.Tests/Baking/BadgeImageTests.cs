using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Anchor.Credentials.Baking;
using Anchor.Credentials.Bundles;

namespace Anchor.Credentials.Tests.Baking;

public sealed class BadgeImageTests
{
    private const string Jws = "eyJhbGciOiJFZERTQSJ9.eyJpZCI6InVybjp1dWlkOjEifQ.c2lnbmF0dXJl";
    private static readonly string[] FirstTwo = ["IHDR", "iTXt"];

    private static readonly byte[] PlainSvg = Encoding.UTF8.GetBytes(
        """
        <?xml version="1.0" encoding="utf-8"?>
        <!-- an emblem -->
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>Análisis «ñ» 数据</title>
          <circle cx="5" cy="5" r="4"/></svg>
        """);

    public static TheoryData<string, bool> Pictures => new() { { "png", true }, { "png", false }, { "svg", true }, { "svg", false } };

    [Theory]
    [MemberData(nameof(Pictures))]
    public void What_was_baked_in_comes_out_again(string format, bool jws)
    {
        var content = Alone(jws);
        var baked = BadgeImage.Bake(Picture(format), content).Value;
        Assert.Equal(content.Credential.ToText(), BadgeImage.Read(baked).Value);
        Assert.Equal(format == "png" ? BadgeImageFormat.Png : BadgeImageFormat.Svg, BadgeImage.FormatOf(baked));
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void The_evidence_travels_in_the_picture(string format, bool jws)
    {
        var content = Alone(jws) with { InclusionProof = new BundleProof(1, 0, []) };
        var baked = BadgeImage.Bake(Picture(format), content).Value;
        Assert.Equal(content.ToUtf8(), BadgeImage.Read(baked).Value);
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Baking_again_replaces_what_was_there(string format, bool jws)
    {
        var first = BadgeImage.Bake(Picture(format), Alone(!jws) with { InclusionProof = new BundleProof(1, 0, []) }).Value;
        var again = BadgeImage.Bake(first, Alone(jws)).Value;
        Assert.Equal(Alone(jws).Credential.ToText(), BadgeImage.Read(again).Value);
        Assert.Equal(BadgeImage.Bake(Picture(format), Alone(jws)).Value.Length, again.Length);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("svg")]
    public void A_picture_without_a_credential_says_so(string format) => Assert.Equal("bake.not_baked", BadgeImage.Read(Picture(format)).Error?.Code);

    [Fact]
    public void A_PNG_has_exactly_one_uncompressed_chunk_right_after_its_header()
    {
        var baked = BadgeImage.Bake(Png(), Alone(jws: true)).Value;
        var types = Chunks(baked).ToArray();
        Assert.Equal(FirstTwo, types.Take(2).Select(chunk => chunk.Type));
        Assert.Single(types, chunk => chunk.Type == "iTXt");
        Assert.Equal($"openbadgecredential\0\0\0\0\0{Jws}", Encoding.UTF8.GetString(types[1].Data));
    }

    [Fact]
    public void An_SVG_has_the_credential_as_its_first_element_and_keeps_the_rest()
    {
        var baked = Encoding.UTF8.GetString(BadgeImage.Bake(PlainSvg, Alone(jws: true)).Value);
        Assert.Contains($"<openbadges:credential verify=\"{Jws}\"", baked, StringComparison.Ordinal);
        Assert.Contains("xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\"", baked, StringComparison.Ordinal);
        Assert.Contains("<title>Análisis «ñ» 数据</title>", baked, StringComparison.Ordinal);
        Assert.Contains("<!-- an emblem -->", baked, StringComparison.Ordinal);
        Assert.True(baked.IndexOf("<openbadges:credential", StringComparison.Ordinal) < baked.IndexOf("<title", StringComparison.Ordinal));
    }

    [Fact]
    public void A_document_that_ends_a_CDATA_section_survives()
    {
        using var document = JsonDocument.Parse("""{"id":"urn:uuid:1","name":"]]> </openbadges:credential> ñ"}""");
        var content = new Bundle(BundledCredential.OfDocument(document.RootElement), null, null, []);
        Assert.Equal(content.Credential.ToText(), BadgeImage.Read(BadgeImage.Bake(PlainSvg, content).Value).Value);
    }

    [Fact]
    public void A_character_that_XML_cannot_hold_goes_into_a_PNG_only()
    {
        using var document = JsonDocument.Parse("{\"id\":\"urn:uuid:1\",\"name\":\"a\uFFFFb\"}");
        var content = new Bundle(BundledCredential.OfDocument(document.RootElement), null, null, []);
        Assert.Equal("bake.malformed", BadgeImage.Bake(PlainSvg, content).Error?.Code);
        Assert.Equal(content.Credential.ToText(), BadgeImage.Read(BadgeImage.Bake(Png(), content).Value).Value);
    }

    [Fact]
    public void Any_flipped_bit_of_a_PNG_is_noticed()
    {
        var baked = BadgeImage.Bake(Png(), Alone(jws: true)).Value;
        for (var bit = 0; bit < baked.Length * 8; bit += 7)
        {
            var broken = baked.ToArray();
            broken[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(BadgeImage.Read(broken).IsOk, $"bit {bit}");
        }
    }

    [Fact]
    public void A_cut_PNG_is_refused_at_every_length()
    {
        var baked = BadgeImage.Bake(Png(), Alone(jws: true)).Value;
        for (var length = 0; length < baked.Length; length++) Assert.False(BadgeImage.Read(baked.AsSpan(0, length)).IsOk, $"length {length}");
        Assert.Equal("bake.malformed", BadgeImage.Read([.. baked, 0]).Error?.Code);
    }

    [Fact]
    public void Two_credentials_in_one_picture_are_refused()
    {
        var chunk = Chunk("iTXt", [.. "openbadgecredential"u8, 0, 0, 0, 0, 0, .. "other"u8]);
        Assert.Equal("bake.repeated", BadgeImage.Read(WithChunk(BadgeImage.Bake(Png(), Alone(true)).Value, chunk)).Error?.Code);
        var svg = Encoding.UTF8.GetString(BadgeImage.Bake(PlainSvg, Alone(true)).Value)
            .Replace("<circle", "<openbadges:credential verify=\"x\"/><circle", StringComparison.Ordinal);
        Assert.Equal("bake.repeated", BadgeImage.Read(Encoding.UTF8.GetBytes(svg)).Error?.Code);
    }

    [Fact]
    public void A_compressed_chunk_and_another_kind_of_text_are_refused()
    {
        Assert.Equal("bake.compressed", BadgeImage.Read(WithChunk(Png(), Chunk("iTXt", [.. "openbadgecredential"u8, 0, 1, 0, 0, 0, 1]))).Error?.Code);
        Assert.Equal("bake.malformed", BadgeImage.Read(WithChunk(Png(), Chunk("tEXt", [.. "openbadgecredential"u8, 0, 1]))).Error?.Code);
        Assert.Equal("bake.malformed", BadgeImage.Read(WithChunk(Png(), Chunk("iTXt", [.. "openbadgecredential"u8, 0, 0]))).Error?.Code);
    }

    [Fact]
    public void A_bundle_of_another_credential_does_not_speak_for_this_one()
    {
        using var other = JsonDocument.Parse("""{"id":"urn:uuid:2"}""");
        var bundle = new Bundle(BundledCredential.OfDocument(other.RootElement), null, null, []).ToUtf8();
        var picture = WithChunk(BadgeImage.Bake(Png(), Alone(false)).Value, Chunk("iTXt", [.. "anchorbundle"u8, 0, 0, 0, 0, 0, .. bundle]));
        Assert.Equal("bake.bundle_of_another", BadgeImage.Read(picture).Error?.Code);
    }

    [Theory]
    [InlineData("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&a;</svg>", "bake.malformed")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg>", "bake.malformed")]
    [InlineData("<?xml version=\"1.0\"?><html/>", "bake.not_an_image")]
    [InlineData("<svg/>", "bake.not_an_image")]
    [InlineData("{}", "bake.not_an_image")]
    [InlineData("", "bake.not_an_image")]
    public void What_is_no_plain_SVG_is_refused(string text, string code)
    {
        Assert.Equal(code, BadgeImage.Read(Encoding.UTF8.GetBytes(text)).Error?.Code);
        Assert.Equal(code, BadgeImage.Bake(Encoding.UTF8.GetBytes(text), Alone(true)).Error?.Code);
    }

    [Fact]
    public void A_deeply_nested_SVG_is_refused()
    {
        var text = $"<svg xmlns=\"http://www.w3.org/2000/svg\">{string.Concat(Enumerable.Repeat("<g>", 100_000))}{string.Concat(Enumerable.Repeat("</g>", 100_000))}</svg>";
        Assert.Equal("bake.malformed", BadgeImage.Read(Encoding.UTF8.GetBytes(text)).Error?.Code);
    }

    [Fact]
    public void A_picture_out_of_bounds_is_refused() =>
        Assert.Equal("bake.too_large", BadgeImage.Read(new byte[BadgeImage.MaxBytes + 1]).Error?.Code);

    private static Bundle Alone(bool jws)
    {
        using var document = JsonDocument.Parse("""{"id":"urn:uuid:1","name":"Ana O’Ejemplo <ñ> & 数据"}""");
        return new Bundle(jws ? BundledCredential.OfJwt(Jws) : BundledCredential.OfDocument(document.RootElement), null, null, []);
    }

    private static byte[] Picture(string format) => format == "png" ? Png() : PlainSvg;

    // A white pixel.
    private static byte[] Png()
    {
        var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Fastest)) zlib.Write([0, 255]);
        return [0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n', .. Chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]), .. Chunk("IDAT", pixels.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] WithChunk(byte[] png, byte[] chunk) => [.. png.AsSpan(0, 33), .. chunk, .. png.AsSpan(33)];

    // The checksum bit by bit, apart from the table that the room uses.
    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var crc = uint.MaxValue;
        foreach (var b in body)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        var chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), ~crc);
        return chunk;
    }

    private static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            yield return (Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]);
            at += length + 12;
        }
    }
}
