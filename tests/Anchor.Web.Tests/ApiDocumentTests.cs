using System.Net;
using Anchor.Web.Tests.Hosting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class ApiDocumentTests(WebFixture web)
{
    [Fact]
    public async Task The_document_lists_every_endpoint_of_the_api()
    {
        var document = (await web.Anybody.GetAsync("/openapi/v1.json")).Ok();
        var listed = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name.TrimEnd('/')}"));
        listed = listed.Where(line => IsApi(line.Split(' ')[1]));
        var mapped = Endpoints().Where(endpoint => IsApi(Path(endpoint)))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {Path(endpoint)}"));
        Assert.Equal(mapped.Order(), listed.Order());
        Assert.True(listed.Count() >= 20);
    }

    [Fact]
    public async Task The_document_says_how_callers_are_recognised()
    {
        var document = (await web.Anybody.GetAsync("/openapi/v1.json")).Ok();
        var scheme = document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Single();
        Assert.Equal("bearer", scheme.Value.GetProperty("scheme").GetString());
        Assert.True(document.GetProperty("security")[0].TryGetProperty(scheme.Name, out _));
    }

    [Fact]
    public async Task The_api_page_answers()
    {
        var page = await web.Anybody.GetAsync("/docs/index.html");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.Status, page.MediaType));
        Assert.Equal(HttpStatusCode.OK, (await web.Anybody.GetAsync("/docs")).Status);
    }

    [Fact]
    public void Whatever_anybody_may_call_at_a_cost_is_limited()
    {
        var open = Endpoints().Where(endpoint => Path(endpoint) is "/api/v1/verify" or "/api/v1/issuers/{id}/binding" || Path(endpoint).StartsWith("/c/", StringComparison.Ordinal)
            || Path(endpoint).StartsWith("/claims/", StringComparison.Ordinal) || Path(endpoint).StartsWith("/t/", StringComparison.Ordinal) || Path(endpoint).StartsWith("/tokens/", StringComparison.Ordinal)
            || (Path(endpoint).StartsWith("/vc/", StringComparison.Ordinal) && Path(endpoint).EndsWith("/verify", StringComparison.Ordinal))).ToArray();
        Assert.Equal(18, open.Length);
        Assert.All(open, endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>()));
    }

    private static bool IsApi(string path) => path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/vc/", StringComparison.Ordinal);

    private IEnumerable<RouteEndpoint> Endpoints() => web.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static string Path(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace(":guid", "", StringComparison.Ordinal);
}
