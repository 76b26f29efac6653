using System.Text.Json;
using Anchor.JsonLd.Contexts;

namespace Anchor.JsonLd.Tests.Direct;

/// <summary>Documents that are right more often than not, under contexts that have one term for each thing that a term can be.</summary>
internal static class RandomDocument
{
    private const string First = "https://x.example/first";
    private const string Second = "https://x.example/second";
    private const string Spanish = "https://x.example/spanish";

    private const string FirstContext = """
        {"@context":{"@protected":false,
        "id":"@id","type":"@type","value":"@value","graph":"@graph","xsd":"http://www.w3.org/2001/XMLSchema#","ex":"urn:ex:","lang":"@language",
        "text":"urn:p:text","text2":{"@id":"urn:p:text"},"none":{"@id":"urn:p:none","@type":"@none"},"date":{"@id":"urn:p:date","@type":"xsd:date"},"string":{"@id":"urn:p:string","@type":"xsd:string"},
        "double":{"@id":"urn:p:double","@type":"xsd:double"},"link":{"@id":"urn:p:link","@type":"@id"},"term":{"@id":"urn:p:term","@type":"@vocab"},"json":{"@id":"urn:p:json","@type":"@json"},
        "set":{"@id":"urn:p:set","@container":"@set"},"list":{"@id":"urn:p:list","@container":"@list"},"linkList":{"@id":"urn:p:linkList","@container":"@list","@type":"@id"},
        "proof":{"@id":"urn:p:proof","@container":"@graph"},"index":{"@id":"urn:p:index","@container":"@index"},"languages":{"@id":"urn:p:languages","@container":"@language"},
        "french":{"@id":"urn:p:french","@language":"FR"},"plain":{"@id":"urn:p:plain","@language":null},"left":{"@id":"urn:p:left","@direction":"rtl"},
        "back":{"@reverse":"urn:p:back"},"hidden":null,"nested":"@nest","blank":"_:p","odd":"urn:p:o{dd","ñandú":"urn:p:ñandú","rdfType":"http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "scoped":{"@id":"urn:p:scoped","@context":{"text":{"@id":"urn:p:scopedText","@type":"@id"},"scoped":{"@id":"urn:p:scoped","@language":"it"}}},
        "Alpha":{"@id":"urn:t:Alpha","@context":{"text":"urn:p:alphaText","inner":"urn:p:inner"}},
        "Beta":{"@id":"urn:t:Beta","@context":{"@propagate":true,"text":{"@id":"urn:p:betaText","@type":"xsd:date"},"id":"@id"}},
        "Gamma":{"@id":"urn:t:Gamma","@context":{"type":"urn:p:notType","kind":"@type"}},"Delta":"urn:t:Delta"}}
        """;

    private const string SecondContext = """
        {"@context":{"@vocab":"urn:vocab:","text":{"@id":"urn:p:secondText"},"Alpha":{"@id":"urn:t:Alpha2","@context":{"@propagate":false,"link":{"@id":"urn:p:link2","@type":"@vocab"}}}}}
        """;

    private const string SpanishContext = """{"@context":{"@language":"es","@propagate":false,"spanish":"urn:p:spanish","text":"urn:p:text"}}""";

    private static readonly string[] Names =
    [
        "text", "text2", "none", "date", "string", "double", "link", "term", "set", "list", "linkList", "proof", "scoped", "french", "plain", "rdfType", "ñandú", "spanish", "inner",
        "text", "link", "set", "list", "proof", "scoped", "text", "link",
    ];

    private static readonly string[] OddNames =
        ["json", "index", "languages", "left", "back", "hidden", "nested", "blank", "odd", "unknown", "urn:p:iri", "ex:compact", "graph", "@graph", "@list", "kind", "\\u0074ext", "@index", "lang", ""];

    private static readonly string[] Texts =
    [
        "\"a\"", "\"b\"", "\"urn:x\"", "\"urn:y\"", "\"https://x.example/ñ\"", "\"Alpha\"", "\"Delta\"", "\"Begoña\"", "\"a\\nb\\u00f1\"", "\"https:\\/\\/x.example\\/\"", "\"\uFFFF \u007F\"", "\"\\\"\\\\\"",
        "\"2026-01-01\"", "\"ＡＢ\"", "\"\"", "\"😀\"",
    ];

    private static readonly string[] OddTexts = ["\"ex:x\"", "\"relative\"", "\"_:b\"", "\"@id\"", "\"@future\"", "\"x y\"", "\"\\ud800\"", "\"urn:a b\"", "\":\"", "\"text\"", "\"type\"", "\"urn:\\u0001\""];

    private static readonly string[] Types = ["\"Alpha\"", "\"Beta\"", "\"Delta\"", "\"urn:t:x\"", "[\"Alpha\",\"Beta\"]", "[\"Delta\",\"Alpha\"]", "[]", "[\"Beta\",\"Delta\",\"Delta\"]", "\"https://x.example/T\""];

    private static readonly string[] OddTypes = ["\"Gamma\"", "\"unknown\"", "1", "\"ex:T\"", "\"_:t\"", "\"\\u0041lpha\"", "\"@json\"", "[\"Alpha\",\"Beta\",\"Gamma\"]", "[\"Alpha\",1]"];

    private static readonly string[] Values =
    [
        """{"@value":"v"}""", """{"value":"v","@language":"EN-us"}""", """{"@value":"ñ","type":"Delta"}""", """{"@value":"v","@language":"no_tag"}""", """{"@value":1}""",
        """{"value":"v","type":"xsd:date"}""", """{"@value":"v","@language":"es","type":"Delta"}""", """{"@value":null}""", """{"@value":"v","lang":"es"}""", """{"@value":"v","type":"Alpha"}""",
        """{"id":"urn:only"}""", """{"@id":"urn:only"}""", "{}", """{"@language":"es"}""", """{"@list":["a"]}""",
    ];

    /// <summary>A document of one statement.</summary>
    public const string Simple = $$"""{"@context":["{{First}}","{{Second}}"],"text":"a"}""";

    public static ContextRegistry Registry() => ContextRegistry.Bundled
        .With(First, JsonElement.Parse(FirstContext)).With(Second, JsonElement.Parse(SecondContext)).With(Spanish, JsonElement.Parse(SpanishContext));

    public static string Make(Random random)
    {
        // Half of them are odd in some places, the others in none.
        var oddity = random.Next(2) == 0 ? 0 : random.Next(1, 10);
        var context = random.Next(8) switch
        {
            0 => $"[\"{First}\",\"{Second}\"]",
            1 => $"[\"{First}\",\"{Spanish}\"]",
            2 => $"[ \"{First}\" , \"{First}\" ]",
            3 when oddity > 0 => $"[\"{First}\",{{\"own\":\"urn:p:own\"}}]",
            _ => $"\"{First}\"",
        };
        return Object(random, 4, oddity, context);
    }

    private static string Object(Random random, int depth, int oddity, string? context)
    {
        var members = new List<string>();
        if (context is not null) members.Add($"\"@context\":{context}");
        else if (random.Next(25) == 0) members.Add($"\"@context\":{(random.Next(4) == 0 && oddity > 0 ? "null" : $"\"{(random.Next(2) == 0 ? Second : Spanish)}\"")}");
        if (random.Next(2) == 0) members.Add($"\"{(random.Next(3) == 0 ? "@id" : "id")}\":{(IsOdd() ? Pick(OddTexts) : $"\"urn:n:{random.Next(5)}\"")}");
        if (random.Next(5) > 1) members.Add($"\"{(random.Next(3) == 0 ? "@type" : "type")}\":{(IsOdd() ? Pick(OddTypes) : Pick(Types))}");
        for (var i = random.Next(5); i > 0; i--) members.Add($"\"{(IsOdd() ? Pick(OddNames) : Pick(Names))}\":{Value(random, depth - 1, oddity)}");
        var all = members.ToArray();
        random.Shuffle(all);
        return $"{{{string.Join(random.Next(2) == 0 ? "," : ", ", all)}}}";

        bool IsOdd() => random.Next(100) < oddity;

        string Pick(string[] from) => from[random.Next(from.Length)];
    }

    private static string Value(Random random, int depth, int oddity) => random.Next(12) switch
    {
        < 3 when depth > 0 => Object(random, depth, oddity, null),
        < 5 when depth > 0 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1, oddity)))}]",
        5 when oddity > 0 || random.Next(3) == 0 => Values[random.Next(oddity > 0 ? Values.Length : 3)],
        6 => new[] { "true", "false", "1", "-7", "-0", "2.5", "1e21", "1e400", "123456789012345678", "null" }[random.Next(oddity > 0 ? 10 : 7)],
        _ => random.Next(100) < oddity ? OddTexts[random.Next(OddTexts.Length)] : Texts[random.Next(Texts.Length)],
    };
}
