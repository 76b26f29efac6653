using System.Net;
using Anchor.Credentials.Bindings;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class IssuerTests(WebFixture web)
{
    [Fact]
    public async Task Registering_again_with_the_same_key_gives_the_same_issuer()
    {
        var body = new { name = "Colegio Imaginario", timeZone = "America/Guatemala" };
        var first = (await web.Operator.PostAsync("/api/v1/issuers", body, "colegio")).Ok(HttpStatusCode.Created);
        var again = (await web.Operator.PostAsync("/api/v1/issuers", body, "colegio")).Ok(HttpStatusCode.Created);
        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.StartsWith("did:key:z6Mk", first.GetProperty("did").GetString(), StringComparison.Ordinal);
        (await web.Operator.PostAsync("/api/v1/issuers", body with { name = "Otro" }, "colegio")).IsProblem(HttpStatusCode.Conflict, "idempotency.key_reused");
    }

    [Theory]
    [InlineData("""{"name":"","timeZone":"UTC"}""", "issuer.name_missing")]
    [InlineData("""{"timeZone":"UTC"}""", "issuer.name_missing")]
    [InlineData("""{"name":"X","timeZone":"Mars/Olympus"}""", "timezone.unknown")]
    [InlineData("""{"name":"X"}""", "timezone.unknown")]
    [InlineData("""{"name":"X","timeZone":"UTC","url":"javascript:alert(1)"}""", "issuer.url_invalid")]
    public async Task A_wrong_registration_is_refused_with_its_reason(string body, string code) =>
        (await web.Operator.PostAsync("/api/v1/issuers", body)).IsProblem(HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task An_idempotency_key_has_printable_ascii() =>
        (await web.Operator.PostAsync("/api/v1/issuers", new { name = "X", timeZone = "UTC" }, "two\twords")).IsProblem(HttpStatusCode.BadRequest, "idempotency.key_malformed");

    [Fact]
    public async Task An_idempotency_key_has_at_most_200_letters() =>
        (await web.Operator.PostAsync("/api/v1/issuers", new { name = "X", timeZone = "UTC" }, new string('k', 201))).IsProblem(HttpStatusCode.BadRequest, "idempotency.key_malformed");

    [Fact]
    public async Task The_binding_is_public_and_names_the_account()
    {
        var issuer = await web.RegisterAsync();
        (await web.Anybody.GetAsync($"/api/v1/issuers/{issuer.Id}/binding")).IsProblem(HttpStatusCode.NotFound, "issuer.no_account");
        var added = (await issuer.Api.PostAsync("/api/v1/issuers/me/accounts", new { chainId = web.Network.ChainId })).Ok();
        var again = (await issuer.Api.PostAsync("/api/v1/issuers/me/accounts", new { chainId = web.Network.ChainId })).Ok();
        Assert.Equal(added.GetRawText(), again.GetRawText());

        var answer = await web.Anybody.GetAsync($"/api/v1/issuers/{issuer.Id}/binding");
        Assert.Equal(IssuerBinding.MediaType, answer.MediaType);
        var binding = IssuerBinding.Verify(System.Text.Encoding.UTF8.GetBytes(answer.Text)).Value;
        Assert.Equal(issuer.Did, binding.Issuer);
        Assert.True(Assert.Single(binding.Accounts).Is(web.Network.ChainId, added.GetProperty("account").GetString()!));
        Assert.Equal(answer.Text, (await issuer.Api.GetAsync("/api/v1/issuers/me")).Ok().GetProperty("binding").GetString());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("18446744073709551615")]
    public async Task An_account_on_an_unknown_chain_is_refused(string chainId)
    {
        var issuer = await web.RegisterAsync();
        (await issuer.Api.PostAsync("/api/v1/issuers/me/accounts", $$"""{"chainId":{{chainId}}}""")).IsProblem(HttpStatusCode.BadRequest, "network.unknown");
    }

    [Fact]
    public async Task Where_a_second_person_approves_the_importer_may_not()
    {
        var issuer = await web.ReadyAsync();
        var policy = await issuer.Api.SendAsync(HttpMethod.Put, "/api/v1/issuers/me/approval-policy", new StringContent("""{"secondPersonApproves":true}""", null, "application/json"));
        Assert.True(policy.Ok().GetProperty("secondPersonApproves").GetBoolean());
        var batch = await WebFixture.OpenAsync(issuer);
        (await issuer.Api.PostTextAsync($"/api/v1/batches/{batch}/imports", ImportTests.Csv(2), "text/csv")).Ok();
        (await issuer.Api.PostAsync($"/api/v1/batches/{batch}/approve", "{}")).IsProblem(HttpStatusCode.Forbidden, "batch.own_approval_forbidden");
        var (_, second) = await web.KeyAsync(issuer.Id, "approve", "read");
        var approved = (await web.Anybody.With(second).PostAsync($"/api/v1/batches/{batch}/approve", "{}")).Ok();
        Assert.NotEqual("open", approved.GetProperty("status").GetString());
    }
}
