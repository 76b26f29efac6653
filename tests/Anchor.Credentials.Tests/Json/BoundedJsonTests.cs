using System.Globalization;
using System.Text;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.Tests.Json;

public sealed class BoundedJsonTests
{
    [Theory]
    [InlineData("", "json.malformed")]
    [InlineData("{", "json.malformed")]
    [InlineData("{} x", "json.malformed")]
    [InlineData("{\"a\":1,}", "json.malformed")]
    [InlineData("/* c */ {}", "json.malformed")]
    [InlineData("\"\\ud800\"", "json.malformed")]
    [InlineData("{\"\\udc00\":1}", "json.malformed")]
    [InlineData("{\"a\":1,\"a\":2}", "json.duplicate_key")]
    [InlineData("{\"x\":[{\"a\":1,\"\\u0061\":2}]}", "json.duplicate_key")]
    public void Each_wrong_JSON_has_its_own_code(string json, string code) =>
        Assert.Equal(code, BoundedJson.Parse(Encoding.UTF8.GetBytes(json)).Error?.Code);

    [Theory]
    [InlineData("{\"a\":1,\"a\":[[[[]]]]}", "json.too_deep")]
    [InlineData("{\"a\":1,\"a\":\"\\ud800\"}", "json.malformed")]
    [InlineData("{\"a\":1,\"a\":}", "json.malformed")]
    [InlineData("{\"a\":1,\"a\":\"\\u00e1\"}", "json.duplicate_key")]
    [InlineData("{\"a\":1,\"b\":\"\\\\ud800\"}", null)]
    [InlineData("{\"a\":1,\"b\":\"\\ud83d\\ude00\"}", null)]
    public void A_repeated_member_is_the_last_thing_that_is_said(string json, string? code) =>
        Assert.Equal(code, BoundedJson.Parse(Encoding.UTF8.GetBytes(json), new JsonBounds(MaxBytes: 1024, MaxDepth: 4)).Error?.Code);

    [Theory]
    [InlineData('[', ']')]
    [InlineData('[', ' ')]
    public void JSON_of_depth_100_000_is_too_deep(char open, char close) =>
        Assert.Equal("json.too_deep", BoundedJson.Parse(Encoding.ASCII.GetBytes(new string(open, 100_000) + new string(close, 100_000))).Error?.Code);

    [Fact]
    public void Objects_of_depth_100_000_are_too_deep() =>
        Assert.Equal("json.too_deep", BoundedJson.Parse(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)))).Error?.Code);

    [Fact]
    public void The_deepest_allowed_JSON_is_read_and_one_deeper_is_not()
    {
        Assert.True(BoundedJson.Parse(Nested(64)).IsOk);
        Assert.Equal("json.too_deep", BoundedJson.Parse(Nested(65)).Error?.Code);

        static byte[] Nested(int depth) => Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth));
    }

    [Fact]
    public void JSON_beyond_the_size_bound_is_not_looked_at() =>
        Assert.Equal("json.too_large", BoundedJson.Parse(new byte[(1 << 20) + 1]).Error?.Code);

    [Fact]
    public void Bytes_that_are_not_UTF8_are_malformed() =>
        Assert.Equal("json.malformed", BoundedJson.Parse([(byte)'"', 0xC3, (byte)'"']).Error?.Code);

    [Fact]
    public void A_byte_order_mark_is_skipped() => Assert.True(BoundedJson.Parse("\uFEFF{}"u8).IsOk);

    [Theory]
    [InlineData("2026-05-01T00:00:00Z", 1777593600)]
    [InlineData("2026-05-01T00:00:00-06:00", 1777615200)]
    [InlineData("2026-05-01T00:00:00.999+00:00", 1777593600)]
    [InlineData("2024-02-29T12:00:00+05:45", 1709187300)]
    public void Date_times_with_a_zone_are_read(string text, long unix)
    {
        Assert.True(XsdDateTime.TryParse(text, out var value));
        Assert.Equal(unix, value.ToUnixTimeSeconds());
    }

    [Fact]
    public void Date_times_are_read_as_the_framework_reads_them()
    {
        const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";
        foreach (var written in (string[])["2024-02-29T23:59:59Z", "1999-11-30T10:09:08Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
            for (var at = 0; at < written.Length; at++)
                foreach (var letter in "0123456789:-+TZz. /")
                {
                    var text = written[..at] + letter + written[(at + 1)..];
                    var reads = DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expected);
                    Assert.True(reads == XsdDateTime.TryParse(text, out var value), text);
                    if (reads) Assert.Equal(expected, value);
                }
    }

    [Theory]
    [InlineData("2026-05-01T00:00:00")]
    [InlineData("2026-05-01")]
    [InlineData("2026-02-31T00:00:00Z")]
    [InlineData("2026-05-01T24:00:00Z")]
    [InlineData("2026-05-01T00:00:60Z")]
    [InlineData("2026-05-01 00:00:00Z")]
    [InlineData("2026-05-01T00:00:00.Z")]
    [InlineData("2026-05-01T00:00:00+0600")]
    [InlineData("2026-05-01T00:00:00+14:01")]
    [InlineData("2026-05-01T00:00:00z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("٢٠٢٦-05-01T00:00:00Z")]
    public void Everything_else_is_no_date_time(string text) => Assert.False(XsdDateTime.TryParse(text, out _));
}
