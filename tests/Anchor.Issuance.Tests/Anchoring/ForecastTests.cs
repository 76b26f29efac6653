using System.Globalization;
using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.WritePaths;
using Anchor.Credentials;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Ledger;
using Anchor.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Anchor.Issuance.Tests.Anchoring;

public class ForecastTests(ChainFixture chain) : IssuanceTestBase(chain)
{
    [Fact]
    public async Task A_forecast_names_who_pays_and_what_it_costs_and_writes_nothing()
    {
        var batch = await OpenAsync();
        var before = await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events");
        var forecast = Ok(await SendAsync(new ForecastBatch(Actor.Issuer, batch)));
        Assert.Equal((Network.ChainId, AnchorCalls.GasOf(1, areSigned: false)), (forecast.ChainId, forecast.Gas));
        Assert.Equal(("issuer", Account, true), (forecast.Payer.PaidBy, forecast.Payer.Account, forecast.Payer.IsEnough));
        Assert.Equal("100000000000000000000", forecast.Payer.Balance);
        Assert.Equal(forecast.Gas * Number(forecast.PricePerGas), Number(forecast.CostNow));
        Assert.True(Number(forecast.Needed) >= Number(forecast.CostNow));
        Assert.Equal(forecast.Gas * FeePolicy.Default.MaxFeePerGas, Number(forecast.WorstCost));
        Assert.Equal(Number(forecast.Payer.Balance) / Number(forecast.CostNow), Number(forecast.Payer.PaysFor!));
        Assert.Empty(forecast.Warnings);
        Assert.Null(forecast.Quota);
        Assert.Equal(before, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events"));
    }

    [Fact]
    public async Task What_a_forecast_said_covers_what_anchoring_used()
    {
        var batch = await OpenAsync();
        var forecast = Ok(await SendAsync(new ForecastBatch(Actor.Issuer, batch)));
        Ok(await ImportAsync(batch, Header + Rows(2)));
        await RunUntilAsync(async () => (await BatchAsync(batch)).AnchoredAt is not null);
        Assert.InRange((await BatchAsync(batch)).Anchorings[0].GasUsed!.Value, 21_000, (long)forecast.Gas);
    }

    [Theory]
    [InlineData("0x1", "funds.insufficient")]
    [InlineData("0x38d7ea4c68000", "funds.low")]
    public async Task Too_little_is_told_before_it_is_missing(string balance, string code)
    {
        await Node.RpcAsync("anvil_setBalance", Account, balance);
        await Node.RpcAsync("anvil_setNextBlockBaseFeePerGas", "0x3b9aca00");
        await Node.RpcAsync("evm_mine");
        var forecast = Ok(await SendAsync(new ForecastBatch(Actor.Issuer, await OpenAsync())));
        Assert.Equal(code, Assert.Single(forecast.Warnings).Code);
        Assert.Equal(code == "funds.low", forecast.Payer.IsEnough);
    }

    [Fact]
    public async Task Caps_below_the_price_are_told()
    {
        await Node.RpcAsync("anvil_setNextBlockBaseFeePerGas", "0x3b9aca00");
        await Node.RpcAsync("evm_mine");
        await using var host = await HostAsync(Catalog(Network with { Fees = new FeePolicy { MaxFeePerGasGwei = 0.000000001m } }));
        var forecast = Ok(await SendAsync(host, new ForecastBatch(Actor.Issuer, await OpenAsync())));
        Assert.Contains(forecast.Warnings, warning => warning.Code == "fees.above_caps");
    }

    [Fact]
    public async Task A_quota_is_compared_with_the_call()
    {
        var batch = await OpenAsync();
        foreach (var (quota, fits) in new[] { (50_000UL, false), (500_000UL, true) })
        {
            await using var host = await HostAsync(Catalog(Network with { Lacnet = new LacnetSettings { QuotaPerBlock = quota } }));
            var forecast = Ok(await SendAsync(host, new ForecastBatch(Actor.Issuer, batch)));
            Assert.Equal(new QuotaForecast(quota, fits), forecast.Quota);
            Assert.Equal(!fits, forecast.Warnings.Any(warning => warning.Code == "quota.exceeded"));
        }
    }

    [Fact]
    public async Task Where_the_host_pays_its_account_is_named_and_none_is_made_for_that()
    {
        var batch = await OpenAsync();
        await using var host = await HostAsync(Catalog(Network with { Payer = NetworkPayer.Host }));
        var forecast = Ok(await SendAsync(host, new ForecastBatch(Actor.Issuer, batch)));
        Assert.Equal(("host", null, "0", false), (forecast.Payer.PaidBy, forecast.Payer.Account, forecast.Payer.Balance, forecast.Payer.IsEnough));
        Assert.Equal("funds.insufficient", Assert.Single(forecast.Warnings).Code);
        Assert.Equal(AnchorCalls.GasOf(1, areSigned: true), forecast.Gas);
        Assert.Null(await host.GetRequiredService<SendingAccounts>().HostAsync(Network.ChainId, Token));

        var account = (await host.GetRequiredService<SenderKeys>().HostAccountAsync(Network.ChainId, Token)).ToString();
        await Node.RpcAsync("anvil_setBalance", account, "0x56bc75e2d63100000");
        forecast = Ok(await SendAsync(host, new ForecastBatch(Actor.Issuer, batch)));
        Assert.Equal((account, true), (forecast.Payer.Account, forecast.Payer.IsEnough));
        Assert.Empty(forecast.Warnings);
    }

    [Fact]
    public async Task A_chain_that_cannot_be_asked_is_said_and_nothing_guessed()
    {
        var batch = await OpenAsync();
        var dead = new NetworkCatalog([Network with { RpcUrls = [new Uri("http://127.0.0.1:1/geheim")] }], Anchor.Chain.Rpc.EvmHttp.Create(), Clock);
        await using var host = await HostAsync(dead);
        var error = (await SendAsync(host, new ForecastBatch(Actor.Issuer, batch))).Error!;
        Assert.Equal(("network.unreachable", ErrorKind.Unavailable), (error.Code, error.Kind));
        Assert.DoesNotContain("geheim", error.Message, StringComparison.Ordinal);
        await using var stranger = await HostAsync(Catalog(Network with { GenesisHash = Network.RegistryCodeHash }));
        Assert.Equal("network.wrong_chain", (await SendAsync(stranger, new ForecastBatch(Actor.Issuer, batch))).Error!.Code);
    }

    [Fact]
    public async Task A_batch_of_somebody_else_and_one_that_was_given_up_have_no_forecast()
    {
        var batch = await OpenAsync();
        var other = Ok(await SendAsync(new RegisterIssuer("Colegio Ejemplo", null, "America/Lima", false, "other")));
        Assert.Equal("batch.not_found", (await SendAsync(new ForecastBatch(other.Id, batch))).Error!.Code);
        Ok(await SendAsync(new Issuance.Batches.DiscardBatch(Actor, batch)));
        Assert.Equal("batch.discarded", (await SendAsync(new ForecastBatch(Actor.Issuer, batch))).Error!.Code);
    }

    [Fact]
    public async Task Networks_show_the_callers_accounts_and_nobody_elses()
    {
        await AnchoredBatchAsync(2);
        var other = Ok(await SendAsync(new RegisterIssuer("Colegio Ejemplo", null, "America/Lima", false, "other")));
        var theirs = Ok(await SendAsync(new AddAccount(new Actor(other.Id, "key-two"), Network.ChainId))).Account;
        var stranger = Ok(await SendAsync(new RegisterIssuer("Instituto Ejemplo", null, "America/Lima", false, "third")));

        var mine = Assert.Single(await SendAsync(new ListNetworks(Actor.Issuer)));
        Assert.Equal((Network.ChainId, "direct", "issuer", "depth:2", false), (mine.ChainId, mine.WritePath, mine.PaidBy, mine.Finality, mine.Production));
        var account = Assert.Single(mine.Accounts);
        Assert.Equal((Account, "issuer", 1UL), (account.Account, account.PaidBy, account.NextNonce));
        Assert.NotNull(account.Balance);
        Assert.Equal("well", Assert.Single(mine.Nodes).State);
        Assert.Empty(mine.Warnings);
        var unused = Assert.Single(Assert.Single(await SendAsync(new ListNetworks(other.Id))).Accounts);
        Assert.Equal((theirs, null, null), (unused.Account, unused.NextNonce, unused.Balance));
        Assert.Empty(Assert.Single(await SendAsync(new ListNetworks(stranger.Id))).Accounts);
    }

    [Fact]
    public async Task Networks_warn_of_low_funds_foreign_use_and_nodes_that_fail()
    {
        await AnchoredBatchAsync(2);
        await using (var command = Database.DataSource.CreateCommand("UPDATE anchor.anchor_accounts SET foreign_nonces = 3, foreign_seen = now(), pays_for = 4, balance = 5"))
            await command.ExecuteNonQueryAsync(Token);
        await using var host = await HostAsync(new NetworkCatalog([Network with { RpcUrls = [new Uri("http://127.0.0.1:1/geheim"), Node.Url] }], Anchor.Chain.Rpc.EvmHttp.Create(), Clock));
        Ok(await SendAsync(host, new ForecastBatch(Actor.Issuer, await OpenAsync())));
        var view = Assert.Single(await SendAsync(host, new ListNetworks(Actor.Issuer)));
        Assert.Equal(["account.foreign_use", "funds.low", "node.unwell"], view.Warnings.Select(warning => warning.Code));
        Assert.Equal(["failing", "well"], view.Nodes.Select(node => node.State));
        Assert.DoesNotContain("geheim", System.Text.Json.JsonSerializer.Serialize(view), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_host_pays_its_account_is_shown_beside_the_issuers()
    {
        await using var host = await HostAsync(Catalog(Network with { Payer = NetworkPayer.Host }));
        var paying = (await host.GetRequiredService<SenderKeys>().HostAccountAsync(Network.ChainId, Token)).ToString();
        var view = Assert.Single(await SendAsync(host, new ListNetworks(Actor.Issuer)));
        Assert.Equal([("host", paying), ("issuer", Account)], view.Accounts.Select(account => (account.PaidBy, account.Account)));
    }

    private NetworkCatalog Catalog(Network network)
    {
        var client = RegistryDeployment.Client(Node);
        return new NetworkCatalog([new KnownNetwork(network, client, new RegistryContract(client, network.RegistryAddress!.Value), new DirectWritePath(client, network, new DirectWritePathOptions()))]);
    }

    private static BigInteger Number(string text) => BigInteger.Parse(text, CultureInfo.InvariantCulture);
}
