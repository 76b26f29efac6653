using System.Net;
using System.Net.Http.Headers;
using Anchor.Issuance.Credentials;
using Anchor.Verification;
using Anchor.Web.Pages;
using Anchor.Web.Tests.Hosting;
using Anchor.Web.Verification;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Anchor.Web.Tests;

/// <summary>What is kept between reads never shows more, or longer, than a first read would.</summary>
[Collection(WebCollection.Name)]
public sealed class ReadingTests(WebFixture web)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unchanged_bundle_and_page_are_not_sent_again()
    {
        var (issuer, id) = await AnchoredAsync();
        foreach (var path in Paths(id))
        {
            var first = await GetAsync(issuer, path);
            Assert.True(first.Status == HttpStatusCode.OK, path + first.Text);
            Assert.Equal("no-cache, private", string.Join(", ", first.Headers.CacheControl!.ToString().Split(", ").Order()));
            var again = await GetAsync(issuer, path, first.Headers.ETag);
            Assert.Equal((HttpStatusCode.NotModified, ""), (again.Status, again.Text));
            Assert.Equal(first.Text, (await GetAsync(issuer, path, new EntityTagHeaderValue("\"another\""))).Text);
        }
    }

    [Fact]
    public async Task A_page_that_was_read_shows_a_revocation_at_once()
    {
        var (issuer, id) = await AnchoredAsync();
        var before = await GetAsync(issuer, $"/c/{id}");
        Assert.DoesNotContain("revoked this credential,", before.Text, StringComparison.Ordinal);
        (await issuer.Api.PostAsync($"/api/v1/credentials/{id}/revoke", new { reason = "data-incorrect" })).Ok();
        var after = await GetAsync(issuer, $"/c/{id}", before.Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, after.Status);
        Assert.Contains("The issuer has revoked this credential", WebUtility.HtmlDecode(after.Text), StringComparison.Ordinal);
        Assert.Contains("Not valid", after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readers_of_a_page_share_one_report_until_the_issuer_decides_something()
    {
        var (issuer, id) = await AnchoredAsync();
        var clock = new StandingClock();
        using var reports = new PageReports(web.Services.GetRequiredService<VerifierSource>(), clock);
        var first = await ReportAsync();
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReportAsync())), report => Assert.Same(first, report));
        var told = new List<PageReport> { first };
        foreach (var (decision, verdict) in new[] { ("suspend", Verdict.Invalid), ("reinstate", first.Report.Verdict), ("revoke", Verdict.Invalid) })
        {
            (await issuer.Api.PostAsync($"/api/v1/credentials/{id}/{decision}", new { reason = "data-incorrect" })).Ok();
            var next = await ReportAsync();
            Assert.Equal(verdict, next.Report.Verdict);
            Assert.DoesNotContain(next, told);
            told.Add(next);
        }
        var bundle = (await IssuedAsync()).Bundle.ToUtf8();
        bundle[^2] ^= 1;
        Assert.NotEqual(Verdict.Valid, (await reports.GetAsync(await IssuedAsync(), bundle, Token)).Report.Verdict);
        var last = await ReportAsync();
        Assert.Equal(2, reports.Count);
        clock.Pass(PageReports.Lifetime);
        Assert.Equal(0, reports.Count);
        Assert.NotSame(last, await ReportAsync());

        async Task<PageReport> ReportAsync()
        {
            var issued = await IssuedAsync();
            return await reports.GetAsync(issued, issued.Bundle.ToUtf8(), Token);
        }

        async Task<IssuedBundle> IssuedAsync()
        {
            await using var scope = web.Services.CreateAsyncScope();
            return (await scope.ServiceProvider.GetRequiredService<MediatR.IMediator>().Send(new GetBundle(new Issuance.IssuerId(issuer.Id), id), Token)).Value;
        }
    }

    [Fact]
    public async Task A_page_that_is_kept_is_sent_as_it_was_made()
    {
        var (issuer, id) = await AnchoredAsync();
        var made = await GetAsync(issuer, $"/c/{id}");
        var kept = await GetAsync(issuer, $"/c/{id}");
        Assert.Contains("<!DOCTYPE html>", made.Text, StringComparison.Ordinal);
        Assert.Equal((made.Status, made.Text, made.Headers.ETag), (kept.Status, kept.Text, kept.Headers.ETag));
        Assert.Equal(made.Headers.Select(Written), kept.Headers.Select(Written));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(issuer, $"/c/{Guid.NewGuid()}")).Status);

        static string Written(KeyValuePair<string, IEnumerable<string>> header) => header.Key == "Date" ? "Date" : $"{header.Key}: {string.Join(", ", header.Value)}";
    }

    [Fact]
    public async Task A_page_is_kept_until_the_issuer_decides_something_and_forgotten_with_its_report()
    {
        var (issuer, id) = await AnchoredAsync();
        var clock = new StandingClock();
        using var reports = new PageReports(web.Services.GetRequiredService<VerifierSource>(), clock);
        using var pages = new KeptPages(reports, clock);
        await using var scope = web.Services.CreateAsyncScope();
        var issued = (await scope.ServiceProvider.GetRequiredService<MediatR.IMediator>().Send(new GetBundle(new Issuance.IssuerId(issuer.Id), id), Token)).Value;
        var shown = new ShownCredential(issued.Mark!, await reports.GetAsync(issued, issued.Bundle.ToUtf8(), Token));
        Assert.Null(await AnswerAsync());

        await pages.MakeAsync(Context(), id, http =>
        {
            http.Features.Set(shown);
            return http.Response.Body.WriteAsync("the page"u8.ToArray(), Token).AsTask();
        });
        Assert.Equal("the page", await AnswerAsync());
        (await issuer.Api.PostAsync($"/api/v1/credentials/{id}/suspend", new { reason = "data-incorrect" })).Ok();
        Assert.Null(await AnswerAsync());
        Assert.Equal(1, pages.Count);
        clock.Pass(PageReports.Lifetime);
        Assert.Equal(0, pages.Count);

        DefaultHttpContext Context() => new() { RequestServices = scope.ServiceProvider, Response = { Body = new MemoryStream() } };

        async Task<string?> AnswerAsync()
        {
            var http = Context();
            return await pages.AnswerAsync(http, id) ? System.Text.Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray()) : null;
        }
    }

    [Fact]
    public async Task A_learner_who_is_erased_can_be_read_no_more()
    {
        var (issuer, id) = await AnchoredAsync();
        var read = new List<(string Path, EntityTagHeaderValue? Tag)>();
        foreach (var path in Paths(id)) read.Add((path, (await GetAsync(issuer, path)).Headers.ETag));
        await web.Database.ScalarAsync<object>("DELETE FROM anchor.anchor_subject_keys WHERE tenant_id = $1", issuer.Id.ToString("n"));
        foreach (var (path, tag) in read) Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(issuer, path, tag)).Status);
        (await issuer.Api.GetAsync($"/api/v1/credentials/{id}/bundle")).IsProblem(HttpStatusCode.NotFound, "credential.erased");
    }

    [Fact]
    public async Task A_key_that_was_used_and_is_revoked_opens_nothing()
    {
        var issuer = await web.RegisterAsync();
        var (id, key) = await web.KeyAsync(issuer.Id, "read");
        (await web.Anybody.With(key).GetAsync("/api/v1/issuers/me")).Ok();
        Assert.Equal(HttpStatusCode.NoContent, (await issuer.Api.SendAsync(HttpMethod.Delete, $"/api/v1/issuers/me/api-keys/{id}", null)).Status);
        (await web.Anybody.With(key).GetAsync("/api/v1/issuers/me")).IsProblem(HttpStatusCode.Unauthorized, "access.key_unknown");
    }

    private static string[] Paths(Guid id) => [$"/api/v1/credentials/{id}/bundle", $"/c/{id}/bundle", $"/c/{id}"];

    private async Task<(TestIssuer Issuer, Guid Id)> AnchoredAsync()
    {
        var issuer = await web.ReadyAsync();
        var (_, lines) = await WebFixture.AnchoredAsync(issuer, ImportTests.Csv(3));
        return (issuer, System.Text.Json.JsonDocument.Parse(lines[1]).RootElement.GetProperty("id").GetGuid());
    }

    private async Task<Answer> GetAsync(TestIssuer issuer, string path, EntityTagHeaderValue? held = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (path.StartsWith("/api/", StringComparison.Ordinal)) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Key);
        if (held is not null) request.Headers.IfNoneMatch.Add(held);
        return await Answer.OfAsync(await web.Anybody.Http.SendAsync(request, Token), Token);
    }

    /// <summary>Stands still until it is told to pass; then every timer is due.</summary>
    private sealed class StandingClock : TimeProvider
    {
        private readonly List<Action> _due = [];
        private DateTimeOffset _now = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _due.Add(() => callback(state));
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Pass(TimeSpan time)
        {
            _now += time;
            foreach (var each in _due) each();
        }
    }
}
