using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths;
using Anchor.Tests.Support;

namespace Anchor.Chain.Tests.Rpc;

public sealed class PoolSendingTests
{
    private const string Send = "eth_sendRawTransaction";
    private static readonly Address Somebody = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> Pairs => [.. Enumerable.Range(0, NodeFault.Pairs.Count())];

    [Fact]
    public async Task A_transaction_goes_to_one_node()
    {
        await using var bench = await PoolBench.StartAsync();
        var signed = await bench.Chain.PrepareAsync(Somebody, [1]);
        Assert.Equal(new SendOutcome.Accepted(signed.Hash), await bench.Pool.SendRawTransactionAsync(signed.Raw, Token));
        Assert.Equal((1, 0), (bench.Doors[0].BodiesOf(Send).Count, bench.Doors[1].BodiesOf(Send).Count));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Without_a_yes_the_same_bytes_go_to_the_next_node_and_are_on_the_chain_once(int pair)
    {
        await using var bench = await PoolBench.StartAsync();
        var signed = await bench.Chain.PrepareAsync(Somebody, [1]);
        bench.Doors[0].Break(NodeFault.Pairs.ElementAt(pair), Send);

        Assert.Equal(new SendOutcome.Accepted(signed.Hash), await bench.Pool.SendRawTransactionAsync(signed.Raw, Token));

        var bodies = bench.Doors.Select(door => System.Text.Json.JsonDocument.Parse(door.BodiesOf(Send).Single()).RootElement.GetProperty("params")[0].GetString());
        Assert.All(bodies, raw => Assert.Equal(Hex.Data(signed.Raw), raw));
        Assert.True((await bench.Chain.ReceiptAsync(signed.Hash)).Succeeded);
        Assert.Equal(1UL, await bench.Chain.Client.GetTransactionCountAsync(bench.Chain.Key.Address, BlockId.Latest, Token));
    }

    [Fact]
    public async Task What_no_node_takes_and_no_node_knows_is_refused()
    {
        await using var bench = await PoolBench.StartAsync();
        await bench.Chain.WriteAsync(Somebody, [1]);
        var stale = await bench.Chain.Path.PrepareAsync(new WriteRequest(Somebody, new byte[] { 2 }, bench.Chain.Key, 0), Token);
        Assert.IsType<SendOutcome.Refused>(await bench.Pool.SendRawTransactionAsync(stale.Raw, Token));
        Assert.All(bench.Doors, door => Assert.Single(door.BodiesOf(Send)));
    }

    [Fact]
    public async Task One_refusal_and_one_lost_answer_are_unknown_until_somebody_knows_the_transaction()
    {
        await using var bench = await PoolBench.StartAsync();
        var signed = await bench.Chain.PrepareAsync(Somebody, [1]);
        bench.Doors[0].Break(NodeFault.AnswerLost(FaultKind.Silence), Send);
        bench.Doors[1].Break(NodeFault.Failed(FaultKind.RpcError), Send);
        foreach (var door in bench.Doors) door.Tell(NodeLies.KnowsNoTransaction());
        Assert.IsType<SendOutcome.Unknown>(await bench.Pool.SendRawTransactionAsync(signed.Raw, Token));
        foreach (var door in bench.Doors) door.Mend();
        Assert.Equal(new SendOutcome.Accepted(signed.Hash), await bench.Pool.SendRawTransactionAsync(signed.Raw, Token));
        Assert.True((await bench.Chain.ReceiptAsync(signed.Hash)).Succeeded);
        Assert.Equal(1UL, await bench.Chain.Client.GetTransactionCountAsync(bench.Chain.Key.Address, BlockId.Latest, Token));
    }

    [Fact]
    public async Task A_node_that_is_behind_or_failed_before_may_carry_a_transaction()
    {
        await using var bench = await PoolBench.StartAsync();
        await bench.Chain.Node.RpcAsync("anvil_mine", "0x20");
        var signed = await bench.Chain.PrepareAsync(Somebody, [1]);
        bench.Doors[0].BlocksBehind = 10;
        await bench.Pool.GasPriceAsync(Token);
        bench.Doors[1].IsDown = true;
        Assert.Equal(new SendOutcome.Accepted(signed.Hash), await bench.Pool.SendRawTransactionAsync(signed.Raw, Token));
    }

    [Fact]
    public async Task Where_no_node_can_be_reached_the_outcome_is_unknown()
    {
        await using var bench = await PoolBench.StartAsync();
        var signed = await bench.Chain.PrepareAsync(Somebody, [1]);
        foreach (var door in bench.Doors) door.IsDown = true;
        Assert.IsType<SendOutcome.Unknown>(await bench.Pool.SendRawTransactionAsync(signed.Raw, Token));
        Assert.IsType<SendOutcome.Unknown>(await bench.Pool.Pinned().SendRawTransactionAsync(signed.Raw, Token));
    }
}
