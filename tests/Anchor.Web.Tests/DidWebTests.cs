using System.Net;
using System.Text.Json;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class DidWebTests(WebFixture web)
{
    [Fact]
    public async Task An_issuer_of_this_host_has_its_document_where_its_did_says()
    {
        var (id, did, api) = await RegisterAsync(new { name = "Universidad en la Web", timeZone = "Europe/Madrid", didMethod = "web" });
        Assert.Equal($"did:web:anchor.example:issuers:{id:n}", did);
        var answer = await web.Anybody.GetAsync($"/issuers/{id:n}/did.json");
        var document = answer.Ok();
        Assert.Equal("application/did+json", answer.MediaType);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(did, document.GetProperty("id").GetString());
        var method = document.GetProperty("verificationMethod")[0];
        Assert.Equal($"{did}#{method.GetProperty("publicKeyMultibase").GetString()}", method.GetProperty("id").GetString());
        Assert.Equal(method.GetProperty("id").GetString(), document.GetProperty("assertionMethod")[0].GetString());

        var account = (await api.PostAsync("/api/v1/issuers/me/accounts", new { chainId = web.Network.ChainId })).Ok().GetProperty("account").GetString()!;
        document = (await web.Anybody.GetAsync($"/issuers/{id:n}/did.json")).Ok();
        Assert.Equal($"eip155:{web.Network.ChainId}:{account}", document.GetProperty("verificationMethod")[1].GetProperty("blockchainAccountId").GetString());
        Assert.Single(document.GetProperty("assertionMethod").EnumerateArray());
    }

    [Theory]
    [InlineData("data-integrity")]
    [InlineData("vc-jwt")]
    public async Task What_it_issues_is_verified_with_the_key_of_its_document(string format)
    {
        var (id, did, api) = await RegisterAsync(new { name = "Universidad en la Web", timeZone = "Europe/Madrid", didMethod = "web" });
        var account = (await api.PostAsync("/api/v1/issuers/me/accounts", new { chainId = web.Network.ChainId })).Ok().GetProperty("account").GetString()!;
        await web.Node.RpcAsync("anvil_setBalance", account, "0x56bc75e2d63100000");
        var achievement = (await api.PostAsync("/api/v1/achievements", WebFixture.SampleAchievement)).Ok(HttpStatusCode.Created).GetProperty("id").GetGuid();
        await web.WriteTrustAsync([(did, "Universidad en la Web")]);
        var issued = (await api.PostAsync("/api/v1/credentials", new
        {
            achievementId = achievement, format,
            draft = new { identifier = "ana@alumnado.example", identityType = "emailAddress", name = "Ana Ejemplo", awardedDate = "2026-03-01" },
        })).Ok(HttpStatusCode.Created).GetProperty("id").GetGuid();
        await WebFixture.UntilAsync(async () => (await api.GetAsync($"/api/v1/credentials/{issued}")).Ok().GetProperty("anchored").GetBoolean());
        var bundle = await api.GetAsync($"/api/v1/credentials/{issued}/bundle");
        var report = (await web.Anybody.PostTextAsync("/api/v1/verify", bundle.Text, "application/json")).Ok();
        Assert.True(report.GetProperty("verdict").GetString() == "valid", report.GetRawText());

        if (format == "vc-jwt") return;
        var forged = bundle.Text.Replace($"did:web:anchor.example:issuers:{id:n}", $"did:web:anchor.example:issuers:{Guid.NewGuid():n}", StringComparison.Ordinal);
        Assert.NotEqual("valid", (await web.Anybody.PostTextAsync("/api/v1/verify", forged, "application/json")).Ok().GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task A_domain_of_its_own_leads_to_its_document()
    {
        var domain = $"credenciales-{Guid.NewGuid():n}.example";
        var (_, did, _) = await RegisterAsync(new { name = "Universidad con Dominio", timeZone = "UTC", didMethod = "web", domain });
        Assert.Equal($"did:web:{domain}", did);
        Assert.Equal(did, (await WellKnownAsync(domain)).Ok().GetProperty("id").GetString());
        (await WellKnownAsync("otra.example")).IsProblem(HttpStatusCode.NotFound, "issuer.no_did_document");
        (await WellKnownAsync("127.0.0.1")).IsProblem(HttpStatusCode.BadRequest, "did.web_malformed");
        (await web.Operator.PostAsync("/api/v1/issuers", new { name = "Otra", timeZone = "UTC", didMethod = "web", domain })).IsProblem(HttpStatusCode.Conflict, "issuer.domain_taken");
    }

    [Theory]
    [InlineData("""{"name":"U","timeZone":"UTC","didMethod":"ion"}""", "issuer.did_method")]
    [InlineData("""{"name":"U","timeZone":"UTC","domain":"a.example"}""", "issuer.domain_without_web")]
    [InlineData("""{"name":"U","timeZone":"UTC","didMethod":"web","domain":"https://a.example"}""", "issuer.domain_invalid")]
    [InlineData("""{"name":"U","timeZone":"UTC","didMethod":"web","domain":"A.example"}""", "issuer.domain_invalid")]
    [InlineData("""{"name":"U","timeZone":"UTC","didMethod":"web","domain":"10.0.0.1"}""", "issuer.domain_invalid")]
    [InlineData("""{"name":"U","timeZone":"UTC","didMethod":"web","domain":"a.example:0"}""", "issuer.domain_invalid")]
    [InlineData("""{"name":"U","timeZone":"UTC","didMethod":"web","domain":"a.example:443:1"}""", "issuer.domain_invalid")]
    [InlineData("""{"name":"U","timeZone":"UTC","didMethod":"web","domain":""}""", "issuer.domain_invalid")]
    public async Task A_did_that_cannot_be_is_refused(string body, string code) =>
        (await web.Operator.PostAsync("/api/v1/issuers", body)).IsProblem(HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task A_did_key_has_no_document_here()
    {
        var issuer = await web.RegisterAsync();
        (await web.Anybody.GetAsync($"/issuers/{issuer.Id:n}/did.json")).IsProblem(HttpStatusCode.NotFound, "issuer.no_did_document");
        (await web.Anybody.GetAsync($"/issuers/{Guid.NewGuid():n}/did.json")).IsProblem(HttpStatusCode.NotFound, "issuer.not_found");
    }

    private async Task<(Guid Id, string Did, Api Api)> RegisterAsync(object body)
    {
        var issuer = (await web.Operator.PostAsync("/api/v1/issuers", body)).Ok(HttpStatusCode.Created);
        var id = issuer.GetProperty("id").GetGuid();
        var (_, key) = await web.KeyAsync(id, "read", "issue", "approve", "revoke", "admin");
        return (id, issuer.GetProperty("did").GetString()!, web.Anybody.With(key));
    }

    private async Task<Answer> WellKnownAsync(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/did.json");
        request.Headers.Host = host;
        return await Answer.OfAsync(await web.Anybody.Http.SendAsync(request, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
    }
}
