using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Anchor.JsonLd.Tests.Expansion;

/// <summary>Every document of strangers ends soon, one way or the other.</summary>
public sealed class BoundsTests
{
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = 200_000 };

    [Theory]
    [InlineData("""{"urn:p":""", "}", 5_000, "1")]
    [InlineData("""{"urn:p":[""", "]}", 3_000, "")]
    [InlineData("[", "]", 5_000, "")]
    [InlineData("""{"urn:p":{"@list":""", "}}", 3_000, "1")]
    [InlineData("""{"@reverse":{"urn:p":""", "}}", 3_000, """{"@id":"urn:x"}""")]
    [InlineData("""{"@nest":""", "}", 5_000, "{}")]
    [InlineData("""{"@included":""", "}", 5_000, """{"urn:p":1}""")]
    public void Depth_is_bounded_in_every_kind_of_nesting(string open, string close, int depth, string inside) =>
        Refused("jsonld.too_deep", Repeat(open, depth) + inside + Repeat(close, depth));

    [Fact]
    public void The_depth_of_scoped_contexts_is_bounded()
    {
        var context = Repeat("""{"p":{"@id":"urn:p","@context":""", 5_000) + "{}" + Repeat("}}", 5_000);
        Refused("jsonld.too_deep", $$"""{"@context":{{context}},"urn:p":1}""");
    }

    [Fact]
    public void Terms_that_lead_to_terms_are_bounded()
    {
        var context = string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"t{i}\":\"t{i + 1}:x\""));
        Refused("jsonld.too_deep", $$"""{"@context":{{{context}},"t5000":"urn:x:"},"t0":1}""");
    }

    [Fact]
    public void Width_is_bounded() => Refused("jsonld.too_many_nodes", $$"""{"urn:p":[{{string.Join(',', Enumerable.Repeat("1", 300_000))}}]}""");

    [Fact]
    public void The_number_of_contexts_is_bounded() =>
        Refused("jsonld.too_many_contexts", $$"""{"urn:p":[{{string.Join(',', Enumerable.Repeat("""{"@context":{"a":"urn:a"},"a":1}""", 3_000))}}]}""");

    [Fact]
    public void The_size_of_a_context_is_bounded() =>
        Refused("jsonld.context_too_large", $$"""{"@context":{{{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"t{i}\":\"urn:x{i}\""))}}},"t0":1}""");

    [Fact]
    public void The_number_of_terms_is_bounded()
    {
        var context = $$"""{{{string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"t{i}\":\"urn:x{i}\""))}}}""";
        Refused("jsonld.too_many_terms", $$"""{"urn:p":[{{string.Join(',', Enumerable.Repeat($$"""{"@context":{{context}},"t0":1}""", 15))}}]}""");
    }

    [Fact]
    public void The_length_of_what_a_context_repeats_is_bounded() =>
        Refused("jsonld.iri_too_long", $$"""{"@context":{"p":"urn:{{new string('x', 5_000)}}:"},"p:a":1}""");

    [Fact]
    public void The_length_of_all_terms_is_bounded() =>
        Refused("jsonld.too_large", $$"""{"@context":{"p":"urn:{{new string('x', 2_000)}}:"},"@id":"urn:a","p:a":[{{string.Join(',', Enumerable.Range(0, 100_000))}}]}""");

    [Fact]
    public void A_context_that_scopes_itself_by_URL_ends()
    {
        var registry = Anchor.JsonLd.Contexts.ContextRegistry.Empty.With("https://x.example/c", JsonElement.Parse(
            """{"@context":{"p":{"@id":"urn:p","@context":"https://x.example/c"},"q":{"@id":"urn:q","@context":"https://x.example/c"}}}"""));
        var text = Repeat("""{"p":""", 60) + "1" + Repeat("}", 60);
        var document = JsonElement.Parse($$"""{"@context":"https://x.example/c","q":{{text}}}""");
        Assert.Equal(61, JsonLdProcessor.ToRdf(document, new JsonLdOptions { Registry = registry }).Count);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_wherever_it_stands()
    {
        foreach (var text in new[] { """{"urn:p":"\ud800"}""", """{"urn:\udc00":1}""", """{"@id":"urn:\ud800"}""", """{"@context":{"\ud800":"urn:x"},"urn:p":1}""", """{"@type":"\ud800"}""",
                     """{"@cont\ud800":1}""", """{"@context":{"a":{"@id":"\ud800"}},"a":1}""", """{"@context":{"a":{"@id":"urn:a","@type":"@json"}},"a":"\ud800"}""" })
            Assert.Contains(Refused(text), new[] { "jsonld.invalid_text", "jcs.malformed" });
    }

    [Fact]
    public void A_number_that_no_double_holds_is_refused() => Refused("jsonld.number_out_of_range", """{"urn:p":1e400}""");

    [Fact]
    public void Many_properties_values_and_nodes_take_time_in_proportion()
    {
        var members = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"urn:p{i}\":\"{i}\""));
        var values = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"{i % 25_000}\""));
        var nodes = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $$"""{"@id":"urn:n{{i % 10_000}}","urn:q":"x"}"""));
        var quads = JsonLdProcessor.ToRdf(JsonElement.Parse($$"""{"@id":"urn:a",{{members}},"urn:v":[{{values}}],"urn:n":[{{nodes}}]}"""));
        Assert.Equal(50_000 + 25_000 + 10_000 + 10_000, quads.Count);
    }

    [Fact]
    public void Protected_terms_with_scoped_contexts_that_cannot_be_compared_are_not_the_same()
    {
        Refused("jsonld.protected_term_redefinition",
            """{"@context":[{"a":{"@id":"urn:a","@protected":true,"@context":{"@version":1.1}}},{"a":{"@id":"urn:a","@context":{"@version":1e99999999999}}}],"a":1}""");
    }

    private static string Refused(string text) => Assert.Throws<JsonLdException>(() => JsonLdProcessor.ToRdf(JsonElement.Parse(text, AnyDepth))).Code;

    private static void Refused(string code, string text)
    {
        var document = JsonElement.Parse(text, AnyDepth);
        var clock = Stopwatch.StartNew();
        var thrown = Assert.Throws<JsonLdException>(() => JsonLdProcessor.ToRdf(document));
        Assert.Equal(code, thrown.Code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");
    }

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();
}
