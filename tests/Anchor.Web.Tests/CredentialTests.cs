using System.Net;
using System.Text;
using Anchor.Credentials.Bundles;
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
        Assert.Equal(first.GetProperty("credential").GetString(), again.GetProperty("credential").GetString());
        Assert.Equal($"https://anchor.example/c/{id}", first.GetProperty("page").GetString());
        Assert.False(first.GetProperty("anchored").GetBoolean());
        (await issuer.Api.PostAsync("/api/v1/credentials", Body(issuer, "otra@alumnado.example"), "one")).IsProblem(HttpStatusCode.Conflict, "idempotency.key_reused");
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

    internal static object Body(TestIssuer issuer, string identifier = "unica@alumnado.example", string name = "Única Inventada") => new
    {
        achievementId = issuer.AchievementId,
        draft = new { identifier, identityType = "emailAddress", name, awardedDate = "2026-04-01", resultValue = "91" },
    };
}
