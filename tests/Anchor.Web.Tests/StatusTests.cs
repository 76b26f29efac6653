using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Tests.Support;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class StatusTests(WebFixture web)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_revoked_a_suspended_an_expired_and_a_future_credential_each_read_differently()
    {
        var issuer = await web.ReadyAsync();
        await web.WriteTrustAsync([(issuer.Did, "Universidad Inventada")]);
        var (revoked, suspended, expired, future) = (await IssueAsync(issuer), await IssueAsync(issuer), await IssueAsync(issuer, "2020-01-01", "2021-01-01"), await IssueAsync(issuer, "2090-01-01"));
        var untouched = await IssueAsync(issuer);
        (await issuer.Api.PostAsync($"/api/v1/credentials/{Id(revoked)}/revoke", new { reason = "data-incorrect", effective = "2026-11-01" })).Ok();
        (await issuer.Api.PostAsync($"/api/v1/credentials/{Id(suspended)}/suspend", new { reason = "under-review" })).Ok();

        Assert.Equal((null, "The issuer's status list does not revoke this credential."), await StatusAsync(untouched));
        Assert.Equal(
            ("status.revoked", "The issuer has revoked this credential, since 2026-11-01; the reason given: something that it says is not correct."), await StatusAsync(revoked));
        var (code, words) = await StatusAsync(suspended);
        Assert.Equal("status.suspended", code);
        Assert.EndsWith("; the reason given: it is being reviewed.", words, StringComparison.Ordinal);
        Assert.Equal(("credential.expired", "credential.not_yet_valid"), ((await CheckAsync(expired, "validity")).Code, (await CheckAsync(future, "validity")).Code));

        var summaries = new List<string>();
        foreach (var each in new[] { revoked, suspended, expired, future, untouched }) summaries.Add((await VerifyAsync(each)).GetProperty("summary").GetString()!);
        Assert.Equal(5, summaries.Distinct().Count());

        (await issuer.Api.PostAsync($"/api/v1/credentials/{Id(suspended)}/reinstate", new { reason = "review-ended" })).Ok();
        Assert.Null((await StatusAsync(suspended)).Code);
    }

    [Fact]
    public async Task A_list_is_served_to_everybody_with_a_tag()
    {
        var issuer = await web.ReadyAsync();
        var credential = await IssueAsync(issuer);
        var url = new Uri(credential.GetProperty("credentialStatus")[0].GetProperty("statusListCredential").GetString()!).AbsolutePath;
        var first = await web.Anybody.GetAsync(url);
        first.Ok();
        Assert.Equal("application/vc+ld+json", first.MediaType);
        Assert.Equal("*", first.Headers.GetValues("Access-Control-Allow-Origin").Single());
        var tag = first.Headers.ETag!;
        Assert.Equal(HttpStatusCode.NotModified, (await WithTagAsync(url, tag)).Status);

        (await issuer.Api.PostAsync($"/api/v1/credentials/{Id(credential)}/revoke", new { reason = "other" })).Ok();
        var second = await WithTagAsync(url, tag);
        second.Ok();
        Assert.NotEqual(tag, second.Headers.ETag);
        Assert.NotEqual(first.Text, second.Text);
        var statement = (await web.Anybody.GetAsync($"{url}/{credential.GetProperty("credentialStatus")[0].GetProperty("statusListIndex").GetString()}")).Ok();
        Assert.Equal("other", statement.GetProperty("code").GetString());
        Assert.Equal(["since", "reason", "code"], statement.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("/status/{0}/99/revocation", "status_list.not_found")]
    [InlineData("/status/00000000000000000000000000000000/1/revocation", "status_list.not_found")]
    [InlineData("/status/{0}/1/refresh", "request.not_found")]
    [InlineData("/status/{0}/0/revocation", "request.not_found")]
    [InlineData("/status/{0}/1/revocation/-1", "request.not_found")]
    [InlineData("/status/{0}/1/revocation/5", "status.nothing_stated")]
    public async Task What_is_not_there_is_not_found(string path, string code)
    {
        var issuer = await web.RegisterAsync();
        (await web.Anybody.GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, issuer.Id.ToString("n")))).IsProblem(HttpStatusCode.NotFound, code);
    }

    [Fact]
    public async Task Many_are_changed_at_once_and_bad_requests_change_nothing()
    {
        var issuer = await web.ReadyAsync();
        var (one, two) = (await IssueAsync(issuer), await IssueAsync(issuer));
        var outcome = (await issuer.Api.PostAsync("/api/v1/credentials/revoke", new { ids = new[] { Id(one), Id(two), Guid.Empty }, reason = "issued-in-error", preview = true })).Ok();
        Assert.Equal((2, "credential.not_found"), (outcome.GetProperty("changed").GetInt32(), outcome.GetProperty("refused")[0].GetProperty("code").GetString()));
        Assert.Null((await StatusAsync(one)).Code);

        (await issuer.Api.PostAsync("/api/v1/credentials/revoke", new { ids = Array.Empty<Guid>(), reason = "other" })).IsProblem(HttpStatusCode.BadRequest, "status.none_named");
        (await issuer.Api.PostAsync("/api/v1/credentials/revoke", new { reason = "other" })).IsProblem(HttpStatusCode.BadRequest, "status.none_named");
        (await issuer.Api.PostAsync("/api/v1/credentials/revoke", new { ids = Enumerable.Range(0, 10_001).Select(_ => Guid.NewGuid()), reason = "other" })).IsProblem(HttpStatusCode.BadRequest, "status.too_many");
        (await issuer.Api.PostAsync($"/api/v1/credentials/{Id(one)}/revoke", new { reason = "porque sí" })).IsProblem(HttpStatusCode.BadRequest, "status.reason_unknown");
        (await issuer.Api.PostAsync($"/api/v1/credentials/{Id(one)}/revoke", new { })).IsProblem(HttpStatusCode.BadRequest, "status.reason_unknown");
        (await issuer.Api.PostAsync($"/api/v1/credentials/{Id(one)}/revoke", new { reason = "other", effective = "31/12/2026" })).IsProblem(HttpStatusCode.BadRequest, "status.effective_malformed");
        (await issuer.Api.PostAsync($"/api/v1/credentials/{Guid.NewGuid()}/revoke", new { reason = "other" })).IsProblem(HttpStatusCode.NotFound, "credential.not_found");
        (await issuer.Api.PostAsync($"/api/v1/batches/{Guid.NewGuid()}/revoke", new { reason = "other" })).IsProblem(HttpStatusCode.NotFound, "batch.not_found");
        var (_, weak) = await web.KeyAsync(issuer.Id, "read", "issue");
        (await web.Anybody.With(weak).PostAsync($"/api/v1/credentials/{Id(one)}/revoke", new { reason = "other" })).IsProblem(HttpStatusCode.Forbidden, "access.scope_missing");
        Assert.Null((await StatusAsync(one)).Code);

        (await issuer.Api.PostAsync($"/api/v1/credentials/{Id(one)}/revoke", new { reason = "other" })).Ok();
        (await issuer.Api.PostAsync($"/api/v1/credentials/{Id(one)}/suspend", new { reason = "other" })).IsProblem(HttpStatusCode.Conflict, "status.revoked");
    }

    [Fact]
    public async Task A_whole_batch_is_suspended_and_reinstated()
    {
        var issuer = await web.ReadyAsync();
        var csv = "nombre,apellidos,correo,fecha\n" + string.Concat(Enumerable.Range(0, 5).Select(i => $"Ana,Ejemplo {i},ana.{i}@alumnado.example,2026-03-01\n"));
        var (batch, lines) = await WebFixture.AnchoredAsync(issuer, csv);
        var first = (await issuer.Api.PostAsync($"/api/v1/batches/{batch}/suspend", new { reason = "under-review", limit = 3 })).Ok();
        Assert.Equal((3, 3), (first.GetProperty("changed").GetInt32(), first.GetProperty("next").GetInt32()));
        var rest = (await issuer.Api.PostAsync($"/api/v1/batches/{batch}/suspend", new { reason = "under-review", from = 3 })).Ok();
        Assert.Equal(2, rest.GetProperty("changed").GetInt32());
        Assert.False(rest.TryGetProperty("next", out _));
        foreach (var line in lines) Assert.Equal("status.suspended", (await StatusOfBundleAsync(line)).Code);
        (await issuer.Api.PostAsync($"/api/v1/batches/{batch}/reinstate", new { reason = "review-ended" })).Ok();
        foreach (var line in lines) Assert.Null((await StatusOfBundleAsync(line)).Code);
        (await issuer.Api.PostAsync($"/api/v1/batches/{batch}/suspend", new { reason = "other", from = -1 })).IsProblem(HttpStatusCode.BadRequest, "status.range");
        (await issuer.Api.PostAsync($"/api/v1/batches/{batch}/suspend", new { reason = "other", limit = 10_001 })).IsProblem(HttpStatusCode.BadRequest, "status.range");
    }

    [Fact]
    public async Task Others_code_reads_the_lists_of_the_host()
    {
        var issuer = await web.ReadyAsync();
        var (revoked, suspended, good) = (await IssueAsync(issuer), await IssueAsync(issuer), await IssueAsync(issuer));
        (await issuer.Api.PostAsync($"/api/v1/credentials/{Id(revoked)}/revoke", new { reason = "misconduct" })).Ok();
        (await issuer.Api.PostAsync($"/api/v1/credentials/{Id(suspended)}/suspend", new { reason = "under-review" })).Ok();
        var lists = new Dictionary<string, JsonElement>();
        foreach (var entry in good.GetProperty("credentialStatus").EnumerateArray())
        {
            var url = entry.GetProperty("statusListCredential").GetString()!;
            lists[url] = (await web.Anybody.GetAsync(new Uri(url).AbsolutePath)).Ok();
        }
        var changed = lists.ToDictionary(list => list.Key, list => JsonNode.Parse(list.Value.GetRawText()));
        foreach (var list in changed.Values) list!["validUntil"] = "2099-01-01T00:00:00Z";

        using var peer = NodePeer.Start("tests", "Anchor.Verification.Tests", "peers", "status.mjs");
        var answers = peer.Ask(new object[]
        {
            new { op = "check", document = good, lists }, new { op = "check", document = revoked, lists }, new { op = "check", document = suspended, lists },
            new { op = "check", document = good, lists = changed },
        });
        Assert.True(answers[0].GetProperty("verified").GetBoolean(), answers[0].GetRawText());
        Assert.Equal([false, false], SetBits(answers[0]));
        Assert.Equal([true, false], SetBits(answers[1]));
        Assert.Equal([false, true], SetBits(answers[2]));
        // Their library tells the bit apart from whether it could be read.
        Assert.All([answers[1], answers[2]], answer => Assert.True(answer.GetProperty("verified").GetBoolean()));
        Assert.False(answers[3].GetProperty("verified").GetBoolean());
    }

    private static IEnumerable<bool> SetBits(JsonElement answer) => answer.GetProperty("status").EnumerateArray().Select(each => each.GetProperty("set").GetBoolean());

    private static Guid Id(JsonElement credential) => Guid.Parse(credential.GetProperty("id").GetString()!["urn:uuid:".Length..]);

    private static async Task<JsonElement> IssueAsync(TestIssuer issuer, string awarded = "2026-03-01", string? until = null)
    {
        var draft = new Dictionary<string, string>
        {
            ["identifier"] = $"{Guid.NewGuid():n}@alumnado.example", ["identityType"] = "emailAddress", ["name"] = "Ana Ejemplo", ["awardedDate"] = awarded,
        };
        if (until is not null) draft["validUntil"] = until;
        return (await issuer.Api.PostAsync("/api/v1/credentials", new { achievementId = issuer.AchievementId, draft })).Ok(HttpStatusCode.Created).GetProperty("credential");
    }

    private async Task<JsonElement> VerifyAsync(JsonElement credential) => (await web.Anybody.PostTextAsync("/api/v1/verify", credential.GetRawText(), "application/vc+ld+json")).Ok();

    private async Task<(string? Code, string Words)> StatusAsync(JsonElement credential) => await CheckAsync(credential, "status");

    private async Task<(string? Code, string Words)> CheckAsync(JsonElement credential, string name) => Find(await VerifyAsync(credential), name);

    private async Task<(string? Code, string Words)> StatusOfBundleAsync(string line) =>
        Find((await web.Anybody.PostTextAsync("/api/v1/verify", JsonDocument.Parse(line).RootElement.GetProperty("bundle").GetRawText(), "application/json")).Ok(), "status");

    private static (string? Code, string Words) Find(JsonElement report, string name)
    {
        var check = report.GetProperty("checks").EnumerateArray().Single(each => each.GetProperty("name").GetString() == name);
        return (check.TryGetProperty("code", out var code) ? code.GetString() : null, check.GetProperty("words").GetString()!);
    }

    private async Task<Answer> WithTagAsync(string url, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.IfNoneMatch.Add(tag);
        return await Answer.OfAsync(await web.Anybody.Http.SendAsync(request, Token), Token);
    }
}
