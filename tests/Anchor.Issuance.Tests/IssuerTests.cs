using System.Text.Json;
using Anchor.Issuance.Access;
using Anchor.Issuance.Achievements;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Issuers;
using Microsoft.Extensions.DependencyInjection;

namespace Anchor.Issuance.Tests;

public class IssuerTests(ChainFixture chain) : IssuanceTestBase(chain)
{
    [Fact]
    public async Task Registering_with_the_same_key_again_finds_the_same_issuer_and_another_request_is_refused()
    {
        var again = Ok(await SendAsync(new RegisterIssuer("Universidad Ejemplo", "https://universidad.example/", "America/Guatemala", false, "issuer")));
        Assert.Equal((Actor.Issuer, Did), (again.Id, again.Did));
        Assert.Equal("idempotency.key_reused", (await SendAsync(new RegisterIssuer("Otra", null, "America/Guatemala", false, "issuer"))).Error!.Code);
    }

    [Theory]
    [InlineData("", "UTC", null, "issuer.name_missing")]
    [InlineData("A", "Nowhere/Land", null, "timezone.unknown")]
    [InlineData("A", "UTC", "javascript:alert(1)", "issuer.url_invalid")]
    public async Task An_issuer_that_makes_no_sense_is_refused(string name, string zone, string? url, string code) =>
        Assert.Equal(code, (await SendAsync(new RegisterIssuer(name, url, zone, false, null))).Error!.Code);

    [Fact]
    public async Task A_second_host_opens_the_keys_that_the_first_one_sealed()
    {
        await using var second = await HostAsync(null);
        Assert.Equal(Account, Ok(await SendAsync(second, new AddAccount(Actor, Network.ChainId))).Account);
        var keys = second.GetRequiredService<Anchor.Issuance.Keys.KeyRing>();
        var state = await second.GetRequiredService<Anchor.EventStore.EventStore>().FoldAsync(Actor.Issuer, Actor.Issuer.Value, IssuerState.None, IssuerState.Evolve, Token);
        var pair = await keys.SigningKeyAsync(Actor.Issuer, state.SigningKeyId, Token);
        Assert.Equal(Did, Anchor.Credentials.Keys.DidKey.FromEd25519(pair.PublicKey));
    }

    [Fact]
    public async Task An_api_key_is_found_by_itself_alone_and_not_after_it_ended()
    {
        var keys = Services.GetRequiredService<ApiKeys>();
        var (id, key) = await keys.CreateAsync(Actor.Issuer, [Scopes.Read], Token);
        var caller = await keys.FindAsync(key, Token);
        Assert.Equal((Actor.Issuer, id.ToString()), (caller!.Actor.Issuer, caller.Actor.Id));
        Assert.Equal([Scopes.Read], caller.Scopes);
        Assert.Null(await keys.FindAsync(key[..^1] + (key[^1] == '0' ? '1' : '0'), Token));
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_api_keys k WHERE k::text LIKE $1", $"%{key[7..]}%"));
        Assert.False(await keys.RevokeAsync(new IssuerId(Guid.NewGuid()), id, Token));
        Assert.True(await keys.RevokeAsync(Actor.Issuer, id, Token));
        Assert.Null(await keys.FindAsync(key, Token));
    }

    [Fact]
    public async Task An_achievement_that_breaks_a_rule_is_refused_with_its_path()
    {
        var refused = await SendAsync(new DefineAchievement(Actor, JsonDocument.Parse("""{"name":"x","description":"y","criteria":{"narrative":"z"},"achievementType":"Nonsense"}""").RootElement, null));
        Assert.Contains("achievementType", refused.Error!.Path, StringComparison.Ordinal);
        Assert.Equal("achievement.malformed", (await SendAsync(new DefineAchievement(Actor, JsonDocument.Parse("""{"name":1}""").RootElement, null))).Error!.Code);
        Assert.Equal("achievement.malformed", (await SendAsync(new DefineAchievement(Actor, JsonDocument.Parse("[]").RootElement, null))).Error!.Code);
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        var all = new HashSet<Guid>();
        for (var i = 0; i < 7; i++) all.Add(await OpenAsync($"batch-{i}"));
        Assert.Equal(all.First(), await OpenAsync("batch-0"));
        var seen = new List<Guid>();
        Guid? after = null;
        do
        {
            var page = await SendAsync(new ListBatches(Actor.Issuer, new PageRequest(after, 3)));
            Assert.True(page.Items.Count <= 3);
            seen.AddRange(page.Items.Select(batch => batch.Id));
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(7, seen.Count);
        Assert.Equal(all, seen.ToHashSet());
    }
}
