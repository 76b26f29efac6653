using System.Text.Json;
using Anchor.JsonLd.Contexts;
using Anchor.Tests.Support;

namespace Anchor.JsonLd.Tests.Suites;

/// <summary>The W3C's JSON-LD 1.1 API test suite, from the folder that ANCHOR_W3C_SUITES names.</summary>
internal static class JsonLdSuite
{
    private const string BaseIri = "https://w3c.github.io/json-ld-api/tests/";
    private static readonly Lazy<ContextRegistry> LazyContexts = new(ReadContexts);

    /// <summary>Documents of the suite that cases load as contexts.</summary>
    public static ContextRegistry Contexts => LazyContexts.Value;

    /// <summary>The identifiers and names of the cases; one row that skips itself where there is no suite.</summary>
    public static TheoryData<string, string> Cases(string manifest)
    {
        var rows = new TheoryData<string, string>();
        if (W3cSuites.Folder is not { } folder) rows.Add("", "no suite");
        else
            foreach (var entry in Read(Path.Combine(folder, "json-ld", manifest)).GetProperty("sequence").EnumerateArray())
                rows.Add(entry.GetProperty("@id").GetString()!, entry.GetProperty("name").GetString()!);
        return rows;
    }

    public static SuiteCase Open(string manifest, string id)
    {
        foreach (var entry in Read(W3cSuites.Require("json-ld", manifest)).GetProperty("sequence").EnumerateArray())
            if (entry.GetProperty("@id").ValueEquals(id)) return new SuiteCase(entry, OptionsOf(entry));
        throw new InvalidOperationException($"There is no case {id}.");
    }

    public static JsonElement Read(string path) => JsonElement.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 256 });

    private static JsonLdOptions OptionsOf(JsonElement entry)
    {
        var options = new JsonLdOptions { Safe = false, Registry = Contexts, BaseIri = BaseIri + entry.GetProperty("input").GetString() };
        if (!entry.TryGetProperty("option", out var option)) return options;
        // The processing mode comes last: it counts for more than the version of the specification.
        foreach (var member in option.EnumerateObject().OrderByDescending(member => member.Name, StringComparer.Ordinal))
            options = member.Name switch
            {
                "base" => options with { BaseIri = member.Value.GetString() },
                "processingMode" => options with { ProcessingMode = member.Value.ValueEquals("json-ld-1.0") ? JsonLdVersion.V10 : JsonLdVersion.V11 },
                "expandContext" => options with { ExpandContext = Read(W3cSuites.Require("json-ld", member.Value.GetString()!)) },
                "produceGeneralizedRdf" => options with { ProduceGeneralizedRdf = member.Value.GetBoolean() },
                "rdfDirection" => options with { RdfDirection = member.Value.ValueEquals("i18n-datatype") ? RdfDirection.I18nDatatype : RdfDirection.CompoundLiteral },
                "specVersion" => options with { ProcessingMode = member.Value.ValueEquals("json-ld-1.0") ? JsonLdVersion.V10 : JsonLdVersion.V11 },
                "normative" or "useJCS" => options,
                _ => throw new InvalidOperationException($"The suite has an option {member.Name} that is not known."),
            };
        return options;
    }

    private static ContextRegistry ReadContexts()
    {
        var registry = ContextRegistry.Bundled;
        foreach (var folder in new[] { "expand", "toRdf" })
        {
            var root = W3cSuites.Require("json-ld", folder);
            foreach (var file in Directory.EnumerateFiles(root, "*.jsonld", SearchOption.AllDirectories))
                if (!file.EndsWith("-out.jsonld", StringComparison.Ordinal))
                    registry = registry.With($"{BaseIri}{folder}/{Path.GetRelativePath(root, file).Replace('\\', '/')}", Read(file));
        }
        return registry;
    }
}

/// <summary>One case of the suite.</summary>
internal sealed record SuiteCase(JsonElement Entry, JsonLdOptions Options)
{
    public bool IsPositive => Is("jld:PositiveEvaluationTest");

    public bool IsSyntax => Is("jld:PositiveSyntaxTest");

    public JsonElement Input => JsonLdSuite.Read(W3cSuites.Require("json-ld", Entry.GetProperty("input").GetString()!));

    public string ExpectedFile => W3cSuites.Require("json-ld", Entry.GetProperty("expect").GetString()!);

    /// <summary>The code that stands for the suite's error condition.</summary>
    public string ExpectedCode => "jsonld." + Entry.GetProperty("expectErrorCode").GetString()!
        .Replace("@", "", StringComparison.Ordinal).Replace(' ', '_').Replace('-', '_').ToLowerInvariant();

    private bool Is(string type) => Entry.GetProperty("@type").EnumerateArray().Any(t => t.ValueEquals(type));
}
