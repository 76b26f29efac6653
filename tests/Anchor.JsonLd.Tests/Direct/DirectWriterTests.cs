using System.Text;
using System.Text.Json;
using Anchor.JsonLd.Contexts;
using Anchor.JsonLd.Direct;
using Anchor.JsonLd.Rdf;
using Anchor.JsonLd.Rdfc;
using Anchor.JsonLd.Tests.Agreement;
using Anchor.JsonLd.Tests.Suites;
using Anchor.Tests.Support;

namespace Anchor.JsonLd.Tests.Direct;

/// <summary>The expander is the slow and obvious way: where the direct way answers at all, it answers the same.</summary>
public sealed class DirectWriterTests(ITestOutputHelper output)
{
    [Fact]
    public void Credentials_as_Anchor_issues_them_go_the_direct_way()
    {
        foreach (var document in RepositorySamples.All())
        {
            JsonLdProcessor.ToRdfByExpansion(document, JsonLdOptions.Default);
            Assert.True(IsDirectAndTheSame(document, JsonLdOptions.Default), document.GetRawText());
        }
    }

    [Fact]
    public void A_configuration_of_a_proof_goes_the_direct_way()
    {
        var configuration = JsonElement.Parse("""
            {"@context":["https://www.w3.org/ns/credentials/v2"],"type":"DataIntegrityProof","created":"2026-01-01T00:00:00Z","cryptosuite":"eddsa-rdfc-2022",
            "verificationMethod":"did:key:z6Mk#z6Mk","proofPurpose":"assertionMethod"}
            """);
        JsonLdProcessor.ToRdfByExpansion(configuration, JsonLdOptions.Default);
        Assert.True(IsDirectAndTheSame(configuration, JsonLdOptions.Default));
    }

    [Fact]
    public void Random_credentials_are_the_same_both_ways()
    {
        var direct = 0;
        for (var seed = 0; seed < 4_000; seed++)
        {
            var random = new Random(seed);
            var document = RandomCredential.Make(seed);
            for (var i = random.Next(3); i > 0; i--) Mutation.Apply(document, random);
            if (IsDirectAndTheSame(JsonElement.Parse(document.ToJsonString()), Options(random, ContextRegistry.Bundled))) direct++;
        }
        output.WriteLine($"{direct} of 4000 went the direct way");
        Assert.True(direct > 1_000);
    }

    [Fact]
    public void Random_documents_of_every_construct_are_the_same_both_ways()
    {
        var registry = RandomDocument.Registry();
        Assert.Single(JsonLdProcessor.ToRdf(JsonElement.Parse(RandomDocument.Simple), new JsonLdOptions { Registry = registry }));
        var direct = 0;
        for (var seed = 0; seed < 30_000; seed++)
        {
            var random = new Random(seed);
            if (IsDirectAndTheSame(JsonElement.Parse(RandomDocument.Make(random)), Options(random, registry))) direct++;
        }
        output.WriteLine($"{direct} of 30000 went the direct way");
        Assert.True(direct > 3_000);
    }

    [Fact]
    public void The_documents_of_the_suite_are_the_same_both_ways()
    {
        foreach (var file in Directory.EnumerateFiles(W3cSuites.Require("json-ld", "toRdf"), "*-in.jsonld"))
            foreach (var isSafe in new[] { true, false })
                IsDirectAndTheSame(JsonLdSuite.Read(file), new JsonLdOptions { Safe = isSafe, Registry = JsonLdSuite.Contexts, BaseIri = "https://x.example/base/" });
    }

    [Fact]
    public void A_document_near_a_bound_is_left_to_the_expander()
    {
        var document = JsonElement.Parse("""{"@context":"https://www.w3.org/ns/credentials/v2","id":"urn:a","type":"VerifiableCredential","name":["a","b"],"issuer":{"id":"urn:i","name":"i"}}""");
        JsonLdProcessor.ToRdfByExpansion(document, JsonLdOptions.Default);
        var isDirect = false;
        foreach (var bounds in Enumerable.Range(0, 900).SelectMany(i => new[] { new JsonLdBounds(MaxDepth: i), new(MaxNodes: i), new(MaxContexts: i), new(MaxCharacters: i) }))
            isDirect |= IsDirectAndTheSame(document, new JsonLdOptions { Bounds = bounds });
        Assert.True(isDirect);
    }

    [Fact]
    public void As_a_list_the_quads_are_those_of_the_expander()
    {
        foreach (var document in RepositorySamples.All())
        {
            var expanded = JsonLdProcessor.ToRdfByExpansion(document, JsonLdOptions.Default);
            Assert.NotNull(DirectWriter.TryWrite(document, JsonLdOptions.Default));
            Assert.Equal(expanded, JsonLdProcessor.ToRdf(document));
        }
    }

    /// <summary>Whether a document went the direct way; it fails if it came to something else.</summary>
    private static bool IsDirectAndTheSame(JsonElement document, JsonLdOptions options)
    {
        string expected;
        try
        {
            expected = Text(JsonLdProcessor.ToRdfByExpansion(document, options));
        }
        catch (JsonLdException e) when (e.Code == "rdfc.too_complex")
        {
            return false;
        }
        catch (JsonLdException e)
        {
            Assert.True(DirectWriter.TryWrite(document, options) is null, $"{e.Code} at {e.Path}, {options}\n{document}");
            return false;
        }
        if (DirectWriter.TryWrite(document, options) is not { } table) return false;
        var actual = Text(new Dataset(table, () => []));
        Assert.True(expected == actual, $"{options}\n{document}\n{expected}\n{actual}");
        return true;
    }

    private static JsonLdOptions Options(Random random, ContextRegistry registry) => new()
    {
        Registry = registry, Safe = random.Next(3) > 0, BaseIri = random.Next(3) == 0 ? "https://base.example/a/b" : null, RdfDirection = (RdfDirection)random.Next(3),
    };

    private static string Text(IReadOnlyList<Quad> quads) => Encoding.UTF8.GetString(Rdfc10.Canonicalise(quads));
}
