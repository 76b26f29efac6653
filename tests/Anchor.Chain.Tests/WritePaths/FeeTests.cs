using System.Numerics;
using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;

namespace Anchor.Chain.Tests.WritePaths;

public sealed class FeeTests
{
    private const ulong Gwei = 1_000_000_000;
    private static readonly Address Somebody = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replacement_pays_more_of_both_and_takes_the_place_of_the_first()
    {
        await using var chain = await ChainFixture.StartAsync("--no-mining");
        var first = await PrepareAsync(chain, null, 1);
        Assert.IsType<SendOutcome.Accepted>(await chain.Path.SendAsync(first.Raw, Token));

        var second = await PrepareAsync(chain, first.Fees, 2);
        Assert.True(second.Fees.MaxFeePerGas * 100 >= first.Fees.MaxFeePerGas * 115);
        Assert.True(second.Fees.MaxPriorityFeePerGas * 100 >= first.Fees.MaxPriorityFeePerGas * 115);
        Assert.IsType<SendOutcome.Accepted>(await chain.Path.SendAsync(second.Raw, Token));
        Assert.IsType<SendOutcome.Refused>(await chain.Path.SendAsync(first.Raw, Token));

        await chain.Node.RpcAsync("evm_mine");
        Assert.True((await chain.ReceiptAsync(second.Hash)).Succeeded);
        Assert.IsType<WriteFate.Missing>(await chain.Path.FateAsync(first.Hash, Token));
    }

    [Fact]
    public async Task The_offer_and_the_gas_limit_stand_beside_the_bytes()
    {
        await using var chain = await ChainFixture.StartAsync();
        var signed = await chain.PrepareAsync(Somebody, [1]);
        Assert.True(signed.GasLimit > 21_000);
        var waiting = await chain.WriteAsync(Somebody, [1]);
        Assert.True(waiting.EffectiveGasPrice <= signed.Fees.MaxFeePerGas);
        Assert.True(signed.Fees.MaxPriorityFeePerGas <= signed.Fees.MaxFeePerGas);
    }

    [Fact]
    public async Task A_replacement_follows_a_base_fee_that_rose_beyond_the_least_raise()
    {
        await using var chain = await ChainFixture.StartAsync();
        var former = new OfferedFees(10 * Gwei, Gwei);
        await chain.Node.RpcAsync("anvil_setNextBlockBaseFeePerGas", "0x174876e800"); // 100 gwei
        await chain.Node.RpcAsync("evm_mine");
        var offer = await OfferAsync(chain, chain.Network, former);
        Assert.True(offer.MaxFeePerGas >= 100 * Gwei + offer.MaxPriorityFeePerGas);
    }

    [Fact]
    public async Task Caps_bound_the_offer_and_refuse_what_is_due_above_them()
    {
        await using var chain = await ChainFixture.StartAsync();
        await chain.Node.RpcAsync("anvil_setNextBlockBaseFeePerGas", "0x2540be400"); // 10 gwei
        await chain.Node.RpcAsync("evm_mine");
        var capped = chain.Network with { Fees = new FeePolicy { MaxFeePerGasGwei = 12, MaxPriorityFeePerGasGwei = 0.5m } };
        Assert.Equal(new OfferedFees(12 * Gwei, Gwei / 2), await OfferAsync(chain, capped, null));
        var tooLow = chain.Network with { Fees = new FeePolicy { MaxFeePerGasGwei = 9 } };
        await Assert.ThrowsAsync<FeeTooHighException>(() => OfferAsync(chain, tooLow, null));
        await Assert.ThrowsAsync<CannotOutbidException>(() => OfferAsync(chain, capped, new OfferedFees(11 * Gwei, Gwei / 10)));
        await Assert.ThrowsAsync<CannotOutbidException>(() => OfferAsync(chain, capped, new OfferedFees(Gwei, Gwei / 2)));
    }

    [Fact]
    public async Task Where_gas_is_free_there_is_nothing_to_outbid_with()
    {
        await using var chain = await ChainFixture.StartAsync("--hardfork", "berlin", "--gas-price", "0");
        Assert.Equal(default, await OfferAsync(chain, chain.Network, null));
        await Assert.ThrowsAsync<CannotOutbidException>(() => OfferAsync(chain, chain.Network, default(OfferedFees)));
        var forecast = await new FeeOffers(chain.Client, chain.Network).ForecastAsync(50_000, Token);
        Assert.Equal((0, 0, 0), (forecast.CostNow, forecast.Needed, forecast.WorstCost));
        Assert.Null((await AccountFunds.ReadAsync(chain.Client, chain.Network, Somebody, 50_000, Token)).PaysFor);
    }

    [Fact]
    public async Task Where_blocks_have_no_base_fee_the_price_is_raised()
    {
        await using var chain = await ChainFixture.StartAsync("--hardfork", "berlin", "--gas-price", "1000000000", "--no-mining");
        var first = await PrepareAsync(chain, null, 1);
        Assert.Equal(new OfferedFees(Gwei, Gwei), first.Fees);
        await chain.Path.SendAsync(first.Raw, Token);
        var second = await PrepareAsync(chain, first.Fees, 2);
        Assert.Equal(new OfferedFees(1_150_000_000, 1_150_000_000), second.Fees);
        Assert.IsType<SendOutcome.Accepted>(await chain.Path.SendAsync(second.Raw, Token));
        await chain.Node.RpcAsync("evm_mine");
        Assert.True((await chain.ReceiptAsync(second.Hash)).Succeeded);
        await Assert.ThrowsAsync<CannotOutbidException>(() => OfferAsync(chain, chain.Network with { Fees = new FeePolicy { MaxFeePerGasGwei = 1.1m } }, first.Fees));
    }

    [Theory]
    [InlineData("""{"reward":[["0x1"],["0x9"],["0x5"]],"gasUsedRatio":[0.5,0.1,1.0]}""", 5)]
    [InlineData("""{"reward":[["0x0"],["0x7"],["0x0"]],"gasUsedRatio":[0,0.1,0.0]}""", 7)]
    [InlineData("""{"reward":[["0x0"]],"gasUsedRatio":[0]}""", 3)]
    [InlineData("""{"gasUsedRatio":[0.5]}""", 3)]
    [InlineData("""{"reward":null,"gasUsedRatio":[0.5]}""", 3)]
    [InlineData(null, 3)]
    public async Task The_tip_is_what_half_of_the_used_blocks_paid_and_else_what_the_node_suggests(string? history, int tip)
    {
        var node = new FakeNode((request, _) => request.GetProperty("method").GetString() switch
        {
            "eth_feeHistory" when history is not null => FakeNode.Result(request, System.Text.Json.Nodes.JsonNode.Parse(history)),
            "eth_maxPriorityFeePerGas" => FakeNode.Result(request, "0x3"),
            _ => FakeNode.Error(request, -32601, "no such method"),
        });
        var header = new BlockHeader(1, default, default, 0, 100, 30_000_000);
        Assert.Equal(new FeeSuggestion(tip, 200 + tip), await new EvmClient(node.Connect()).SuggestFeesAsync(header, Token));
    }

    [Theory]
    [InlineData("""{"reward":[[]],"gasUsedRatio":[1]}""")]
    [InlineData("""{"reward":["0x1"],"gasUsedRatio":[1]}""")]
    [InlineData("""{"reward":7,"gasUsedRatio":[1]}""")]
    public async Task A_fee_history_that_is_none_is_malformed(string history)
    {
        var node = new FakeNode((request, _) => FakeNode.Result(request, System.Text.Json.Nodes.JsonNode.Parse(history)));
        var header = new BlockHeader(1, default, default, 0, 100, 30_000_000);
        await Assert.ThrowsAsync<RpcUnavailableException>(() => new EvmClient(node.Connect()).SuggestFeesAsync(header, Token));
    }

    [Fact]
    public void Outbidding_raises_both_by_15_percent_rounded_up_and_never_by_nothing()
    {
        Assert.Equal(new OfferedFees(115, 12), new OfferedFees(100, 10).Outbid());
        Assert.Equal(new OfferedFees(2, 1), new OfferedFees(1, 0).Outbid());
        var dice = new Dice();
        for (var i = 0; i < 200; i++)
        {
            var former = new OfferedFees(dice.Number(120), dice.Number(120));
            var next = former.Outbid();
            Assert.True(next.MaxFeePerGas * 8 >= former.MaxFeePerGas * 9 && next.MaxFeePerGas > former.MaxFeePerGas);
            Assert.True(next.MaxPriorityFeePerGas * 8 >= former.MaxPriorityFeePerGas * 9 && next.MaxPriorityFeePerGas > former.MaxPriorityFeePerGas);
        }
    }

    [Fact]
    public async Task A_balance_is_measured_in_transactions()
    {
        await using var chain = await ChainFixture.StartAsync();
        var empty = await AccountFunds.ReadAsync(chain.Client, chain.Network, new Dice().Account(), 50_000, Token);
        Assert.Equal((0, false), (empty.PaysFor, empty.IsEnough));
        var rich = await AccountFunds.ReadAsync(chain.Client, chain.Network, chain.Key.Address, 50_000, Token);
        Assert.True(rich.IsEnough);
        Assert.Equal(rich.Balance / rich.Forecast.CostNow, rich.PaysFor);
        Assert.Equal(50_000 * FeePolicy.Default.MaxFeePerGas, rich.Forecast.WorstCost);
        Assert.True(rich.PaysForAtWorst < rich.PaysFor);
        Assert.True(rich.Forecast.Needed >= rich.Forecast.CostNow && !rich.Forecast.IsAboveCaps);
    }

    [Theory]
    [InlineData("{}", "2000000000000", "200000000000")]
    [InlineData("""{"maxFeePerGasGwei":50}""", "50000000000", "50000000000")]
    [InlineData("""{"maxFeePerGasGwei":0.000000001,"maxPriorityFeePerGasGwei":0}""", "1", "0")]
    [InlineData("""{"maxPriorityFeePerGasGwei":1.5}""", "2000000000000", "1500000000")]
    public void Caps_are_read_in_gwei(string json, string most, string tip)
    {
        var caps = JsonSerializer.Deserialize<FeePolicy>(json)!;
        Assert.Equal((BigInteger.Parse(most), BigInteger.Parse(tip)), (caps.MaxFeePerGas, caps.MaxPriorityFeePerGas));
        Assert.Equal(caps, JsonSerializer.Deserialize<FeePolicy>(JsonSerializer.Serialize(caps)));
    }

    [Theory]
    [InlineData("""{"maxFeePerGasGwei":-1}""")]
    [InlineData("""{"maxFeePerGasGwei":1000001}""")]
    [InlineData("""{"maxFeePerGasGwei":"50"}""")]
    [InlineData("""{"maxFeePerGasGwei":0.0000000001}""")]
    [InlineData("""{"maxFeePerGasGwei":1,"maxPriorityFeePerGasGwei":2}""")]
    [InlineData("""{"maxPriorityFeePerGasGwei":2001}""")]
    public void Caps_out_of_range_are_refused(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<FeePolicy>(json));

    private static async Task<SignedTransaction> PrepareAsync(ChainFixture chain, OfferedFees? outbids, byte data) =>
        await chain.Path.PrepareAsync(new WriteRequest(Somebody, new[] { data }, chain.Key, 0) { Outbids = outbids }, Token);

    private static async Task<OfferedFees> OfferAsync(ChainFixture chain, Network network, OfferedFees? outbids) =>
        await new FeeOffers(chain.Client, network).OfferAsync((await chain.Client.GetBlockAsync(BlockId.Latest, Token))!, outbids, Token);
}
