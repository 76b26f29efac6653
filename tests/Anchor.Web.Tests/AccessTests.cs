using System.Net;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class AccessTests(WebFixture web)
{
    public static TheoryData<string, string> Guarded => new()
    {
        { "GET", "/api/v1/issuers/me" }, { "POST", "/api/v1/issuers/me/accounts" }, { "PUT", "/api/v1/issuers/me/approval-policy" },
        { "DELETE", $"/api/v1/issuers/me/api-keys/{Guid.Empty}" }, { "POST", "/api/v1/achievements" }, { "GET", "/api/v1/achievements" },
        { "POST", "/api/v1/batches" }, { "GET", "/api/v1/batches" }, { "GET", $"/api/v1/batches/{Guid.Empty}" }, { "POST", $"/api/v1/batches/{Guid.Empty}/approve" },
        { "POST", $"/api/v1/batches/{Guid.Empty}/imports" }, { "GET", $"/api/v1/batches/{Guid.Empty}/bundles" }, { "POST", "/api/v1/credentials" },
        { "GET", $"/api/v1/credentials/{Guid.Empty}" }, { "GET", $"/api/v1/credentials/{Guid.Empty}/bundle" },
        { "POST", "/api/v1/issuers" }, { "POST", $"/api/v1/issuers/{Guid.Empty}/api-keys" },
    };

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Nobody_passes_without_a_key(string method, string path)
    {
        var body = method == "GET" || method == "DELETE" ? null : new StringContent("{}", null, "application/json");
        if (path.EndsWith("/imports", StringComparison.Ordinal)) body = new StringContent("a,b\n", null, "text/csv");
        if (path is "/api/v1/issuers") body = new StringContent("""{"name":"x","timeZone":"UTC"}""", null, "application/json");
        if (path is "/api/v1/batches" && method == "POST") body = new StringContent($$"""{"achievementId":"{{Guid.Empty}}"}""", null, "application/json");
        if (path is "/api/v1/credentials") body = new StringContent($$"""{"draft":{ },"achievementId":"{{Guid.Empty}}"}""", null, "application/json");
        if (path.EndsWith("/api-keys", StringComparison.Ordinal)) body = new StringContent("""{"scopes":["read"]}""", null, "application/json");
        var answer = await web.Anybody.SendAsync(new HttpMethod(method), path, body);
        answer.IsProblem(HttpStatusCode.Unauthorized, "access.key_unknown");
        Assert.Contains(answer.Headers.WwwAuthenticate, header => header.Scheme == "Bearer");
    }

    [Theory]
    [InlineData("anchor_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("anchor_")]
    [InlineData("x")]
    [InlineData(WebFixture.Passphrase)]
    public async Task An_unknown_key_is_refused(string key) =>
        (await web.Anybody.With(key).GetAsync("/api/v1/issuers/me")).IsProblem(HttpStatusCode.Unauthorized, "access.key_unknown");

    [Fact]
    public async Task A_key_of_two_hundred_kilobytes_is_refused_by_the_server()
    {
        var answer = await web.Anybody.With(new string('a', 200_000)).GetAsync("/api/v1/issuers/me");
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.Status);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_from_then_on()
    {
        var issuer = await web.RegisterAsync();
        var (id, key) = await web.KeyAsync(issuer.Id, "read");
        (await web.Anybody.With(key).GetAsync("/api/v1/issuers/me")).Ok();
        var revoked = await issuer.Api.SendAsync(HttpMethod.Delete, $"/api/v1/issuers/me/api-keys/{id}", null);
        Assert.Equal(HttpStatusCode.NoContent, revoked.Status);
        (await web.Anybody.With(key).GetAsync("/api/v1/issuers/me")).IsProblem(HttpStatusCode.Unauthorized, "access.key_unknown");
    }

    [Fact]
    public async Task Another_issuers_key_cannot_be_revoked()
    {
        var (one, other) = (await web.RegisterAsync(), await web.RegisterAsync());
        (await one.Api.SendAsync(HttpMethod.Delete, $"/api/v1/issuers/me/api-keys/{other.KeyId}", null)).IsProblem(HttpStatusCode.NotFound, "access.key_not_found");
        (await other.Api.GetAsync("/api/v1/issuers/me")).Ok();
    }

    [Theory]
    [InlineData("read", "POST", "/api/v1/achievements")]
    [InlineData("issue", "GET", "/api/v1/batches")]
    [InlineData("approve", "POST", "/api/v1/achievements")]
    [InlineData("revoke", "GET", "/api/v1/issuers/me")]
    [InlineData("issue", "PUT", "/api/v1/issuers/me/approval-policy")]
    public async Task A_key_without_the_scope_is_forbidden(string scope, string method, string path)
    {
        var issuer = await web.RegisterAsync();
        var (_, key) = await web.KeyAsync(issuer.Id, scope);
        var body = method == "GET" ? null : new StringContent(path.EndsWith("policy", StringComparison.Ordinal) ? """{"secondPersonApproves":true}""" : WebFixture.SampleAchievement, null, "application/json");
        (await web.Anybody.With(key).SendAsync(new HttpMethod(method), path, body)).IsProblem(HttpStatusCode.Forbidden, "access.scope_missing");
    }

    [Fact]
    public async Task An_issuers_key_registers_no_issuer_and_the_operators_key_speaks_for_none()
    {
        var issuer = await web.RegisterAsync();
        (await issuer.Api.PostAsync("/api/v1/issuers", new { name = "X", timeZone = "UTC" })).IsProblem(HttpStatusCode.Unauthorized, "access.key_unknown");
        (await web.Operator.GetAsync("/api/v1/issuers/me")).IsProblem(HttpStatusCode.Unauthorized, "access.key_unknown");
    }

    [Fact]
    public async Task Unknown_scopes_are_refused()
    {
        var issuer = await web.RegisterAsync();
        foreach (var scopes in new[] { """["read","root"]""", "[]", "[null]", "null" })
            (await web.Operator.PostAsync($"/api/v1/issuers/{issuer.Id}/api-keys", $$"""{"scopes":{{scopes}}}""")).IsProblem(HttpStatusCode.BadRequest, "access.scope_unknown");
        (await web.Operator.PostAsync($"/api/v1/issuers/{Guid.NewGuid()}/api-keys", new { scopes = new[] { "read" } })).IsProblem(HttpStatusCode.NotFound, "issuer.not_found");
    }
}
