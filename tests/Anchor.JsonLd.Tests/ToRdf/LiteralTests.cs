using System.Text.Json;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Tests.ToRdf;

public sealed class LiteralTests
{
    [Theory]
    [InlineData("0", "0", "integer")]
    [InlineData("-0", "0", "integer")]
    [InlineData("1.0", "1", "integer")]
    [InlineData("-17", "-17", "integer")]
    [InlineData("999999999999999", "999999999999999", "integer")]
    [InlineData("9007199254740993", "9007199254740992", "integer")]
    [InlineData("12345678901234567890", "12345678901234567168", "integer")]
    [InlineData("1e20", "100000000000000000000", "integer")]
    [InlineData("1e21", "1.0E21", "double")]
    [InlineData("5.3", "5.3E0", "double")]
    [InlineData("0.1", "1.0E-1", "double")]
    [InlineData("1e-7", "1.0E-7", "double")]
    [InlineData("-123456789.125", "-1.23456789125E8", "double")]
    [InlineData("0.30000000000000004", "3.0E-1", "double")]
    [InlineData("2251799813685248.5", "2.251799813685249E15", "double")]
    [InlineData("9.9999999999999995", "10", "integer")]
    [InlineData("5e-324", "4.940656458412465E-324", "double")]
    [InlineData("1.7976931348623157e308", "1.797693134862316E308", "double")]
    [InlineData("true", "true", "boolean")]
    public void A_native_value_has_one_lexical_form(string json, string lexical, string datatype) =>
        Assert.Equal(RdfTerm.Literal(lexical, "http://www.w3.org/2001/XMLSchema#" + datatype), Object($$"""{"urn:p":{{json}} }"""));

    [Theory]
    [InlineData("5", "5.0E0")]
    [InlineData("0", "0.0E0")]
    [InlineData("\"5.30\"", "5.30")]
    public void A_number_is_a_double_where_the_context_says_so_and_text_stays_text(string json, string lexical) =>
        Assert.Equal(RdfTerm.Literal(lexical, "http://www.w3.org/2001/XMLSchema#double"),
            Object($$"""{"@context":{"p":{"@id":"urn:p","@type":"http://www.w3.org/2001/XMLSchema#double"} },"p":{{json}} }"""));

    [Fact]
    public void A_JSON_literal_is_canonical() =>
        Assert.Equal(RdfTerm.Literal("""{"a":[1,1e+21],"é":"\n"}""", "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"),
            Object("""{"@context":{"p":{"@id":"urn:p","@type":"@json"}},"p":{ "\u00e9":"\u000a", "a" : [1.0, 1e21] }}"""));

    [Fact]
    public void Statements_that_say_the_same_come_once()
    {
        Assert.Single(JsonLdProcessor.ToRdf(JsonElement.Parse("""{"@id":"urn:a","urn:p":["x","x",{"@value":"x","@index":"i"}]}""")));
        Assert.Single(JsonLdProcessor.ToRdf(JsonElement.Parse("""[{"@id":"urn:a","urn:p":"x"},{"@id":"urn:a","urn:p":"x"}]""")));
        Assert.Single(JsonLdProcessor.ToRdf(JsonElement.Parse("""{"@id":"urn:a","@type":"urn:T","http://www.w3.org/1999/02/22-rdf-syntax-ns#type":{"@id":"urn:T"}}""")));
        Assert.Single(JsonLdProcessor.ToRdf(JsonElement.Parse("""{"@id":"urn:a","@reverse":{"urn:p":{"@id":"urn:b","urn:p":{"@id":"urn:a"}}}}""")));
        Assert.Single(JsonLdProcessor.ToRdf(JsonElement.Parse("""{"@context":{"a":"urn:p","b":"urn:p"},"@id":"urn:a","a":"x","b":"x"}""")));
        Assert.Single(JsonLdProcessor.ToRdf(JsonElement.Parse("""{"@id":"urn:a","urn:p":[{"@list":[]},{"@list":[]}]}""")));
        Assert.Equal(4, JsonLdProcessor.ToRdf(JsonElement.Parse("""{"@id":"urn:a","urn:p":[{"urn:q":"x"},{"urn:q":"x"}]}""")).Count);
    }

    private static RdfTerm Object(string document) => Assert.Single(JsonLdProcessor.ToRdf(JsonElement.Parse(document))).Object;
}
