using System.Buffers;
using System.Text;
using System.Text.Json;
using Anchor.JsonLd.Jcs;

namespace Anchor.JsonLd.Tests.Jcs;

public sealed class JsonCanonicaliserTests
{
    [Theory]
    [InlineData("""  { "b" : [ 1 , true , null ] , "a" : { } }  """, """{"a":{},"b":[1,true,null]}""")]
    [InlineData("""[[],{},"",0,-1,false]""", """[[],{},"",0,-1,false]""")]
    [InlineData("""{"10":1,"1":2,"":3,"a":{"z":1,"y":[{"d":1,"c":2}]}}""", """{"":3,"1":2,"10":1,"a":{"y":[{"c":2,"d":1}],"z":1}}""")]
    [InlineData("""{"aa":1,"a":2,"b":3,"B":4}""", """{"B":4,"a":2,"aa":1,"b":3}""")]
    public void Members_are_sorted_and_white_space_goes(string json, string canonical) => Assert.Equal(canonical, Write(json));

    [Fact]
    public void Names_are_sorted_by_their_utf16_code_units()
    {
        // By code points the emoji (a surrogate pair, D83D DE00) would come after U+FB33; by code units it comes before.
        var names = new[] { "\r", "1", "\u0080", "ö", "€", "\ud83d\ude00", "\ufb33" };
        var json = "{" + string.Join(',', names.Reverse().Select(n => JsonSerializer.Serialize(n) + ":0")) + "}";
        var read = JsonElement.Parse(Write(json)).EnumerateObject().Select(p => p.Name);
        Assert.Equal(names, read);
    }

    [Theory]
    [InlineData("""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/""", """€$\u000f\nA'B\"\\\\\"/""")]
    [InlineData("""\b\t\n\f\r\u0008\u0009\u000c\u000D\u0000\u001F\u007f""", "\\b\\t\\n\\f\\r\\b\\t\\f\\r\\u0000\\u001f\u007f")]
    [InlineData("""\ud83d\ude00\u2028ñ""", "😀\u2028ñ")]
    public void A_string_has_one_spelling(string written, string canonical) => Assert.Equal($"\"{canonical}\"", Write($"\"{written}\""));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("-0.0e5", "0")]
    [InlineData("1.0", "1")]
    [InlineData("4.50", "4.5")]
    [InlineData("2e-3", "0.002")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("1E30", "1e+30")]
    [InlineData("333333333.33333329", "333333333.3333333")]
    [InlineData("0.000000000000000000000000001", "1e-27")]
    [InlineData("100000000000000000000", "100000000000000000000")]
    [InlineData("999999999999999999999", "1e+21")]
    [InlineData("123456789012345678", "123456789012345680")]
    [InlineData("-9007199254740993", "-9007199254740992")]
    [InlineData("999999999999999", "999999999999999")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("2.2250738585072014e-308", "2.2250738585072014e-308")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157e+308")]
    [InlineData("1e-400", "0")]
    [InlineData("12345.678e2", "1234567.8")]
    [InlineData("0.1e1", "1")]
    public void A_number_is_written_as_ecmascript_does(string written, string canonical) => Assert.Equal(canonical, Write(written));

    [Theory]
    [InlineData("1e309", "jcs.number_out_of_range")]
    [InlineData("-1e309", "jcs.number_out_of_range")]
    [InlineData("\"\\ud800\"", "jcs.malformed")]
    [InlineData("\"\\udc00\\ud800\"", "jcs.malformed")]
    [InlineData("\"\\ud800\\u0041\"", "jcs.malformed")]
    [InlineData("""{"a":1,"b":2,"a":3}""", "jcs.duplicate_key")]
    [InlineData("""{"a":1,"a":1}""", "jcs.duplicate_key")]
    [InlineData("""{"a":1,"\u0061":1}""", "jcs.duplicate_key")]
    public void What_has_no_canonical_form_is_refused(string json, string code) =>
        Assert.Equal(code, Assert.Throws<JsonLdException>(() => Write(json)).Code);

    [Fact]
    public void What_only_a_lenient_parser_reads_is_refused()
    {
        var lenient = new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
        foreach (var json in new[] { "[1,]", "{\"a\":1,}", "[1/*x*/]", "{\"a\":/**/1}" })
        {
            using var document = JsonDocument.Parse(json, lenient);
            Assert.Equal("jcs.malformed", Assert.Throws<JsonLdException>(() => JsonCanonicaliser.Canonicalise(document.RootElement)).Code);
        }
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused()
    {
        using var document = JsonDocument.Parse(new byte[] { (byte)'"', 0xff, (byte)'"' });
        Assert.Equal("jcs.malformed", Assert.Throws<JsonLdException>(() => JsonCanonicaliser.Canonicalise(document.RootElement)).Code);
    }

    [Fact]
    public void Too_many_levels_are_refused()
    {
        var options = new JsonDocumentOptions { MaxDepth = 1000 };
        using var deep = JsonDocument.Parse(new string('[', 600) + new string(']', 600), options);
        Assert.Equal("jcs.too_deep", Assert.Throws<JsonLdException>(() => JsonCanonicaliser.Canonicalise(deep.RootElement)).Code);
    }

    [Fact]
    public void A_large_object_is_sorted_as_a_small_one()
    {
        var random = new Random(5);
        var names = Enumerable.Range(0, 3000).Select(i => $"k{i}").ToArray();
        random.Shuffle(names);
        var read = JsonElement.Parse(Write("{" + string.Join(',', names.Select(n => $"\"{n}\":{{}}")) + "}")).EnumerateObject().Select(p => p.Name);
        Assert.Equal(names.Order(StringComparer.Ordinal), read);
    }

    [Theory]
    [InlineData("""{"proof":1}""", "{}")]
    [InlineData("""{"proof":{"b":1,"a":2},"b":1,"a":2}""", """{"a":2,"b":1}""")]
    [InlineData("""{"b":1,"proof":[1,2],"a":{"proof":3}}""", """{"a":{"proof":3},"b":1}""")]
    [InlineData("""{"a":1,"b":2,"pr\u006fof":3}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    public void One_member_of_the_outermost_object_can_be_left_out(string json, string canonical)
    {
        var buffer = new ArrayBufferWriter<byte>();
        JsonCanonicaliser.CanonicaliseWithout(JsonElement.Parse(json), "proof"u8, buffer);
        Assert.Equal(canonical, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void The_canonical_form_is_its_own_canonical_form()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var canonical = Write(JsonTexts.Make(seed));
            Assert.True(canonical == Write(canonical), $"seed {seed}");
        }
    }

    private static string Write(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = true });
        return Encoding.UTF8.GetString(JsonCanonicaliser.Canonicalise(document.RootElement));
    }
}
