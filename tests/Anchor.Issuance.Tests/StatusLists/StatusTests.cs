using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Keys;
using Anchor.Credentials.StatusLists;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Credentials;
using Anchor.Issuance.StatusLists;
using Anchor.Issuance.Views;
using Microsoft.Extensions.DependencyInjection;

namespace Anchor.Issuance.Tests.StatusLists;

public class StatusTests(ChainFixture chain) : IssuanceTestBase(chain)
{
    private const string Reason = "data-incorrect";

    protected override Uri? PublicUrl => new("https://emisor.example/anchor");

    private string Lists => $"https://emisor.example/anchor/status/{Actor.Issuer.Tenant}";

    [Fact]
    public async Task Every_credential_of_a_batch_has_a_place_of_its_own_in_two_lists()
    {
        var batch = await AnchoredBatchAsync(20);
        var entries = (await DocumentsAsync(batch)).ConvertAll(document => Entries(document));
        Assert.All(entries, each => Assert.Equal(["revocation", "suspension"], each.Select(entry => entry.Purpose)));
        Assert.All(entries, each => Assert.Equal(each[0].Index, each[1].Index));
        Assert.Equal(20, entries.Select(each => each[0].Index).Distinct().Count());
        Assert.NotEqual(entries.Select(each => each[0].Index).Order(), entries.Select(each => each[0].Index));
        Assert.All(entries, each => Assert.Equal([$"{Lists}/1/revocation", $"{Lists}/1/suspension"], each.Select(entry => entry.ListCredential)));
        Assert.All(entries, each => Assert.Equal($"{each[0].ListCredential}/{each[0].Index}", each[0].Id));
    }

    [Fact]
    public async Task A_new_list_is_signed_by_the_issuer_and_takes_nothing_away()
    {
        await IssueAsync();
        var (list, bits) = await ListAsync("revocation");
        Assert.Equal((Did, $"{Lists}/1/revocation", 0), (list.Issuer, list.Id, bits.Count));
        Assert.Equal(262_144, bits.Size);
        Assert.Equal(TimeSpan.FromDays(7), list.ValidUntil - list.ValidFrom);
        Assert.Equal(TimeSpan.FromMinutes(5), list.TimeToLive);
    }

    [Fact]
    public async Task A_revoked_credential_shows_in_the_list_at_once_and_for_ever()
    {
        var (id, place) = await IssueAsync();
        var (_, other) = await IssueAsync();
        var before = await PublishedAsync("revocation");

        var outcome = Ok(await ChangeAsync(StatusChange.Revoke, id));
        Assert.Equal((1, 0), (outcome.Changed, outcome.Unchanged));
        Assert.Equal([$"{Lists}/1/revocation"], outcome.Lists);
        var after = await PublishedAsync("revocation");
        Assert.NotEqual(before.ETag, after.ETag);
        var (_, bits) = await ListAsync("revocation");
        Assert.True(bits[place]);
        Assert.False(bits[other]);
        Assert.Equal(1, bits.Count);
        Assert.Equal(0, (await ListAsync("suspension")).Bits.Count);

        Assert.Equal((0, 1), Counts(Ok(await ChangeAsync(StatusChange.Revoke, id))));
        Assert.Equal("status.revoked", Assert.Single(Ok(await ChangeAsync(StatusChange.Reinstate, id)).Refused).Code);
        Assert.Equal("status.revoked", Assert.Single(Ok(await ChangeAsync(StatusChange.Suspend, id)).Refused).Code);
        Assert.Equal(after.ETag, (await PublishedAsync("revocation")).ETag);
    }

    [Fact]
    public async Task A_suspension_is_lifted()
    {
        var (id, place) = await IssueAsync();
        Ok(await ChangeAsync(StatusChange.Suspend, id, "under-review"));
        Assert.True((await ListAsync("suspension")).Bits[place]);
        Assert.Equal((0, 1), Counts(Ok(await ChangeAsync(StatusChange.Suspend, id, "under-review"))));
        Assert.Equal("under-review", (await StatementAsync("suspension", place)).Value.Code);

        Assert.Equal((1, 0), Counts(Ok(await ChangeAsync(StatusChange.Reinstate, id, "review-ended"))));
        Assert.False((await ListAsync("suspension")).Bits[place]);
        Assert.Equal("status.nothing_stated", (await StatementAsync("suspension", place)).Error?.Code);
        Assert.Equal((0, 1), Counts(Ok(await ChangeAsync(StatusChange.Reinstate, id, "review-ended"))));

        Ok(await ChangeAsync(StatusChange.Suspend, id, "under-review"));
        Assert.True((await ListAsync("suspension")).Bits[place]);
    }

    [Fact]
    public async Task A_decision_for_a_later_day_takes_effect_on_that_day()
    {
        var (id, place) = await IssueAsync();
        var day = DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime).AddDays(3);
        var outcome = Ok(await ChangeAsync(StatusChange.Revoke, id, effective: day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        // The day begins where the issuer is.
        Assert.Equal(new DateTimeOffset(day.ToDateTime(new TimeOnly(6, 0)), TimeSpan.Zero), outcome.EffectiveAt);
        Assert.False((await ListAsync("revocation")).Bits[place]);
        Assert.False((await StatementAsync("revocation", place)).IsOk);

        Clock.Ahead = TimeSpan.FromDays(4);
        Assert.True(await Services.GetRequiredService<StatusPublisher>().StepAsync(Token));
        Assert.True((await ListAsync("revocation")).Bits[place]);
        Assert.Equal(outcome.EffectiveAt, (await StatementAsync("revocation", place)).Value.Since);
    }

    [Fact]
    public async Task A_suspension_that_ends_on_a_day_ends_then()
    {
        var (id, place) = await IssueAsync();
        Ok(await ChangeAsync(StatusChange.Suspend, id));
        Ok(await ChangeAsync(StatusChange.Reinstate, id, effective: XsdOf(Clock.GetUtcNow().AddDays(1))));
        Assert.True((await ListAsync("suspension")).Bits[place]);
        Clock.Ahead = TimeSpan.FromDays(2);
        Assert.False((await ListAsync("suspension")).Bits[place]);
    }

    [Fact]
    public async Task A_suspension_that_is_to_end_on_a_day_can_end_earlier()
    {
        var (id, place) = await IssueAsync();
        Ok(await ChangeAsync(StatusChange.Suspend, id));
        Ok(await ChangeAsync(StatusChange.Reinstate, id, effective: XsdOf(Clock.GetUtcNow().AddDays(9))));
        Assert.Equal((1, 0), Counts(Ok(await ChangeAsync(StatusChange.Reinstate, id))));
        Assert.False((await ListAsync("suspension")).Bits[place]);
        Assert.Equal((0, 1), Counts(Ok(await ChangeAsync(StatusChange.Reinstate, id))));
    }

    [Fact]
    public async Task A_suspension_that_still_goes_on_is_never_interrupted_by_a_later_one()
    {
        var (id, place) = await IssueAsync();
        var start = Clock.GetUtcNow();
        Ok(await ChangeAsync(StatusChange.Suspend, id));
        Ok(await ChangeAsync(StatusChange.Reinstate, id, effective: XsdOf(start.AddDays(3))));
        // A gap between two suspensions is more than a list of bits remembers.
        Assert.Equal("status.suspension_pending", Assert.Single(Ok(await ChangeAsync(StatusChange.Suspend, id, effective: XsdOf(start.AddDays(5)))).Refused).Code);
        Ok(await ChangeAsync(StatusChange.Suspend, id, effective: XsdOf(start.AddDays(2))));
        foreach (var days in new[] { 0, 1, 2, 4 })
        {
            Clock.Ahead = TimeSpan.FromDays(days);
            Assert.True((await ListAsync("suspension")).Bits[place], $"after {days} days");
        }
    }

    [Fact]
    public async Task Until_the_day_of_a_revocation_a_credential_can_be_suspended_and_reinstated()
    {
        var (id, place) = await IssueAsync();
        Ok(await ChangeAsync(StatusChange.Suspend, id));
        Ok(await ChangeAsync(StatusChange.Revoke, id, effective: XsdOf(Clock.GetUtcNow().AddDays(3))));
        Assert.Equal((1, 0), Counts(Ok(await ChangeAsync(StatusChange.Reinstate, id))));
        Assert.False((await ListAsync("suspension")).Bits[place]);
        Clock.Ahead = TimeSpan.FromDays(4);
        Assert.True((await ListAsync("revocation")).Bits[place]);
        Assert.Equal("status.revoked", Assert.Single(Ok(await ChangeAsync(StatusChange.Suspend, id)).Refused).Code);
    }

    [Fact]
    public async Task A_list_is_signed_anew_before_it_runs_out()
    {
        await IssueAsync();
        var publisher = Services.GetRequiredService<StatusPublisher>();
        var first = await PublishedAsync("revocation");
        await publisher.StepAsync(Token);
        Clock.Ahead = TimeSpan.FromDays(3);
        Assert.False(await publisher.StepAsync(Token));
        Clock.Ahead = TimeSpan.FromDays(4);
        Assert.True(await publisher.StepAsync(Token));
        var (list, _) = await ListAsync("revocation");
        Assert.NotEqual(first.ETag, (await PublishedAsync("revocation")).ETag);
        Assert.True(list.ValidUntil > Clock.GetUtcNow().AddDays(6));
    }

    [Fact]
    public async Task A_batch_is_revoked_in_steps_that_can_be_repeated()
    {
        var batch = await AnchoredBatchAsync(25);
        var (from, changed) = ((long?)0, 0);
        while (from is { } next)
        {
            var outcome = Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Revoke, new StatusTargets([], batch, next, 10), "issued-in-error", null, false)));
            changed += outcome.Changed;
            from = outcome.Next;
        }
        Assert.Equal(25, changed);
        Assert.Equal(25, (await ListAsync("revocation")).Bits.Count);
        var again = Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Revoke, new StatusTargets([], batch, 0, 10_000), "issued-in-error", null, false)));
        Assert.Equal((0, 25), Counts(again));
    }

    [Fact]
    public async Task A_list_of_credentials_is_changed_and_each_refusal_named()
    {
        var (one, place) = await IssueAsync();
        var (two, second) = await IssueAsync();
        var unknown = Guid.NewGuid();
        var outcome = Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Revoke, StatusTargets.Of(one, two, unknown, one), Reason, null, false)));
        Assert.Equal((2, 0), Counts(outcome));
        Assert.Equal((unknown, "credential.not_found"), (Assert.Single(outcome.Refused).Id, outcome.Refused[0].Code));
        var (_, bits) = await ListAsync("revocation");
        Assert.True(bits[place] && bits[second]);
    }

    [Fact]
    public async Task A_preview_writes_nothing()
    {
        var (id, place) = await IssueAsync();
        var outcome = Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Revoke, StatusTargets.Of(id), Reason, null, Preview: true)));
        Assert.Equal((1, 0), Counts(outcome));
        Assert.Equal([$"{Lists}/1/revocation"], outcome.Lists);
        Assert.False((await ListAsync("revocation")).Bits[place]);
        Assert.Single(await Services.GetRequiredService<EventStore.EventStore>().ReadStreamAsync(Actor.Issuer.Tenant, id, null, null, Token));
    }

    [Theory]
    [InlineData("no-such-reason", null, "status.reason_unknown")]
    [InlineData(Reason, "tomorrow", "status.effective_malformed")]
    [InlineData(Reason, "2026-11-22T10:00:00", "status.effective_malformed")]
    [InlineData(Reason, "1999-12-31", "status.effective_too_far")]
    [InlineData(Reason, "2999-01-01", "status.effective_too_far")]
    [InlineData(Reason, "0001-01-01", "status.effective_too_far")]
    [InlineData(Reason, "9999-12-31", "status.effective_too_far")]
    [InlineData(Reason, "0001-01-01T00:00:00Z", "status.effective_too_far")]
    [InlineData(Reason, "9999-12-31T23:59:59-14:00", "status.effective_malformed")]
    public async Task Bad_input_is_refused_and_nothing_written(string reason, string? effective, string code)
    {
        var (id, _) = await IssueAsync();
        Assert.Equal(code, (await ChangeAsync(StatusChange.Revoke, id, reason, effective)).Error?.Code);
    }

    [Fact]
    public async Task Nobody_changes_the_credentials_of_another_issuer()
    {
        var (id, place) = await IssueAsync();
        var stranger = Ok(await SendAsync(new Anchor.Issuance.Issuers.RegisterIssuer("Otra Universidad", null, "UTC", false, null)));
        var outcome = Ok(await SendAsync(new ChangeStatus(new Actor(stranger.Id, "key"), StatusChange.Revoke, StatusTargets.Of(id), Reason, null, false)));
        Assert.Equal("credential.not_found", Assert.Single(outcome.Refused).Code);
        Assert.False((await ListAsync("revocation")).Bits[place]);
    }

    [Fact]
    public async Task Two_hosts_give_out_different_places_and_revoke_at_once()
    {
        await using var other = await HostAsync(null);
        var issued = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => IssueAsync(i % 2 == 0 ? Services : other)));
        Assert.Equal(12, issued.Select(each => each.Place).Distinct().Count());
        await Task.WhenAll(issued.Select((each, i) => SendAsync(
            i % 2 == 0 ? Services : other, new ChangeStatus(Actor, StatusChange.Revoke, StatusTargets.Of(each.Id), Reason, null, false))));
        var (_, bits) = await ListAsync("revocation");
        Assert.Equal(12, bits.Count);
        Assert.All(issued, each => Assert.True(bits[each.Place]));
    }

    [Fact]
    public async Task What_was_recorded_is_published_though_the_host_died_in_between()
    {
        var (id, place) = await IssueAsync();
        await ListAsync("revocation");
        await using (var transaction = await Services.GetRequiredService<EventStore.EventStore>().BeginAsync(Actor, Token))
        {
            var revoked = new CredentialRevokedV1(id, 1, place, Reason, Clock.GetUtcNow(), "key-one", Clock.GetUtcNow());
            await transaction.AppendToManyAsync(1, [(id, revoked)], Token);
            await StatusPublisher.MarkAsync(transaction.Connection, Actor.Issuer, [1], "revocation", Token);
            await transaction.CommitAsync(Token);
        }
        Assert.True(await Services.GetRequiredService<StatusPublisher>().StepAsync(Token));
        Assert.True((await ListAsync("revocation")).Bits[place]);
    }

    [Fact]
    public async Task A_list_that_cannot_be_published_holds_up_no_others()
    {
        await IssueAsync();
        await using (var command = Database.DataSource.CreateCommand(
            $"""
            INSERT INTO anchor.anchor_status_lists VALUES ('{Guid.Empty:n}', 1, 262144, 0);
            INSERT INTO anchor.anchor_status_publications (tenant_id, number, purpose, version, due) VALUES ('{Guid.Empty:n}', 1, 'revocation', 0, '-infinity');
            UPDATE anchor.anchor_status_publications SET due = 'epoch' WHERE tenant_id <> '{Guid.Empty:n}'
            """))
            await command.ExecuteNonQueryAsync(Token);
        await Assert.ThrowsAsync<AggregateException>(() => Services.GetRequiredService<StatusPublisher>().StepAsync(Token));
        Assert.Equal(2, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_status_publications WHERE version = 1"));
    }

    [Fact]
    public async Task A_host_without_a_public_address_records_decisions_and_serves_no_list_from_before_them()
    {
        var (id, place) = await IssueAsync();
        await ListAsync("revocation");
        await using var other = await HostAsync(null, null);
        Assert.Equal((1, 0), Counts(Ok(await SendAsync(other, new ChangeStatus(Actor, StatusChange.Revoke, StatusTargets.Of(id), Reason, null, false)))));
        Assert.Equal("status_list.not_found", (await SendAsync(other, new GetStatusList(Actor.Issuer, 1, "revocation"))).Error?.Code);
        Assert.True((await ListAsync("revocation")).Bits[place]);
    }

    [Fact]
    public async Task Dropped_standings_are_rebuilt_the_same()
    {
        var (one, _) = await IssueAsync();
        var (two, _) = await IssueAsync();
        Ok(await ChangeAsync(StatusChange.Suspend, one, "under-review"));
        Ok(await ChangeAsync(StatusChange.Reinstate, one, "review-ended"));
        Ok(await ChangeAsync(StatusChange.Suspend, one, "misconduct"));
        Ok(await ChangeAsync(StatusChange.Revoke, one, "misconduct"));
        Ok(await ChangeAsync(StatusChange.Revoke, two));
        var before = await RowsAsync();
        await Services.GetRequiredService<ProjectionRunner>().RebuildAsync(Services.GetRequiredService<StandingView>(), Token);
        Assert.Equal(before, await RowsAsync());
        Assert.Contains("misconduct", before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_list_is_followed_by_the_next_one()
    {
        await IssueAsync();
        await using (var command = Database.DataSource.CreateCommand("UPDATE anchor.anchor_status_lists SET taken = size - 3"))
            await command.ExecuteNonQueryAsync(Token);
        var places = await Services.GetRequiredService<StatusPlaces>().TakeAsync(Actor.Issuer, 8, Token);
        Assert.Equal([1, 1, 1, 2, 2, 2, 2, 2], places.Select(place => place.List));
        Assert.Equal(8, places.Distinct().Count());
        var (list, _) = await ListAsync("suspension", 2);
        Assert.Equal($"{Lists}/2/suspension", list.Id);
    }

    private static (int, int) Counts(StatusOutcome outcome) => (outcome.Changed, outcome.Unchanged);

    private static string XsdOf(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    private static List<BitstringStatusListEntry> Entries(JsonElement document) =>
        [.. document.GetProperty("credentialStatus").EnumerateArray().Select(entry => BitstringStatusListEntry.Read(entry).Value)];

    private async Task<List<JsonElement>> DocumentsAsync(Guid batch) =>
        [.. Ok(await SendAsync(new ListBundles(Actor.Issuer, batch, 0, 500))).Select(issued => issued.Bundle.Credential.Document!.Value)];

    private Task<Result<StatusOutcome>> ChangeAsync(StatusChange change, Guid id, string reason = Reason, string? effective = null) =>
        SendAsync(new ChangeStatus(Actor, change, StatusTargets.Of(id), reason, effective, false));

    private async Task<(Guid Id, int Place)> IssueAsync(ServiceProvider? services = null)
    {
        var draft = new CredentialDraft
        {
            Identifier = $"{Guid.NewGuid():n}@alumnado.example", IdentityType = "emailAddress", Name = "Ana Ejemplo Ñandú", AwardedDate = new DateOnly(2026, 3, 1),
        };
        var issued = Ok(await SendAsync(services ?? Services, new IssueCredential(Actor, AchievementId, draft, CredentialFormat.DataIntegrity, null)));
        return (issued.Id, (int)Entries(issued.Bundle!.Bundle.Credential.Document!.Value)[0].Index);
    }

    private async Task<PublishedList> PublishedAsync(string purpose, int number = 1) => Ok(await SendAsync(new GetStatusList(Actor.Issuer, number, purpose)));

    private Task<Result<StatusStatement>> StatementAsync(string purpose, int place) => SendAsync(new GetStatusStatement(Actor.Issuer, 1, purpose, place));

    /// <summary>The list as a verifier reads it, its signature included.</summary>
    private async Task<(StatusListCredential List, StatusBitstring Bits)> ListAsync(string purpose, int number = 1)
    {
        var document = JsonElement.Parse((await PublishedAsync(purpose, number)).Document);
        var proof = Assert.Single(DataIntegrityProofs.Read(document).Value);
        Assert.Equal(DidKey.VerificationMethodId(Did), proof.VerificationMethod);
        Assert.Null(DataIntegrityProofs.Verify(document, proof, VerificationMethods.Resolve(proof.VerificationMethod!).Value.Key, ProofExpectations.Assertion));
        var list = StatusListCredential.Read(document).Value;
        return (list, StatusBitstring.Decode(list.EncodedList).Value);
    }

    private Task<string?> RowsAsync() =>
        Database.ScalarAsync<string>("SELECT string_agg(v::text, E'\n' ORDER BY credential_id) FROM anchor.anchor_view_standings v");
}
