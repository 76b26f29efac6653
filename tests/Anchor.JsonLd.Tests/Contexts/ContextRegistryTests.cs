using System.Text.Json;
using Anchor.JsonLd.Contexts;
using Anchor.JsonLd.Tests.Agreement;

namespace Anchor.JsonLd.Tests.Contexts;

public sealed class ContextRegistryTests
{
    [Theory]
    [InlineData("https://www.w3.org/ns/credentials/v2")]
    [InlineData("https://www.w3.org/2018/credentials/v1")]
    [InlineData("https://www.w3.org/ns/credentials/examples/v2")]
    [InlineData("https://www.w3.org/ns/credentials/status/v1")]
    [InlineData("https://w3id.org/security/data-integrity/v1")]
    [InlineData("https://w3id.org/security/data-integrity/v2")]
    [InlineData("https://w3id.org/security/multikey/v1")]
    [InlineData("https://www.w3.org/ns/did/v1")]
    [InlineData("https://purl.imsglobal.org/spec/ob/v3p0/context.json")]
    [InlineData("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json")]
    [InlineData("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json")]
    [InlineData("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")]
    [InlineData("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")]
    [InlineData("https://w3id.org/blockcerts/v3")]
    [InlineData("https://w3id.org/security/suites/merkle-2019/v1")]
    public void The_context_is_bundled_and_valid(string url)
    {
        Assert.Contains(url, ContextRegistry.Bundled.Urls);
        JsonLdProcessor.ToRdf(JsonElement.Parse($$"""{"@context":"{{url}}","urn:p":1}"""));
    }

    [Fact]
    public void A_registry_with_one_more_leaves_the_first_as_it_was()
    {
        var more = ContextRegistry.Empty.With("https://x.example/c", JsonElement.Parse("""{"@context":{"p":"urn:p"}}"""));
        Assert.True(more.TryGet("https://x.example/c", out _));
        Assert.False(ContextRegistry.Empty.TryGet("https://x.example/c", out _));
    }

    [Fact]
    public void A_document_without_a_context_is_refused()
    {
        var registry = ContextRegistry.Empty.With("https://x.example/c", JsonElement.Parse("[]"));
        var thrown = Assert.Throws<JsonLdException>(() => JsonLdProcessor.ToRdf(JsonElement.Parse("""{"@context":"https://x.example/c"}"""), new JsonLdOptions { Registry = registry }));
        Assert.Equal("jsonld.invalid_remote_context", thrown.Code);
    }

    [Fact]
    public void The_same_URLs_are_processed_once()
    {
        var registry = Fresh();
        Read(registry, RepositorySamples.All().First().GetRawText());
        var count = registry.CachedContexts;
        Assert.True(count > 2);
        Read(registry, RepositorySamples.All().First().GetRawText());
        Assert.Equal(count, registry.CachedContexts);
    }

    [Fact]
    public void What_a_document_brings_along_is_never_kept()
    {
        var registry = Fresh();
        Read(registry, """{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiableCredential"}""");
        var count = registry.CachedContexts;
        Read(registry, """{"@context":["https://www.w3.org/ns/credentials/v2",{"p":{"@id":"urn:p","@context":{"q":"urn:q"}}}],"type":"VerifiableCredential","p":{"q":1}}""");
        Assert.Equal(count, registry.CachedContexts);
    }

    [Fact]
    public void The_cache_is_bounded_whatever_documents_come()
    {
        var registry = Fresh();
        var urls = ContextRegistry.Bundled.Urls.Where(url => url.Contains("imsglobal", StringComparison.Ordinal) || url.Contains("/ns/", StringComparison.Ordinal)).ToArray();
        for (var seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            var contexts = string.Join(',', Enumerable.Range(0, 8).Select(_ => $"\"{urls[random.Next(urls.Length)]}\""));
            try
            {
                Read(registry, $$"""{"@context":[{{contexts}}],"urn:p":1}""");
            }
            catch (JsonLdException)
            {
                // Protected terms clash; the contexts before the clash are kept all the same.
            }
            Assert.True(registry.CachedContexts <= 4_200);
        }
        for (var i = 0; i < 200; i++) JsonLdProcessor.ToRdf(JsonElement.Parse("""{"urn:p":1}"""), new JsonLdOptions { Registry = registry, BaseIri = $"https://x.example/{i}" });
    }

    [Fact]
    public void Safe_mode_refuses_what_was_let_pass_before()
    {
        var registry = ContextRegistry.Empty.With("https://x.example/c", JsonElement.Parse("""{"@context":{"@future":"urn:x","p":"urn:p"}}"""));
        var document = JsonElement.Parse("""{"@context":"https://x.example/c","p":1}""");
        Assert.Single(JsonLdProcessor.ToRdf(document, new JsonLdOptions { Registry = registry, Safe = false }));
        Assert.Throws<JsonLdException>(() => JsonLdProcessor.ToRdf(document, new JsonLdOptions { Registry = registry }));
    }

    [Fact]
    public void Many_threads_get_what_one_gets()
    {
        var documents = Enumerable.Range(0, 200).Select(seed => JsonElement.Parse(RandomCredential.Make(seed).ToJsonString())).ToArray();
        var expected = documents.Select(document => Verdict(document, JsonLdOptions.Default)).ToArray();
        for (var round = 0; round < 5; round++)
        {
            var options = new JsonLdOptions { Registry = Fresh() };
            Parallel.For(0, documents.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Assert.Equal(expected[i], Verdict(documents[i], options)));
        }
    }

    private static string Verdict(JsonElement document, JsonLdOptions options)
    {
        try
        {
            return string.Join('\n', JsonLdProcessor.ToRdf(document, options));
        }
        catch (JsonLdException e)
        {
            return $"{e.Code} {e.Path}";
        }
    }

    private static ContextRegistry Fresh() => ContextRegistry.Bundled.With("https://x.example/fresh", JsonElement.Parse("""{"@context":{}}"""));

    private static void Read(ContextRegistry registry, string document) => JsonLdProcessor.ToRdf(JsonElement.Parse(document), new JsonLdOptions { Registry = registry });
}
