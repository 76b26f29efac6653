using System.Diagnostics;
using System.Text.Json;
using Anchor.JsonLd.Tests.Agreement;

namespace Anchor.JsonLd.Tests.Expansion;

public sealed class FuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void Whatever_the_document_only_a_JsonLdException_comes_out_and_soon()
    {
        const int Seed = 7_771;
        output.WriteLine($"seed {Seed}");
        for (var i = 0; i < 6_000; i++)
        {
            var random = new Random(Seed + i);
            var document = i % 2 == 0 ? JsonElement.Parse(RandomJson.Object(random, 5)) : Mutated(Seed + i, random);
            Try(document, new JsonLdOptions { Safe = random.Next(2) == 0, BaseIri = random.Next(2) == 0 ? "https://base.example/a/b" : null }, Seed + i);
        }
    }

    private static JsonElement Mutated(int seed, Random random)
    {
        var document = RandomCredential.Make(seed);
        for (var i = random.Next(1, 6); i > 0; i--) Mutation.Apply(document, random);
        return JsonElement.Parse(document.ToJsonString());
    }

    private static void Try(JsonElement document, JsonLdOptions options, int seed)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            JsonLdProcessor.Expand(document, options);
            JsonLdProcessor.ToRdf(document, options);
        }
        catch (JsonLdException e)
        {
            Assert.Matches("^(jsonld|jcs)\\.[a-z_0-9]+$", e.Code);
        }
        catch (Exception e)
        {
            Assert.Fail($"seed {seed}: {e}\n{document}");
        }
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"seed {seed}: {clock.Elapsed}");
    }
}

/// <summary>JSON that is made of the words of JSON-LD.</summary>
internal static class RandomJson
{
    private static readonly string[] Names =
    [
        "@context", "@id", "@type", "@value", "@language", "@direction", "@graph", "@list", "@set", "@index", "@none", "@json", "@nest", "@reverse", "@included", "@base", "@vocab",
        "@container", "@import", "@prefix", "@propagate", "@protected", "@version", "@future", "a", "b", "c", "a:b", "b:c", "_:x", "urn:p", "https://x.example/p", "", ":", "a/b", "type", "id",
        "\\u0040id", "\\u0040type", "@cont\\ud800", "@contex\\u0074", "\\ud800", "a\\udc00", "@value\\ud800", "@typ\\u0065",
    ];

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-0", "1.1", "1e300", "\"\"", "\"a\"", "\"b\"", "\"a:b\"", "\"@id\"", "\"@type\"", "\"@vocab\"", "\"@json\"", "\"@none\"", "\"@set\"", "\"@list\"", "\"@index\"",
        "\"@graph\"", "\"@language\"", "\"@nest\"", "\"@reverse\"", "\"@future\"", "\"en\"", "\"ltr\"", "\"urn:x\"", "\"https://x.example/\"", "\"_:x\"", "\"https://www.w3.org/ns/credentials/v2\"",
        "\"VerifiableCredential\"", "\"x y\"", "\"#\"", "\"../..\"", "\"//\"", "\"?\"", "\"\\ud800\"", "\"lt\\ud800\"", "\"@se\\udc00\"", "1e99999999999", "1e999999999999999999999",
    ];

    public static string Object(Random random, int depth)
    {
        var names = Enumerable.Range(0, random.Next(6)).Select(_ => Names[random.Next(Names.Length)]).Distinct();
        return $"{{{string.Join(',', names.Select(name => $"\"{name}\":{Value(random, depth - 1)}"))}}}";
    }

    private static string Value(Random random, int depth) => depth <= 0 || random.Next(3) == 0
        ? Scalars[random.Next(Scalars.Length)]
        : random.Next(4) == 0 ? $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1)))}]" : Object(random, depth);
}
