using System.Text.Json.Nodes;

namespace Anchor.JsonLd.Tests.Agreement;

/// <summary>One wrong thing in a document that was right.</summary>
internal static class Mutation
{
    private static readonly string[] Names =
    [
        "unmapped", "achievementTyp", "@unknown", "@value", "@list", "@language", "@reverse", "@graph", "@index", "@nest", "@set", "id", "type", "Ñ", "a b", "",
        "relative/path", "http://absolute.example/p", "urn:p", "_:p", "schema:p", "proof", "x:y",
    ];

    private static readonly string[] Values =
    [
        "\"relative\"", "\"../up\"", "\"#fragment\"", "\"https://x.example/a b\"", "\"_:blank\"", "\"@keyword\"", "\"@id\"", "\"\"", "null", "[]", "{}", "1", "true",
        """{"id":"relative"}""", """{"@value":null}""", """{"@value":"x","@type":"relative"}""", """{"@value":"x","@language":"no_tag"}""", """{"@value":"x","@direction":"rtl"}""",
        """{"@value":"x","@language":"EN-us"}""", """{"@list":["a",{"id":"relative"}]}""", """{"type":"Unknown"}""", """{"@id":"https://x.example/only"}""", """[["nested",["deeper"]]]""",
        """{"@context":"https://unknown.example/context"}""", """{"@context":{"name":"https://x.example/name"}}""", """{"@context":null,"name":"x"}""",
        """{"@context":{"term":"https://x.example/term"},"term":"x"}""", """{"@value":"x","@type":"http://www.w3.org/2001/XMLSchema#date"}""", """{"@set":[{"@value":1}]}""",
        """{"@context":{"@vocab":"relative"},"p":"x"}""", """{"@context":{"@language":"not_a_tag"},"https://x.example/p":"x"}""", """{"@context":{"@future":"https://x.example/"}}""",
    ];

    public static JsonObject Apply(JsonObject document, Random random)
    {
        var objects = new List<JsonObject>();
        Collect(document, objects);
        var target = objects[random.Next(objects.Count)];
        var members = target.Select(m => m.Key).ToArray();
        var value = JsonNode.Parse(Values[random.Next(Values.Length)]);
        switch (random.Next(4))
        {
            case 0:
                target[Names[random.Next(Names.Length)]] = value;
                break;
            case 1 when members.Length > 0:
                target[members[random.Next(members.Length)]] = value;
                break;
            case 2 when members.Length > 0:
                target.Remove(members[random.Next(members.Length)]);
                break;
            default:
                target[Names[random.Next(Names.Length)]] = "text";
                break;
        }
        return document;
    }

    private static void Collect(JsonNode? node, List<JsonObject> into)
    {
        if (node is JsonObject value)
        {
            into.Add(value);
            foreach (var (name, member) in value)
                if (name != "@context") Collect(member, into);
        }
        else if (node is JsonArray array)
        {
            foreach (var item in array) Collect(item, into);
        }
    }
}
