using System.Net;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class BatchTests(WebFixture web)
{
    [Fact]
    public async Task Opening_again_with_the_same_key_opens_nothing_new()
    {
        var issuer = await web.ReadyAsync();
        var first = await WebFixture.OpenAsync(issuer, "june");
        Assert.Equal(first, await WebFixture.OpenAsync(issuer, "june"));
        Assert.NotEqual(first, await WebFixture.OpenAsync(issuer));
        (await issuer.Api.PostAsync("/api/v1/batches", new { achievementId = issuer.AchievementId, awardedOn = "2020-01-01" }, "june"))
            .IsProblem(HttpStatusCode.Conflict, "idempotency.key_reused");
    }

    [Fact]
    public async Task Batches_are_listed_in_pages()
    {
        var issuer = await web.ReadyAsync();
        var opened = new List<Guid>();
        for (var i = 0; i < 3; i++) opened.Add(await WebFixture.OpenAsync(issuer));
        var first = (await issuer.Api.GetAsync("/api/v1/batches?limit=2")).Ok();
        Assert.Equal(2, first.GetProperty("items").GetArrayLength());
        var next = first.GetProperty("next").GetGuid();
        var second = (await issuer.Api.GetAsync($"/api/v1/batches?limit=2&after={next}")).Ok();
        Assert.Equal(1, second.GetProperty("items").GetArrayLength());
        Assert.False(second.TryGetProperty("next", out _));
        var seen = first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(item => item.GetProperty("id").GetGuid());
        Assert.Equal(opened.Order(), seen.Order());
    }

    [Theory]
    [InlineData("0", "page.limit")]
    [InlineData("-1", "page.limit")]
    [InlineData("501", "page.limit")]
    [InlineData("99999999999999", "request.malformed")]
    [InlineData("many", "request.malformed")]
    public async Task A_page_has_one_to_five_hundred_items(string limit, string code)
    {
        var issuer = await web.RegisterAsync();
        (await issuer.Api.GetAsync($"/api/v1/batches?limit={limit}")).IsProblem(HttpStatusCode.BadRequest, code);
        (await issuer.Api.GetAsync($"/api/v1/achievements?limit={limit}")).IsProblem(HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task An_unknown_batch_is_not_found()
    {
        var issuer = await web.RegisterAsync();
        var id = Guid.NewGuid();
        (await issuer.Api.GetAsync($"/api/v1/batches/{id}")).IsProblem(HttpStatusCode.NotFound, "batch.not_found");
        (await issuer.Api.PostAsync($"/api/v1/batches/{id}/approve", "{}")).IsProblem(HttpStatusCode.NotFound, "batch.not_found");
        (await issuer.Api.GetAsync($"/api/v1/batches/{id}/bundles")).IsProblem(HttpStatusCode.NotFound, "batch.not_found");
        (await issuer.Api.PostTextAsync($"/api/v1/batches/{id}/imports", ImportTests.Csv(1), "text/csv")).IsProblem(HttpStatusCode.NotFound, "batch.not_found");
        (await issuer.Api.GetAsync($"/api/v1/batches/{id}/imports/{id}")).IsProblem(HttpStatusCode.NotFound, "import.not_found");
        (await issuer.Api.GetAsync("/api/v1/batches/no-id")).IsProblem(HttpStatusCode.NotFound, "request.not_found");
    }

    [Fact]
    public async Task Opening_needs_an_account_an_achievement_and_a_known_chain()
    {
        var bare = await web.RegisterAsync();
        (await bare.Api.PostAsync("/api/v1/batches", new { achievementId = Guid.NewGuid() })).IsProblem(HttpStatusCode.Conflict, "issuer.no_account");
        var issuer = await web.ReadyAsync();
        (await issuer.Api.PostAsync("/api/v1/batches", new { achievementId = Guid.NewGuid() })).IsProblem(HttpStatusCode.NotFound, "achievement.not_found");
        (await issuer.Api.PostAsync("/api/v1/batches", new { achievementId = issuer.AchievementId, chainId = 1 })).IsProblem(HttpStatusCode.BadRequest, "network.unknown");
        (await issuer.Api.PostAsync("/api/v1/batches", new { achievementId = issuer.AchievementId, format = "pdf" })).IsProblem(HttpStatusCode.BadRequest, "format.unknown");
    }

    [Fact]
    public async Task Approving_an_empty_batch_and_the_bundles_of_an_open_one_are_refused()
    {
        var issuer = await web.ReadyAsync();
        var batch = await WebFixture.OpenAsync(issuer);
        (await issuer.Api.PostAsync($"/api/v1/batches/{batch}/approve", "{}")).IsProblem(HttpStatusCode.Conflict, "batch.empty");
        (await issuer.Api.GetAsync($"/api/v1/batches/{batch}/bundles")).IsProblem(HttpStatusCode.Conflict, "batch.not_sealed");
        Assert.Equal("discarded", (await issuer.Api.PostAsync($"/api/v1/batches/{batch}/discard", "{}")).Ok().GetProperty("status").GetString());
        (await issuer.Api.PostTextAsync($"/api/v1/batches/{batch}/imports", ImportTests.Csv(1), "text/csv")).IsProblem(HttpStatusCode.Conflict, "batch.not_open");
    }

    [Fact]
    public async Task One_issuer_sees_nothing_of_another()
    {
        var (one, other) = (await web.ReadyAsync(), await web.ReadyAsync());
        var batch = await WebFixture.OpenAsync(one);
        var import = (await one.Api.PostTextAsync($"/api/v1/batches/{batch}/imports?approve=false", ImportTests.Csv(2), "text/csv")).Ok().GetProperty("importId").GetGuid();
        (await other.Api.GetAsync($"/api/v1/batches/{batch}")).IsProblem(HttpStatusCode.NotFound, "batch.not_found");
        (await other.Api.PostAsync($"/api/v1/batches/{batch}/approve", "{}")).IsProblem(HttpStatusCode.NotFound, "batch.not_found");
        (await other.Api.PostAsync($"/api/v1/batches/{batch}/discard", "{}")).IsProblem(HttpStatusCode.NotFound, "batch.not_found");
        (await other.Api.PostTextAsync($"/api/v1/batches/{batch}/imports", ImportTests.Csv(1), "text/csv")).IsProblem(HttpStatusCode.NotFound, "batch.not_found");
        (await other.Api.GetAsync($"/api/v1/batches/{batch}/imports/{import}")).IsProblem(HttpStatusCode.NotFound, "import.not_found");
        Assert.Equal("[]", (await other.Api.GetAsync($"/api/v1/batches/{batch}/imports/{import}/errors")).Text);
        Assert.Equal(0, (await other.Api.GetAsync("/api/v1/batches")).Ok().GetProperty("items").GetArrayLength());
        (await other.Api.GetAsync($"/api/v1/achievements/{one.AchievementId}")).IsProblem(HttpStatusCode.NotFound, "achievement.not_found");
        (await other.Api.PostAsync("/api/v1/batches", new { achievementId = one.AchievementId })).IsProblem(HttpStatusCode.NotFound, "achievement.not_found");
        Assert.Equal("open", (await one.Api.GetAsync($"/api/v1/batches/{batch}")).Ok().GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_same_idempotency_key_of_two_issuers_is_two_batches()
    {
        var (one, other) = (await web.ReadyAsync(), await web.ReadyAsync());
        Assert.NotEqual(await WebFixture.OpenAsync(one, "same"), await WebFixture.OpenAsync(other, "same"));
    }
}
