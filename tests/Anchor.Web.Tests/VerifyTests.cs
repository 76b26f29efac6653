using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class VerifyTests(WebFixture web)
{
    private const string BundleType = "application/vnd.anchor.bundle+json";

    [Fact]
    public async Task A_bundle_is_valid_as_soon_as_the_trust_file_names_its_issuer_and_a_changed_one_is_not()
    {
        var issuer = await web.ReadyAsync("Universidad Reconocible");
        var (_, lines) = await WebFixture.AnchoredAsync(issuer, ImportTests.Csv(3));
        var bundle = JsonNode.Parse(lines[1])!["bundle"]!;
        Assert.Equal("indeterminate", await VerdictAsync(bundle.ToJsonString()));
        await web.WriteTrustAsync([(issuer.Did, "Universidad Reconocible")]);
        await WebFixture.UntilAsync(async () => await VerdictAsync(bundle.ToJsonString()) == "valid");

        foreach (var type in new[] { BundleType, "application/json", "text/plain" })
            Assert.Equal("valid", (await web.Anybody.PostTextAsync("/api/v1/verify", bundle.ToJsonString(), type)).Ok().GetProperty("verdict").GetString());

        var document = bundle["credential"]!;
        Assert.Equal("indeterminate", (await web.Anybody.PostTextAsync("/api/v1/verify", document.ToJsonString(), "application/vc")).Ok().GetProperty("verdict").GetString());

        document["awardedDate"] = "1999-01-01T00:00:00Z";
        var report = (await web.Anybody.PostTextAsync("/api/v1/verify", bundle.ToJsonString(), BundleType)).Ok();
        Assert.Equal("invalid", report.GetProperty("verdict").GetString());
        Assert.Contains("proof.signature_invalid", report.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("{\"version\":1,\"version\":1}")]
    [InlineData("\u0000\u0001\ufffd")]
    public async Task Anything_gets_a_report(string document) =>
        Assert.Equal("invalid", await VerdictAsync(document));

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public async Task A_document_one_hundred_thousand_levels_deep_gets_a_report(char open, char close)
    {
        var text = open == '[' ? new string('[', 100_000) + new string(']', 100_000) : string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string(close, 100_000);
        Assert.Equal("invalid", await VerdictAsync(text));
        Assert.Equal("invalid", await VerdictAsync("{\"version\":1,\"credential\":" + text + "}"));
    }

    [Fact]
    public async Task A_document_that_is_too_large_is_not_read()
    {
        (await web.Anybody.PostBytesAsync("/api/v1/verify", new byte[(8 << 20) + 1], BundleType)).IsProblem(HttpStatusCode.RequestEntityTooLarge, "request.too_large");
        using var unannounced = new StreamContent(new MemoryStream(new byte[(8 << 20) + 1]));
        unannounced.Headers.ContentLength = null;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/verify") { Content = unannounced };
        request.Headers.TransferEncodingChunked = true;
        var answer = await Answer.OfAsync(await web.Anybody.Http.SendAsync(request, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        answer.IsProblem(HttpStatusCode.RequestEntityTooLarge, "request.too_large");
    }

    [Fact]
    public async Task Many_may_ask_at_once_and_none_is_lost()
    {
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => VerdictAsync("garbage")));
        Assert.All(verdicts, verdict => Assert.Equal("invalid", verdict));
    }

    private async Task<string?> VerdictAsync(string document)
    {
        var answer = await web.Anybody.PostTextAsync("/api/v1/verify", document, BundleType);
        Assert.Equal("application/json", answer.MediaType);
        return answer.Ok().GetProperty("verdict").GetString();
    }
}
