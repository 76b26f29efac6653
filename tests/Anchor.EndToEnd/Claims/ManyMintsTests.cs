using System.Diagnostics;
using System.Globalization;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Chain.Tokens;
using Anchor.EndToEnd.Hosting;
using Anchor.Tests.Support;

namespace Anchor.EndToEnd.Claims;

/// <summary>Many learners at once, and a host that dies: everybody gets one token. ANCHOR_MINTS says how many learners; it prints what it took.</summary>
public sealed class ManyMintsTests
{
    private const int Few = 60, Most = 5_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_mints_none_is_lost_and_none_is_doubled_though_the_host_is_killed()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("ANCHOR_MINTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, Most) : Few;
        var dice = new Random(count);
        await using var node = await EvmNode.StartHardhatAsync();
        await node.RpcAsync("evm_setIntervalMining", 500);
        await using var workplace = await Workplace.CreateAsync(node, node.Url, 2, withTokens: true);
        var place = await MintingPlace.OpenAsync(workplace, count);
        var holders = new Dictionary<string, string>();
        var claims = Enumerable.Range(0, count).Select(_ => place.Take()).ToArray();
        await Parallel.ForEachAsync(claims, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token }, async (claim, token) =>
        {
            using var key = EvmAccountKey.Generate();
            var view = await place.Job.Client.PostAsync($"/claims/{claim.Credential}/mint", new { secret = claim.Secret, account = key.Address.ToString(), gas = "relayed" });
            lock (holders) holders[view.GetProperty("tokenId").GetString()!] = key.Address.ToString();
        });

        var clock = Stopwatch.StartNew();
        var kills = 0;
        for (var minted = 0L; minted < count; minted = await MintedAsync(place))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(8), $"{minted} of {count} are minted.\n{place.Host.Words}");
            await Task.Delay(dice.Next(300, 1_500), Token);
            if (kills >= 3) continue;
            kills++;
            await place.Host.KillAsync();
            await place.Host.StartAsync();
        }
        clock.Stop();

        var contract = Address.Parse(await workplace.Database.ScalarAsync<string?>("SELECT address FROM anchor.anchor_view_collections"));
        var logs = await place.Client.GetLogsAsync(contract, [TokenAbi.MintedEvent.Topic], 0, await place.Client.BlockNumberAsync(Token), Token);
        var told = logs.Select(TokenEvent.Read).OfType<TokenEvent.Minted>().ToDictionary(each => $"0x{each.TokenId.ToString("x64", CultureInfo.InvariantCulture)[^64..]}", each => each.To.ToString());
        Assert.Equal(holders.OrderBy(each => each.Key, StringComparer.Ordinal), told.OrderBy(each => each.Key, StringComparer.Ordinal));
        Assert.Equal(count, logs.Count);
        Assert.Equal(count, await workplace.Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events WHERE type = 'token_minted_v1'"));
        var transactions = await workplace.Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_view_transactions WHERE purpose = 'mint' AND status = 'final'");
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} mints in {clock.Elapsed.TotalSeconds:F1} s over {transactions} transactions, the host killed {kills} times: 0 lost, 0 doubled");
    }

    private static Task<long> MintedAsync(MintingPlace place) => place.Workplace.Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_view_tokens WHERE status = 'minted'");
}
