using System.Text.Json.Nodes;

namespace Anchor.JsonLd.Tests.Agreement;

/// <summary>A context inside a credential that uses what the bundled ones do not, and members that use it.</summary>
internal static class RandomExtension
{
    private const string Base = "https://extension.example/ns#";

    private static readonly (string Definition, string Value)[] Features =
    [
        ("""{"@id":"x:text","@container":"@language"}""", """{"es":"hola","en":["hi","hello"],"@none":"x","pt-BR":null}"""),
        ("""{"@id":"x:text","@container":["@language","@set"],"@direction":null}""", """{"zh-Hant":["一"]}"""),
        ("""{"@id":"x:list","@container":"@list"}""", """["a","b","a",{"id":"https://x.example/1"},["c",["d"]]]"""),
        ("""{"@id":"x:list","@container":"@list","@type":"@id"}""", """["https://x.example/1","urn:x:2"]"""),
        ("""{"@id":"x:list","@container":"@list"}""", "[]"),
        ("""{"@id":"x:json","@type":"@json"}""", """{"z":[1,2.5,1e30,null,true,"é\u20ac"],"a":{"b":[]}}"""),
        ("""{"@id":"x:json","@type":"@json"}""", "null"),
        ("""{"@id":"x:index","@container":"@index"}""", """{"a":"1","b":["2",{"id":"https://x.example/b"}],"@none":"3"}"""),
        ("""{"@id":"x:index","@container":["@index","@set"],"@index":"x:key"}""", """{"a":{"x:n":1},"b":[{"x:n":2},{"x:n":3}]}"""),
        ("""{"@id":"x:byId","@container":"@id"}""", """{"https://x.example/1":{"x:n":1},"urn:x:2":[{"x:n":2}],"@none":{"x:n":3}}"""),
        ("""{"@id":"x:byType","@container":"@type"}""", """{"x:T":{"x:n":1},"AchievementSubject":[{"x:n":2}],"@none":{"x:n":3}}"""),
        ("""{"@id":"x:graph","@container":"@graph"}""", """[{"x:n":1},{"id":"https://x.example/g","x:n":2}]"""),
        ("""{"@id":"x:graph","@container":["@graph","@id"]}""", """{"https://x.example/1":{"x:n":1},"_:g":{"x:n":2}}"""),
        ("""{"@id":"x:graph","@container":["@graph","@index"]}""", """{"a":{"x:n":1},"b":{"x:n":[2,3]}}"""),
        ("""{"@reverse":"x:reverse"}""", """[{"id":"https://x.example/r","x:n":1},{"x:n":2}]"""),
        ("""{"@id":"x:scoped","@context":{"inner":"x:inner","@language":"es"}}""", """{"inner":"dentro","x:n":"y"}"""),
        ("""{"@id":"x:scoped","@context":{"@propagate":false,"inner":"x:inner"}}""", """{"inner":{"x:n":1}}"""),
        ("""{"@id":"x:vocab","@type":"@vocab"}""", """["Achievement","x:other","https://x.example/v"]"""),
        ("""{"@id":"x:typed","@type":"xsd:date"}""", """["2026-01-01",{"@value":"2","@type":"xsd:integer"},5,true]"""),
        ("""{"@id":"x:none","@type":"@none"}""", """["a",1,{"id":"https://x.example/n"}]"""),
        ("""{"@id":"x:lang","@language":"de"}""", """["a",{"@value":"b","@language":"en"},{"@value":"c"},1.5,-0.0]"""),
        ("\"x:numbers\"", "[0,-1,1.5,100,1e20,1e21,12345678901234567890,0.1,1e-3,9007199254740993]"),
        ("\"x:set\"", """{"@set":["a",{"@set":["b"]},"a",null]}"""),
        ("\"@nest\"", """{"x:n":[1,2],"name":"genestet"}"""),
        ("\"@included\"", """[{"id":"https://x.example/i","x:n":1},{"x:n":2}]"""),
        ("\"x:deep\"", """{"@graph":[{"x:n":1}],"id":"https://x.example/deep"}"""),
        ("\"x:twins\"", """[{"x:n":{"x:m":1}},{"x:n":{"x:m":1}},{"id":"_:x","x:n":{"id":"_:y"}},{"id":"_:y","x:n":{"id":"_:x"}}]"""),
        ("\"x:type\"", """{"type":["x:A","_:t","x:A"],"http://www.w3.org/1999/02/22-rdf-syntax-ns#type":{"id":"https://extension.example/ns#A"}}"""),
    ];

    /// <summary>Makes a context and adds the members that need it.</summary>
    public static JsonObject Context(Random random, JsonObject members)
    {
        var context = new JsonObject { ["x"] = Base, ["xsd"] = "http://www.w3.org/2001/XMLSchema#" };
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var (definition, value) = Features[random.Next(Features.Length)];
            var name = "extra" + i;
            context[name] = JsonNode.Parse(definition);
            members[name] = JsonNode.Parse(value);
        }
        if (random.Next(10) == 0) context["@vocab"] = "https://vocabulary.example/#";
        if (random.Next(10) == 0) context["@language"] = "es";
        return context;
    }
}
