using System.Net;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class BadInputTests(WebFixture web)
{
    public static TheoryData<string> Writes => ["/api/v1/achievements", "/api/v1/batches", "/api/v1/credentials", "/api/v1/issuers/me/accounts"];

    public static MatrixTheoryData<string, string> Malformed => new(
        [.. Writes.Select(path => path.Data)], [" ", "{", "nonsense", "{\"a\":1,}", "{} {}", "\ufeff\ufeff{}"]);

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Json_that_is_none_is_the_senders_fault(string path, string body)
    {
        var issuer = await web.RegisterAsync();
        (await issuer.Api.PostAsync(path, body)).IsProblem(HttpStatusCode.BadRequest, "request.malformed");
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_body_that_is_empty_is_the_senders_fault(string path)
    {
        var issuer = await web.RegisterAsync();
        var answer = await issuer.Api.PostAsync(path, "");
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.Status, answer.MediaType));
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Json_one_hundred_thousand_levels_deep_is_the_senders_fault(string path)
    {
        var issuer = await web.RegisterAsync();
        var deep = "{\"draft\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_001);
        (await issuer.Api.PostAsync(path, deep)).IsProblem(HttpStatusCode.BadRequest, "request.malformed");
        (await issuer.Api.PostAsync(path, new string('[', 100_000) + new string(']', 100_000))).IsProblem(HttpStatusCode.BadRequest, "request.malformed");
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Another_content_type_than_json_is_refused(string path)
    {
        var issuer = await web.RegisterAsync();
        (await issuer.Api.PostTextAsync(path, "a=b", "application/x-www-form-urlencoded")).IsProblem(HttpStatusCode.UnsupportedMediaType, "request.media_type");
    }

    [Fact]
    public async Task A_body_above_the_bound_is_too_large()
    {
        var issuer = await web.RegisterAsync();
        (await issuer.Api.PostAsync("/api/v1/achievements", "{\"name\":\"" + new string('a', 5 << 20) + "\"}")).IsProblem(HttpStatusCode.RequestEntityTooLarge, "request.too_large");
    }

    [Theory]
    [InlineData("""{"name":"A\u0000B","timeZone":"UTC"}""")]
    [InlineData("""{"name":"A\ud800","timeZone":"UTC"}""")]
    [InlineData("""{"name":"A","name":"B","timeZone":"UTC"}""")]
    [InlineData("""{"name":"A","timeZone":"../../../../etc/passwd"}""")]
    [InlineData("""{"name":"A","timeZone":"UTC\u0000"}""")]
    [InlineData("""{"name":"A","timeZone":"UTC","url":"https://x.example/\u0000"}""")]
    public async Task Impossible_text_in_a_registration_is_the_senders_fault(string body)
    {
        var answer = await web.Operator.PostAsync("/api/v1/issuers", body);
        Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{(int)answer.Status} {answer.Text}");
        Assert.Equal("application/problem+json", answer.MediaType);
    }

    [Theory]
    [InlineData("name", """A\u0000B""")]
    [InlineData("name", """A\ud800""")]
    [InlineData("identifier", """a\u0000@alumnado.example""")]
    [InlineData("identityType", """emailAddress\u0000""")]
    [InlineData("resultValue", """9\u00000""")]
    public async Task Impossible_text_about_a_learner_never_breaks_the_host(string member, string value)
    {
        var issuer = await web.ReadyAsync();
        var draft = new Dictionary<string, string>
        {
            ["identifier"] = "a@alumnado.example", ["identityType"] = "emailAddress", ["name"] = "Ada Inventada", ["awardedDate"] = "2026-01-01", ["resultValue"] = "90",
        };
        draft[member] = value;
        var json = "{" + string.Join(',', draft.Select(pair => $"\"{pair.Key}\":\"{pair.Value}\"")) + "}";
        var answer = await issuer.Api.PostAsync("/api/v1/credentials", $"{{\"achievementId\":\"{issuer.AchievementId}\",\"draft\":{json}}}");
        Assert.True(answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.Created, $"{(int)answer.Status} {answer.Text}");
        if (answer.Status == HttpStatusCode.Created)
            Assert.Equal(HttpStatusCode.OK, (await web.Anybody.GetAsync($"/c/{answer.Json.GetProperty("id").GetGuid()}")).Status);
    }

    [Theory]
    [InlineData("GET", "/nothing/here", HttpStatusCode.NotFound, "request.not_found")]
    [InlineData("PATCH", "/api/v1/batches", HttpStatusCode.MethodNotAllowed, "request.method_not_allowed")]
    public async Task What_no_endpoint_takes_is_a_problem_too(string method, string path, HttpStatusCode status, string code) =>
        (await web.Anybody.SendAsync(new HttpMethod(method), path, null)).IsProblem(status, code);

    [Fact]
    public async Task What_fails_inside_is_told_without_its_words()
    {
        var issuer = await web.ReadyAsync();
        var id = (await issuer.Api.PostAsync("/api/v1/credentials", CredentialTests.Body(issuer))).Ok(HttpStatusCode.Created).GetProperty("id").GetGuid();
        await using var damage = web.Database.DataSource.CreateCommand("UPDATE anchor.anchor_documents SET leaf = $2 WHERE id = $1");
        damage.Parameters.Add(new() { Value = id });
        damage.Parameters.Add(new() { Value = new byte[32] });
        Assert.Equal(1, await damage.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        (await issuer.Api.GetAsync($"/api/v1/credentials/{id}")).IsProblem(HttpStatusCode.InternalServerError, "host.failed");
        Assert.Equal(HttpStatusCode.InternalServerError, (await web.Anybody.GetAsync($"/c/{id}")).Status);
        await using var removal = web.Database.DataSource.CreateCommand("DELETE FROM anchor.anchor_documents WHERE id = $1");
        removal.Parameters.Add(new() { Value = id });
        await removal.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Nothing_that_is_sent_to_issue_prove_verify_or_revoke_is_a_fault_of_the_host()
    {
        var issuer = await web.RegisterAsync();
        string[] values = ["null", "1", "1e400", "-99999999999999999999999", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "[null]", "[[]]", "[\"x\"]", "{}", "true", "\"did:key:z1111111111111111111111111111111111111111111111111\"", "\"https://[\""];
        string[] members = ["@context", "id", "type", "issuer", "holder", "credentialSubject", "credentialStatus", "validFrom", "proof", "verifiableCredential"];
        var faults = new List<string>();
        foreach (var value in values)
        {
            foreach (var (path, member) in new[] { ("credentials/issue", "credential"), ("credentials/verify", "verifiableCredential"), ("presentations/prove", "presentation"), ("presentations/verify", "verifiablePresentation") })
            {
                await SendAsync($"/vc/{issuer.Id}/{path}", $$"""{"{{member}}":{{value}}}""");
                await SendAsync($"/vc/{issuer.Id}/{path}", $$"""{"{{member}}":{},"options":{{value}}}""");
                foreach (var name in members)
                {
                    var type = path.StartsWith('c') ? "VerifiableCredential" : "VerifiablePresentation";
                    var whole = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["@context"] = "[\"https://www.w3.org/ns/credentials/v2\"]", ["type"] = $"[\"{type}\"]", ["credentialSubject"] = """{"id":"did:example:a"}""", [name] = value };
                    if (path.StartsWith('p') && name != "credentialSubject") whole.Remove("credentialSubject");
                    var document = string.Join(',', whole.Select(pair => $"\"{pair.Key}\":{pair.Value}"));
                    await SendAsync($"/vc/{issuer.Id}/{path}", "{\"" + member + "\":{" + document + "}}");
                }
            }
            foreach (var name in new[] { "ids", "reason", "effective", "preview", "from", "limit" })
                foreach (var path in new[] { "/api/v1/credentials/revoke", $"/api/v1/credentials/{Guid.NewGuid()}/suspend", $"/api/v1/batches/{Guid.NewGuid()}/reinstate" })
                    await SendAsync(path, $$"""{"reason":"other","{{name}}":{{value}}}""".Replace("\"reason\":\"other\",\"reason\"", "\"reason\"", StringComparison.Ordinal));
            foreach (var name in new[] { "credentialId", "credentialStatus", "reason" })
                await SendAsync($"/vc/{issuer.Id}/credentials/status", $$"""{"{{name}}":{{value}}}""");
        }
        Assert.Empty(faults);

        async Task SendAsync(string path, string body)
        {
            var answer = await issuer.Api.PostAsync(path, body);
            if ((int)answer.Status >= 500) faults.Add($"{path} {body} {answer.Text}");
        }
    }
}
