using System.Net;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class NetworkTests(WebFixture web)
{
    private const string Csv = "nombre,apellidos,correo,fecha,calificación\nÍñigo,\"O'Muestra\",graduado@alumnado.example,2026-03-01,90\n";

    private string Reconcile => $"/api/v1/networks/{web.Network.ChainId}/reconcile";

    [Fact]
    public async Task A_forecast_is_given_to_those_who_may_read()
    {
        var issuer = await web.ReadyAsync();
        var batch = await WebFixture.OpenAsync(issuer);
        var (_, reader) = await web.KeyAsync(issuer.Id, "read");
        var forecast = (await web.Anybody.With(reader).PostAsync($"/api/v1/batches/{batch}/forecast", "")).Ok();
        Assert.Equal(issuer.Account, forecast.GetProperty("payer").GetProperty("account").GetString());
        Assert.True(forecast.GetProperty("payer").GetProperty("isEnough").GetBoolean());
        Assert.Matches("^[1-9][0-9]*$", forecast.GetProperty("costNow").GetString());
        Assert.Equal(0, forecast.GetProperty("warnings").GetArrayLength());
        var (_, other) = await web.KeyAsync(issuer.Id, "issue", "approve", "revoke", "admin");
        (await web.Anybody.With(other).PostAsync($"/api/v1/batches/{batch}/forecast", "")).IsProblem(HttpStatusCode.Forbidden, "access.scope_missing");
        (await web.Anybody.PostAsync($"/api/v1/batches/{batch}/forecast", "")).IsProblem(HttpStatusCode.Unauthorized, "access.key_unknown");
        var stranger = await web.RegisterAsync();
        (await stranger.Api.PostAsync($"/api/v1/batches/{batch}/forecast", "")).IsProblem(HttpStatusCode.NotFound, "batch.not_found");
        (await issuer.Api.PostAsync($"/api/v1/batches/{Guid.Empty}/forecast", "")).IsProblem(HttpStatusCode.NotFound, "batch.not_found");
    }

    [Fact]
    public async Task Networks_are_told_to_those_who_may_read_with_their_own_accounts_only()
    {
        var (issuer, other) = (await web.ReadyAsync(), await web.ReadyAsync());
        await WebFixture.AnchoredAsync(issuer, Csv);
        var answer = await issuer.Api.GetAsync("/api/v1/networks");
        var network = Assert.Single(answer.Ok().GetProperty("items").EnumerateArray());
        Assert.Equal((web.Network.ChainId, "direct", "issuer"), (network.GetProperty("chainId").GetUInt64(), network.GetProperty("writePath").GetString(), network.GetProperty("paidBy").GetString()));
        Assert.Equal("well", network.GetProperty("nodes")[0].GetProperty("state").GetString());
        Assert.Equal(issuer.Account, Assert.Single(network.GetProperty("accounts").EnumerateArray()).GetProperty("account").GetString());
        Assert.DoesNotContain(other.Account, answer.Text, StringComparison.Ordinal);
        var (_, key) = await web.KeyAsync(issuer.Id, "issue");
        (await web.Anybody.With(key).GetAsync("/api/v1/networks")).IsProblem(HttpStatusCode.Forbidden, "access.scope_missing");
        (await web.Anybody.GetAsync("/api/v1/networks")).IsProblem(HttpStatusCode.Unauthorized, "access.key_unknown");
    }

    [Fact]
    public async Task A_comparison_is_for_administrators_and_finds_no_difference_in_what_was_just_anchored()
    {
        var issuer = await web.ReadyAsync();
        await WebFixture.AnchoredAsync(issuer, Csv);
        var (events, next) = (0, (ulong?)null);
        do
        {
            var stretch = (await issuer.Api.PostAsync(Reconcile, next is null ? "{}" : $$"""{"fromBlock":{{next}},"limit":7}""")).Ok();
            Assert.Equal(0, stretch.GetProperty("differences").GetArrayLength());
            events += stretch.GetProperty("events").GetInt32();
            next = stretch.TryGetProperty("next", out var following) ? following.GetUInt64() : null;
        }
        while (next is not null);
        Assert.Equal(1, events);
        (await issuer.Api.PostAsync(Reconcile, "")).Ok();
        var (_, key) = await web.KeyAsync(issuer.Id, "read", "issue", "approve", "revoke");
        (await web.Anybody.With(key).PostAsync(Reconcile, "{}")).IsProblem(HttpStatusCode.Forbidden, "access.scope_missing");
        (await web.Anybody.PostAsync(Reconcile, "{}")).IsProblem(HttpStatusCode.Unauthorized, "access.key_unknown");
    }

    [Theory]
    [InlineData("{", "request.malformed")]
    [InlineData("""{"fromBlock":-1}""", "request.malformed")]
    [InlineData("""{"fromBlock":"0x1"}""", "request.malformed")]
    [InlineData("""{"limit":99999999999}""", "request.malformed")]
    [InlineData("""{"limit":0}""", "reconcile.limit")]
    [InlineData("""{"limit":-1}""", "reconcile.limit")]
    [InlineData("""{"limit":1000001}""", "reconcile.limit")]
    public async Task Bad_stretches_are_the_senders_fault(string body, string code)
    {
        var issuer = await web.ReadyAsync();
        (await issuer.Api.PostAsync(Reconcile, body)).IsProblem(HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task The_last_block_that_a_number_can_name_is_no_fault()
    {
        var issuer = await web.ReadyAsync();
        var stretch = (await issuer.Api.PostAsync(Reconcile, """{"fromBlock":18446744073709551615}""")).Ok();
        Assert.Equal(0, stretch.GetProperty("differences").GetArrayLength());
        Assert.False(stretch.TryGetProperty("next", out _));
    }

    [Theory]
    [InlineData("1", HttpStatusCode.NotFound, "network.unknown")]
    [InlineData("-1", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("99999999999999999999999", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("polygon", HttpStatusCode.BadRequest, "request.malformed")]
    public async Task Networks_that_are_none_are_refused(string chainId, HttpStatusCode status, string code)
    {
        var issuer = await web.ReadyAsync();
        (await issuer.Api.PostAsync($"/api/v1/networks/{chainId}/reconcile", "{}")).IsProblem(status, code);
    }

    [Fact]
    public async Task An_issuer_without_an_account_has_nothing_to_compare()
    {
        var issuer = await web.RegisterAsync();
        (await issuer.Api.PostAsync(Reconcile, "{}")).IsProblem(HttpStatusCode.Conflict, "issuer.no_account");
        Assert.Equal(0, (await issuer.Api.GetAsync("/api/v1/networks")).Ok().GetProperty("items")[0].GetProperty("accounts").GetArrayLength());
    }
}
