using Anchor.EventStore;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Credentials;
using Anchor.Issuance.Views;
using Anchor.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Anchor.Issuance.Tests.Batches;

/// <summary>The statements of docs/scale.md, on a database in use.</summary>
public class PartitioningTests(ChainFixture chain) : IssuanceTestBase(chain)
{
    [Fact]
    public async Task A_database_whose_documents_were_partitioned_goes_on_as_before()
    {
        var before = await AnchoredBatchAsync(5);
        await RunScriptAsync();
        var after = await AnchoredBatchAsync(5);
        // Ids of a month to come fall into its own table.
        Clock.Ahead = TimeSpan.FromDays(62);
        var later = await AnchoredBatchAsync(4);

        foreach (var (batch, count) in new[] { (before, 5), (after, 5), (later, 4) })
        {
            var bundles = Ok(await SendAsync(new ListBundles(Actor.Issuer, batch, 0, 100)));
            Assert.Equal(count, bundles.Count(bundle => bundle.Bundle.Anchors.Count == 1));
            Assert.True((await SendAsync(new GetBundle(Actor.Issuer, bundles[0].Id))).IsOk);
        }
        Assert.Equal(2L, await Database.ScalarAsync<long>("SELECT count(DISTINCT tableoid) FROM anchor.anchor_documents"));
        // A host that starts finds its schema complete.
        await using var restarted = await HostAsync(null);
        await restarted.GetRequiredService<ProjectionRunner>().RebuildAsync(restarted.GetRequiredService<IssuanceViews>(), Token);
        Assert.Equal(BatchStatus.Anchored, (await BatchAsync(later)).Status);
    }

    private async Task RunScriptAsync()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs", "scale.md"), Token);
        var script = page.Split("```sql")[1].Split("```")[0];
        await using var command = Database.DataSource.CreateCommand(script);
        await command.ExecuteNonQueryAsync(Token);
    }
}
