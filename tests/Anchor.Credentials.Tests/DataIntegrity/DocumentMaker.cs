using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Tests.DataIntegrity;

/// <summary>Unsigned credentials for Data Integrity, and their corrupted twins.</summary>
internal static class DocumentMaker
{
    private static readonly string[] Names = ["Ana Ejemplo Núñez", "李明", "O'Brien \"Bo\"", "\u0001\n\t\u007f", "😀", "Юлия <b>", "a\\b", "\u2028"];

    /// <summary>An Open Badge 3.0 without proof, of this issuer.</summary>
    public static JsonObject Badge(string issuer)
    {
        var document = JsonNode.Parse(Samples.Document())!.AsObject();
        foreach (var claim in new[] { "iss", "jti", "nbf", "exp", "sub" }) document.Remove(claim);
        document["issuer"]!["id"] = issuer;
        // The type of the credentialSchema is a word of the extensions.
        document["@context"]!.AsArray().Add("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json");
        return document;
    }

    /// <summary>The badge with random results, alignments and texts; some say the same thing twice.</summary>
    public static JsonObject Make(string issuer, int seed)
    {
        var random = new Random(seed);
        var document = Badge(issuer);
        var subject = document["credentialSubject"]!.AsObject();
        document["id"] = $"urn:uuid:0190f5c2-7a3b-7c1d-9e2f-{seed:x12}";
        document["name"] = Names[random.Next(Names.Length)];
        subject["narrative"] = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Names[random.Next(Names.Length)]));
        if (random.Next(2) == 0) subject["creditsEarned"] = random.Next(3) == 0 ? random.Next(1, 400) / 8.0 : random.Next(1, 30);
        var alignments = new JsonArray();
        for (var i = random.Next(1, 5); i > 0; i--)
            alignments.Add(new JsonObject
            {
                ["type"] = new JsonArray("Alignment"), ["targetName"] = Names[random.Next(2)], ["targetUrl"] = $"https://example.org/{random.Next(2)}",
            });
        subject["achievement"]!["alignment"] = alignments;
        var evidence = new JsonArray();
        for (var i = random.Next(1, 3); i > 0; i--)
            evidence.Add(new JsonObject { ["type"] = new JsonArray("Evidence"), ["name"] = Names[random.Next(3)] });
        if (random.Next(2) == 0) document["evidence"] = evidence;
        return document;
    }

    /// <summary>A credential of the data model 1.1, whose second context is that of Data Integrity.</summary>
    public static JsonObject Version11(string issuer) => new()
    {
        ["@context"] = new JsonArray("https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v2"),
        ["id"] = "urn:uuid:0190f5c2-7a3b-7c1d-9e2f-000000000011",
        ["type"] = new JsonArray("VerifiableCredential"),
        ["issuer"] = issuer,
        ["issuanceDate"] = "2026-05-01T00:00:00Z",
        ["credentialSubject"] = new JsonObject { ["id"] = "did:example:ana" },
    };

    public static byte[] Utf8(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    public static JsonElement Element(JsonNode node) => JsonElement.Parse(Utf8(node));

    public static string VerificationMethod(PublicKey key) => DidKey.VerificationMethodId(DidKey.Of(key));

    /// <summary>The same document with one string or number below it changed; every one in its turn.</summary>
    public static IEnumerable<(string Path, JsonObject Twin)> Twins(JsonObject document)
    {
        foreach (var path in Leaves(document, "$"))
        {
            var twin = document.DeepClone().AsObject();
            var leaf = Find(twin, path);
            leaf.ReplaceWith(leaf.GetValueKind() switch
            {
                JsonValueKind.String => Changed(leaf.GetValue<string>()),
                JsonValueKind.Number => leaf.GetValue<double>() + 1,
                _ => (JsonNode)!leaf.GetValue<bool>(),
            });
            yield return (path, twin);
        }
    }

    // Keeps the shape of URLs and dates, so that the signature and not the shape is what refuses.
    private static string Changed(string text) =>
        text.Length == 0 ? "x" : char.IsAsciiLetterOrDigit(text[^1]) ? text[..^1] + (text[^1] == '1' ? '2' : '1') : text + "1";

    private static IEnumerable<string> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject o => o.SelectMany(p => Leaves(p.Value, $"{path}\u0000{p.Key}")),
        JsonArray a => a.SelectMany((item, i) => Leaves(item, $"{path}\u0000{i}")),
        null => [],
        _ => [path],
    };

    private static JsonNode Find(JsonNode root, string path)
    {
        var node = root;
        foreach (var part in path.Split('\u0000').Skip(1))
            node = node is JsonArray array ? array[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : node[part]!;
        return node;
    }
}
