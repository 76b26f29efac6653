using System.Net;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class AchievementTests(WebFixture web)
{
    [Fact]
    public async Task A_definition_is_kept_as_it_was_sent_and_missing_ids_are_added()
    {
        var issuer = await web.RegisterAsync();
        var defined = (await issuer.Api.PostAsync("/api/v1/achievements", WebFixture.SampleAchievement, "one")).Ok(HttpStatusCode.Created);
        var id = defined.GetProperty("id").GetGuid();
        Assert.Equal($"urn:uuid:{id}", defined.GetProperty("definition").GetProperty("id").GetString());
        Assert.Equal("Microcredencial en análisis de datos", defined.GetProperty("definition").GetProperty("name").GetString());
        var again = (await issuer.Api.PostAsync("/api/v1/achievements", WebFixture.SampleAchievement, "one")).Ok(HttpStatusCode.Created);
        Assert.Equal(id, again.GetProperty("id").GetGuid());
        Assert.Equal(id, (await issuer.Api.GetAsync("/api/v1/achievements")).Ok().GetProperty("items")[0].GetProperty("id").GetGuid());
        (await issuer.Api.GetAsync($"/api/v1/achievements/{id}")).Ok();
        (await issuer.Api.GetAsync($"/api/v1/achievements/{Guid.NewGuid()}")).IsProblem(HttpStatusCode.NotFound, "achievement.not_found");
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData(""""text"""")]
    [InlineData("""{"name":5,"description":"d","criteria":{"narrative":"n"}}""")]
    [InlineData("""{}""")]
    public async Task What_is_no_achievement_is_refused(string body)
    {
        var issuer = await web.RegisterAsync();
        var answer = await issuer.Api.PostAsync("/api/v1/achievements", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
    }

    [Fact]
    public async Task A_violated_rule_is_named_with_its_place()
    {
        var issuer = await web.RegisterAsync();
        var problem = (await issuer.Api.PostAsync("/api/v1/achievements", new
        {
            name = "Curso", description = "Un curso", criteria = new { narrative = "Aprobar" },
            alignment = new[] { new { targetName = "X", targetUrl = "not a url" } },
        })).Json;
        Assert.Equal(400, problem.GetProperty("status").GetInt32());
        Assert.Contains("targetUrl", problem.GetProperty("path").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"A","name":"B","description":"d","criteria":{"narrative":"n"}}""")]
    [InlineData("""{"name":"A","description":"d","criteria":{"narrative":"n"},"resultDescription":[{"name":"x","name":"y"}]}""")]
    [InlineData("""{"name":"A\ud800","description":"d","criteria":{"narrative":"n"}}""")]
    public async Task Repeated_members_and_half_surrogates_are_the_senders_fault(string body)
    {
        var issuer = await web.RegisterAsync();
        var answer = await issuer.Api.PostAsync("/api/v1/achievements", body);
        Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{(int)answer.Status} {answer.Text}");
        Assert.Equal("application/problem+json", answer.MediaType);
    }
}
