using System.Text;
using System.Text.Json;
using Anchor.JsonLd.NQuads;
using Anchor.JsonLd.Rdfc;
using Anchor.Tests.Support;

namespace Anchor.JsonLd.Tests.Rdfc;

/// <summary>The W3C's test suite for RDFC-1.0: canonical forms, maps of labels, and a dataset that must be refused.</summary>
public sealed class RdfcSuiteTests
{
    [Fact]
    public void Every_case_of_the_suite_holds()
    {
        var manifest = JsonElement.Parse(File.ReadAllBytes(W3cSuites.Require("rdf-canon", "manifest.jsonld")));
        var failures = new List<string>();
        var count = 0;
        foreach (var entry in manifest.GetProperty("entries").EnumerateArray())
        {
            count++;
            if (Run(entry) is { } why) failures.Add($"{entry.GetProperty("id")} {entry.GetProperty("name")}: {why}");
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.Equal(86, count);
    }

    private static string? Run(JsonElement entry)
    {
        var quads = NQuadsReader.Read(Read(entry, "action"));
        var hash = entry.TryGetProperty("hashAlgorithm", out var name) && name.ValueEquals("SHA384") ? RdfcHash.Sha384 : RdfcHash.Sha256;
        try
        {
            var result = Rdfc10.CanonicaliseWithLabels(quads, new RdfcOptions(hash));
            return entry.GetProperty("type").GetString() switch
            {
                "rdfc:RDFC10EvalTest" => result.NQuads.Span.SequenceEqual(Read(entry, "result")) ? null : Encoding.UTF8.GetString(result.NQuads.Span),
                "rdfc:RDFC10MapTest" => SameMap(result.Labels, JsonElement.Parse(Read(entry, "result"))) ? null : "other labels",
                _ => "not refused",
            };
        }
        catch (JsonLdException e)
        {
            return entry.GetProperty("type").ValueEquals("rdfc:RDFC10NegativeEvalTest") && e.Code == "rdfc.too_complex" ? null : e.Code;
        }
    }

    private static bool SameMap(IReadOnlyDictionary<string, string> labels, JsonElement expected) =>
        labels.Count == expected.EnumerateObject().Count()
        && expected.EnumerateObject().All(p => labels.TryGetValue(p.Name, out var label) && p.Value.ValueEquals(label));

    private static byte[] Read(JsonElement entry, string member) =>
        File.ReadAllBytes(W3cSuites.Require("rdf-canon", entry.GetProperty(member).GetString()!));
}
