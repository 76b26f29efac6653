using System.Net;
using System.Text;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Jwt;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class CredentialTests(WebFixture web)
{
    [Fact]
    public async Task A_single_credential_is_issued_at_once_and_once()
    {
        var issuer = await web.ReadyAsync();
        var first = (await issuer.Api.PostAsync("/api/v1/credentials", Body(issuer), "one")).Ok(HttpStatusCode.Created);
        var again = (await issuer.Api.PostAsync("/api/v1/credentials", Body(issuer), "one")).Ok(HttpStatusCode.Created);
        var id = first.GetProperty("id").GetGuid();
        Assert.Equal(id, again.GetProperty("id").GetGuid());
        Assert.Equal(first.GetProperty("credential").GetRawText(), again.GetProperty("credential").GetRawText());
        Assert.Equal("eddsa-rdfc-2022", first.GetProperty("credential").GetProperty("proof")[0].GetProperty("cryptosuite").GetString());
        Assert.Equal($"https://anchor.example/c/{id}", first.GetProperty("page").GetString());
        Assert.False(first.GetProperty("anchored").GetBoolean());
        (await issuer.Api.PostAsync("/api/v1/credentials", Body(issuer, "otra@alumnado.example"), "one")).IsProblem(HttpStatusCode.Conflict, "idempotency.key_reused");
    }

    [Fact]
    public async Task A_credential_is_a_jwt_when_that_is_asked_for()
    {
        var issuer = await web.ReadyAsync();
        var issued = (await issuer.Api.PostAsync("/api/v1/credentials", new { achievementId = issuer.AchievementId, draft = Draft(), format = "vc-jwt" })).Ok(HttpStatusCode.Created);
        Assert.True(VcJwt.Verify(Encoding.ASCII.GetBytes(issued.GetProperty("credential").GetString()!)).IsOk);
        (await issuer.Api.PostAsync("/api/v1/credentials", new { achievementId = issuer.AchievementId, draft = Draft(), format = "pdf" })).IsProblem(HttpStatusCode.BadRequest, "format.unknown");
    }

    [Fact]
    public async Task Evidence_is_carried_and_a_result_without_description_is_refused()
    {
        var issuer = await web.ReadyAsync();
        var issued = (await issuer.Api.PostAsync("/api/v1/credentials", new { achievementId = issuer.AchievementId, draft = Draft(evidence: "https://universidad.example/p/1") })).Ok(HttpStatusCode.Created);
        Assert.Equal("https://universidad.example/p/1", issued.GetProperty("credential").GetProperty("evidence")[0].GetProperty("id").GetString());
        (await issuer.Api.PostAsync("/api/v1/credentials", new { achievementId = issuer.AchievementId, draft = Draft(result: "urn:uuid:0190f5c2-7a3b-7c1d-9e2f-0000000000ff") }))
            .IsProblem(HttpStatusCode.BadRequest, "ob.result");
    }

    [Fact]
    public async Task A_badge_is_a_picture_that_verifies()
    {
        var issuer = await web.ReadyAsync();
        var id = (await issuer.Api.PostAsync("/api/v1/credentials", Body(issuer))).Ok(HttpStatusCode.Created).GetProperty("id").GetGuid();
        foreach (var badge in new[] { await issuer.Api.GetAsync($"/api/v1/credentials/{id}/badge"), await web.Anybody.GetAsync($"/c/{id}/badge") })
        {
            Assert.Equal((HttpStatusCode.OK, "image/svg+xml"), (badge.Status, badge.MediaType));
            Assert.DoesNotContain("Única", badge.Text[..badge.Text.IndexOf("<openbadges:", StringComparison.Ordinal)], StringComparison.Ordinal);
            var report = (await web.Anybody.PostTextAsync("/api/v1/verify", badge.Text, "image/svg+xml")).Ok();
            Assert.Equal($"urn:uuid:{id}", report.GetProperty("credential").GetProperty("id").GetString());
            Assert.Equal("passed", report.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "signature").GetProperty("result").GetString());
        }
        (await issuer.Api.GetAsync($"/api/v1/credentials/{Guid.NewGuid()}/badge")).IsProblem(HttpStatusCode.NotFound, "credential.not_found");
        Assert.Equal(HttpStatusCode.NotFound, (await web.Anybody.GetAsync($"/c/{Guid.NewGuid()}/badge")).Status);
    }

    [Fact]
    public async Task Single_credentials_are_gathered_and_anchored()
    {
        var issuer = await web.ReadyAsync();
        var id = (await issuer.Api.PostAsync("/api/v1/credentials", Body(issuer))).Ok(HttpStatusCode.Created).GetProperty("id").GetGuid();
        await WebFixture.UntilAsync(async () => (await issuer.Api.GetAsync($"/api/v1/credentials/{id}")).Ok().GetProperty("anchored").GetBoolean());
        var answer = await issuer.Api.GetAsync($"/api/v1/credentials/{id}/bundle");
        Assert.Equal(Bundle.MediaType, answer.MediaType);
        var bundle = Bundle.Read(Encoding.UTF8.GetBytes(answer.Text)).Value;
        Assert.Equal(issuer.Account, Assert.Single(bundle.Anchors).IssuerAccount);
    }

    [Theory]
    [InlineData("""{"draft":{"identifier":"a"}}""", "draft.malformed")]
    [InlineData("""{"draft":[]}""", "draft.malformed")]
    [InlineData("""{}""", "draft.malformed")]
    [InlineData("""{"draft":{"identifier":"a","identifier":"b","identityType":"emailAddress","name":"X","awardedDate":"2026-01-01"}}""", "request.malformed")]
    public async Task A_draft_that_is_none_is_refused(string body, string code)
    {
        var issuer = await web.RegisterAsync();
        (await issuer.Api.PostAsync("/api/v1/credentials", body)).IsProblem(HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task Another_issuers_credential_is_not_found()
    {
        var (one, other) = (await web.ReadyAsync(), await web.ReadyAsync());
        var id = (await one.Api.PostAsync("/api/v1/credentials", Body(one))).Ok(HttpStatusCode.Created).GetProperty("id").GetGuid();
        (await other.Api.GetAsync($"/api/v1/credentials/{id}")).IsProblem(HttpStatusCode.NotFound, "credential.not_found");
        (await other.Api.GetAsync($"/api/v1/credentials/{id}/bundle")).IsProblem(HttpStatusCode.NotFound, "credential.not_found");
        (await other.Api.PostAsync("/api/v1/credentials", Body(one))).IsProblem(HttpStatusCode.NotFound, "achievement.not_found");
    }

    [Fact]
    public async Task Bundles_of_a_batch_come_as_lines_from_any_index_on()
    {
        var issuer = await web.ReadyAsync();
        var (batch, lines) = await WebFixture.AnchoredAsync(issuer, ImportTests.Csv(5));
        Assert.Equal([0, 1, 2, 3, 4], lines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("index").GetInt32()));
        var tail = await issuer.Api.GetAsync($"/api/v1/batches/{batch}/bundles?from=3");
        Assert.Equal("application/x-ndjson", tail.MediaType);
        Assert.Equal(string.Concat(lines.Skip(3).Select(line => line + "\n")), tail.Text);
        Assert.Equal("", (await issuer.Api.GetAsync($"/api/v1/batches/{batch}/bundles?from=5")).Text);
        Assert.Equal("", (await issuer.Api.GetAsync($"/api/v1/batches/{batch}/bundles?from=9223372036854775807")).Text);
        (await issuer.Api.GetAsync($"/api/v1/batches/{batch}/bundles?from=-1")).IsProblem(HttpStatusCode.BadRequest, "page.from");
        (await (await web.RegisterAsync()).Api.GetAsync($"/api/v1/batches/{batch}/bundles")).IsProblem(HttpStatusCode.NotFound, "batch.not_found");
    }

    private static Dictionary<string, object> Draft(string? evidence = null, string? result = null)
    {
        var draft = new Dictionary<string, object>
        {
            ["identifier"] = "unica@alumnado.example", ["identityType"] = "emailAddress", ["name"] = "Única Inventada", ["awardedDate"] = "2026-03-01",
        };
        if (evidence is not null) draft["evidence"] = new[] { new { id = evidence, narrative = "Proyecto «ñ»" } };
        if (result is not null) draft["results"] = new[] { new { resultDescription = result, value = "1" } };
        return draft;
    }

    internal static object Body(TestIssuer issuer, string identifier = "unica@alumnado.example", string name = "Única Inventada") => new
    {
        achievementId = issuer.AchievementId,
        draft = new { identifier, identityType = "emailAddress", name, awardedDate = "2026-04-01", resultValue = "91" },
    };
}
