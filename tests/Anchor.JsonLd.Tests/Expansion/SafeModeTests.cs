using System.Text.Json;
using Anchor.JsonLd.Contexts;

namespace Anchor.JsonLd.Tests.Expansion;

/// <summary>In safe mode nothing is lost silently, and the error says where.</summary>
public sealed class SafeModeTests
{
    private const string Contexts = """ "@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"type":["VerifiableCredential","OpenBadgeCredential"] """;

    [Theory]
    [InlineData("jsonld.unmapped_term", "$.credentialSubject.achievement.foo", """{CTX,"credentialSubject":{"type":"AchievementSubject","achievement":{"type":"Achievement","foo":"x"}}}""")]
    [InlineData("jsonld.unmapped_term", "$['a b']", """{CTX,"a b":1}""")]
    [InlineData("jsonld.unmapped_term", "$.evidence[1]['it\\'s']", """{CTX,"evidence":[{"type":"Evidence"},{"type":"Evidence","it's":1}]}""")]
    [InlineData("jsonld.unmapped_term", "$['@default']", """{CTX,"@default":"x"}""")]
    [InlineData("jsonld.unmapped_term", "$['@prefix']", """{CTX,"@prefix":"x"}""")]
    [InlineData("jsonld.unmapped_term", "$.gone", """{"@context":{"gone":null,"p":"urn:p"},"p":1,"gone":2}""")]
    [InlineData("jsonld.relative_iri", "$.id", """{CTX,"id":"relative","name":"x"}""")]
    [InlineData("jsonld.relative_iri", "$.credentialSubject.achievement.image", """{CTX,"credentialSubject":{"type":"AchievementSubject","achievement":{"type":"Achievement","image":"a.png"}}}""")]
    [InlineData("jsonld.relative_iri", "$.map.relative", """{"@context":{"map":{"@id":"urn:map","@container":"@id"}},"map":{"relative":{"urn:p":1}}}""")]
    [InlineData("jsonld.relative_type", "$.type[2]", """{"@context":"https://www.w3.org/ns/credentials/v2","type":["VerifiableCredential","https://x.example/T","Unknown"]}""")]
    [InlineData("jsonld.relative_type", "$.map.Unknown", """{"@context":{"map":{"@id":"urn:map","@container":"@type"}},"map":{"Unknown":{"urn:p":1}}}""")]
    [InlineData("jsonld.reserved_term", "$.id", """{CTX,"id":"@future"}""")]
    [InlineData("jsonld.reserved_term", "$['@context'][0]", """{"@context":[{"@future":"urn:x"}],"urn:p":1}""")]
    [InlineData("jsonld.reserved_term", "$['@context']", """{"@context":{"a":"@future"},"urn:p":1}""")]
    [InlineData("jsonld.relative_vocab", "$['@context']", """{"@context":{"@vocab":"relative"},"urn:p":1}""")]
    [InlineData("jsonld.invalid_language_tag", "$.name['@language']", """{CTX,"name":{"@value":"x","@language":"no tag"}}""")]
    [InlineData("jsonld.invalid_language_tag", "$['@context']", """{"@context":{"@language":"no tag"},"urn:p":1}""")]
    [InlineData("jsonld.invalid_language_tag", "$.map['no tag']", """{"@context":{"map":{"@id":"urn:map","@container":"@language"}},"map":{"no tag":"x"}}""")]
    [InlineData("jsonld.null_value", "$.name", """{CTX,"name":{"@value":null}}""")]
    [InlineData("jsonld.only_language", "$.name", """{CTX,"name":{"@language":"en"}}""")]
    [InlineData("jsonld.free_floating_value", "$['@graph'][0]", """{"@graph":["loose"]}""")]
    [InlineData("jsonld.free_floating_value", "$['@graph'][0]", """{"@graph":[{"@value":"loose"}]}""")]
    [InlineData("jsonld.free_floating_value", "$", "\"loose\"")]
    [InlineData("jsonld.free_floating_value", "$.graph", """{"@context":{"graph":{"@id":"urn:p","@container":"@graph"}},"graph":"loose"}""")]
    [InlineData("jsonld.only_id", "$.proof", """{CTX,"proof":{"id":"https://x.example/p"}}""")]
    [InlineData("jsonld.empty_object", "$", "{}")]
    [InlineData("jsonld.blank_node_predicate", "$['_:p']", """{"_:p":1}""")]
    [InlineData("jsonld.rdf_direction_not_set", "$.name", """{CTX,"name":{"@value":"x","@direction":"rtl"}}""")]
    [InlineData("jsonld.iri_not_writable", "$.id", """{CTX,"id":"https://x.example/<a>"}""")]
    [InlineData("jsonld.iri_not_writable", "$['https://x.example/{a}']", """{"https://x.example/{a}":1}""")]
    public void What_would_be_lost_is_refused_where_it_stands(string code, string path, string document)
    {
        var thrown = Assert.Throws<JsonLdException>(() => JsonLdProcessor.ToRdf(JsonElement.Parse(document.Replace("CTX", Contexts, StringComparison.Ordinal))));
        Assert.Equal((code, path), (thrown.Code, thrown.Path));
    }

    [Theory]
    [InlineData("""{"@context":{"p":"urn:p"},"p":null,"urn:q":1}""", 1)]
    [InlineData("""{"@context":{"p":"urn:p"},"p":[]}""", 0)]
    [InlineData("""{"@context":{"p":"urn:p"},"p":"x","@index":"not said in RDF"}""", 1)]
    [InlineData("""{"@context":{"p":"urn:p"},"p":{}}""", 1)]
    [InlineData("""{"@context":{"p":{"@id":"urn:p","@type":"@json"}},"p":{"unmapped":null}}""", 1)]
    [InlineData("""{"@context":{"@vocab":"https://v.example/#"},"anything":{"goes":"x"}}""", 2)]
    public void What_says_nothing_or_is_kept_is_not_refused(string document, int quads) =>
        Assert.Equal(quads, JsonLdProcessor.ToRdf(JsonElement.Parse(document)).Count);

    [Fact]
    public void Without_safe_mode_the_same_documents_lose_what_has_no_meaning()
    {
        var document = JsonElement.Parse("""{"@context":{"p":"urn:p"},"p":"kept","unmapped":{"p":"lost"},"@id":"relative","urn:q":{"@value":null}}""");
        Assert.Empty(JsonLdProcessor.ToRdf(document, new JsonLdOptions { Safe = false }));
        Assert.Single(JsonLdProcessor.ToRdf(document, new JsonLdOptions { Safe = false, BaseIri = "https://x.example/" }));
    }

    [Fact]
    public void Expansion_alone_minds_only_what_expansion_drops()
    {
        var document = JsonElement.Parse("""{"@context":{"p":{"@id":"urn:p","@type":"@id"}},"p":"relative"}""");
        Assert.Equal("relative", JsonLdProcessor.Expand(document)[0].GetProperty("urn:p")[0].GetProperty("@id").GetString());
    }

    [Fact]
    public void An_unknown_context_is_an_error_that_names_it()
    {
        var thrown = Assert.Throws<JsonLdException>(() => JsonLdProcessor.ToRdf(JsonElement.Parse(
            """{"@context":["https://www.w3.org/ns/credentials/v2","https://unknown.example/c"],"type":"VerifiableCredential"}""")));
        Assert.Equal(("jsonld.context_unknown", "$['@context'][1]"), (thrown.Code, thrown.Path));
        Assert.Contains("https://unknown.example/c", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_context_in_a_scoped_context_is_unknown_too()
    {
        var registry = ContextRegistry.Empty.With("https://x.example/c", JsonElement.Parse("""{"@context":{"p":{"@id":"urn:p","@context":"https://unknown.example/c"}}}"""));
        var thrown = Assert.Throws<JsonLdException>(() => JsonLdProcessor.ToRdf(
            JsonElement.Parse("""{"@context":"https://x.example/c","p":1}"""), new JsonLdOptions { Registry = registry }));
        Assert.Equal("jsonld.context_unknown", thrown.Code);
    }
}
