using Anchor.Credentials;
using Anchor.Credentials.Issuing;
using Anchor.Issuance.Achievements;
using Anchor.Issuance.Credentials;
using Anchor.Issuance.Issuers;
using Anchor.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Anchor.Issuance.Tests.Credentials;

public class SharedIssueTests(ChainFixture chain) : IssuanceTestBase(chain)
{
    private int _learners;

    [Fact]
    public async Task Issues_of_several_tenants_and_actors_at_once_stand_as_if_each_had_been_alone()
    {
        var other = await OtherAsync();
        var asked = Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? other with { Actor = other.Actor with { Id = $"key-{i % 4}" } } : new Issuing(Actor with { Id = $"key-{i % 5}" }, AchievementId)).ToArray();
        var issued = await Task.WhenAll(asked.Select(each => IssueAsync(each)));
        Assert.Equal(60, issued.Select(each => Ok(each).Id).Distinct().Count());
        foreach (var (each, now) in asked.Zip(issued))
        {
            var bundle = Ok(await SendAsync(new GetBundle(each.Actor.Issuer, now.Value.Id)));
            Assert.Equal(now.Value.Bundle!.Bundle.Credential.ToText(), bundle.Bundle.Credential.ToText());
            Assert.Equal("credential_issued_v2 1 " + each.Actor.Id, await Database.ScalarAsync<string>(
                "SELECT string_agg(type || ' ' || version || ' ' || (headers ->> 'actor'), ',') FROM anchor.mt_events WHERE tenant_id = $1 AND stream_id = $2", each.Actor.Issuer.Tenant, now.Value.Id));
            Assert.Equal(1, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_streams WHERE id = $1 AND type = 'credential' AND version = 1", now.Value.Id));
        }
        Assert.True(await Database.ScalarAsync<long>("SELECT count(DISTINCT xmin::text) FROM anchor.mt_events WHERE type = 'credential_issued_v2'") < 60);
    }

    [Fact]
    public async Task A_learner_who_gets_many_credentials_at_once_has_one_key()
    {
        var issued = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => IssueAsync(new Issuing(Actor, AchievementId), learner: 7)));
        foreach (var each in issued) Ok(await SendAsync(new GetBundle(Actor.Issuer, Ok(each).Id)));
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_subject_keys"));
    }

    [Fact]
    public async Task A_key_repeated_at_the_same_moment_issues_once_and_another_learner_under_it_is_refused()
    {
        var mine = new Issuing(Actor, AchievementId);
        var first = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => IssueAsync(mine, learner: 1, key: "the same")));
        var id = Assert.Single(first.Select(each => Ok(each).Id).Distinct());
        Assert.Equal(1, first.Count(each => each.Value.Bundle is not null));

        var second = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => IssueAsync(mine, learner: i % 2 == 0 ? 1 : 2, key: "the same")).Append(IssueAsync(mine)));
        Assert.All(second.Take(8).Where((_, i) => i % 2 == 0), each => Assert.Equal(id, Ok(each).Id));
        Assert.All(second.Take(8).Where((_, i) => i % 2 == 1), each => Assert.Equal("idempotency.key_reused", each.Error!.Code));
        Assert.True(second[8].IsOk);
        Assert.Equal(2, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events WHERE type = 'credential_issued_v2'"));
        Assert.Equal(2, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_documents"));
    }

    [Fact]
    public async Task One_that_cannot_be_written_fails_alone()
    {
        var other = await OtherAsync();
        await Database.ScalarAsync<object>($"ALTER TABLE anchor.anchor_documents ADD CONSTRAINT none_of_the_other CHECK (tenant_id <> '{other.Actor.Issuer.Tenant}')");
        var good = Enumerable.Range(0, 20).Select(_ => IssueAsync(new Issuing(Actor, AchievementId))).ToArray();
        var bad = IssueAsync(other);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => bad);
        Assert.Equal(20, (await Task.WhenAll(good)).Select(each => Ok(each).Id).Distinct().Count());
        Assert.Equal(20, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events WHERE type = 'credential_issued_v2'"));
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_streams WHERE tenant_id = $1 AND type = 'credential'", other.Actor.Issuer.Tenant));
    }

    [Fact]
    public async Task Whoever_gives_up_takes_nobody_along()
    {
        using var gone = new CancellationTokenSource();
        var staying = Enumerable.Range(0, 20).Select(_ => IssueAsync(new Issuing(Actor, AchievementId))).ToArray();
        var leaving = Enumerable.Range(0, 20).Select(_ => IssueAsync(new Issuing(Actor, AchievementId), cancellationToken: gone.Token)).ToArray();
        await gone.CancelAsync();
        Assert.All(await Task.WhenAll(staying), each => Assert.True(each.IsOk));
        foreach (var each in leaving)
            if (await Record.ExceptionAsync(() => each) is { } left) Assert.IsAssignableFrom<OperationCanceledException>(left);
        await Services.GetRequiredService<SharedIssue>().DisposeAsync();
        Assert.Equal(
            await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events WHERE type = 'credential_issued_v2'"),
            await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_documents"));
    }

    [Fact]
    public async Task A_host_that_ends_writes_what_waits_and_takes_nothing_more()
    {
        Ok(await IssueAsync(new Issuing(Actor, AchievementId)));
        var waiting = Enumerable.Range(0, 20).Select(_ => IssueAsync(new Issuing(Actor, AchievementId))).ToArray();
        await Services.GetRequiredService<SharedIssue>().DisposeAsync();
        foreach (var each in await Task.WhenAll(waiting))
            if (each.Error is { } error) Assert.Equal("credential.busy", error.Code);
        Assert.Equal("credential.busy", (await IssueAsync(new Issuing(Actor, AchievementId))).Error!.Code);
        Assert.Equal(1 + waiting.Count(each => each.Result.IsOk), await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_documents"));
    }

    private async Task<Result<IssuedNow>> IssueAsync(Issuing issuing, int? learner = null, string? key = null, CancellationToken? cancellationToken = null)
    {
        var number = learner ?? Interlocked.Increment(ref _learners) + 100;
        var draft = new CredentialDraft
        {
            Identifier = $"graduada.{number}@alumnado.example", IdentityType = "emailAddress", Name = $"Graduada Inventada {number}", AwardedDate = new DateOnly(2026, 4, 1), ResultValue = "88",
        };
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<MediatR.IMediator>().Send(
            new IssueCredential(issuing.Actor, issuing.AchievementId, draft, CredentialFormat.DataIntegrity, key), cancellationToken ?? Token);
    }

    private async Task<Issuing> OtherAsync()
    {
        var issuer = Ok(await SendAsync(new RegisterIssuer("Instituto Inventado", null, "Europe/Madrid", false, "other"))).Id;
        var definition = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(Repository.PathOf("scripts", "sample", "achievement.json"), Token)).RootElement;
        return new Issuing(new Actor(issuer, "key"), Ok(await SendAsync(new DefineAchievement(new Actor(issuer, "key"), definition, "achievement"))).Id);
    }

    private sealed record Issuing(Actor Actor, Guid AchievementId);
}
