using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;

namespace Anchor.Chain.Tests.Networks;

public sealed class ChainPositionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_block_is_included_then_final_and_a_replaced_one_is_reorged()
    {
        await using var chain = await ChainFixture.StartAsync();
        var receipt = await chain.WriteAsync(Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"), [1]);
        Assert.Equal(BlockStanding.Included, await StandingAsync(chain, FinalityPolicy.Depth(2), receipt.BlockNumber, receipt.BlockHash));
        await chain.Node.RpcAsync("anvil_mine", "0x2");
        Assert.Equal(BlockStanding.Final, await StandingAsync(chain, FinalityPolicy.Depth(2), receipt.BlockNumber, receipt.BlockHash));
        Assert.Equal(BlockStanding.Included, await StandingAsync(chain, FinalityPolicy.Depth(3), receipt.BlockNumber, receipt.BlockHash));
        Assert.Equal(BlockStanding.Final, await StandingAsync(chain, FinalityPolicy.Instant, receipt.BlockNumber, receipt.BlockHash));
        Assert.Equal(BlockStanding.Missing, await StandingAsync(chain, FinalityPolicy.Instant, 1000, receipt.BlockHash));

        await chain.Node.RpcAsync("anvil_reorg", 3, Array.Empty<object>());
        Assert.Equal(BlockStanding.Reorged, await StandingAsync(chain, FinalityPolicy.Instant, receipt.BlockNumber, receipt.BlockHash));
        Assert.Null(await chain.Client.GetReceiptAsync(receipt.TransactionHash, Token));
    }

    [Fact]
    public async Task A_finalized_tag_decides_where_the_node_has_it()
    {
        await using var chain = await ChainFixture.StartAsync();
        var receipt = await chain.WriteAsync(Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"), [1]);
        var policy = FinalityPolicy.Tagged("finalized");
        Assert.Equal(BlockStanding.Included, await StandingAsync(chain, policy, receipt.BlockNumber, receipt.BlockHash));
        await chain.Node.RpcAsync("anvil_mine", "0x80");
        Assert.Equal(BlockStanding.Final, await StandingAsync(chain, policy, receipt.BlockNumber, receipt.BlockHash));
    }

    [Fact]
    public async Task A_node_that_refuses_the_tag_makes_nothing_final()
    {
        var client = new Chain.Rpc.EvmClient(new FakeNode((request, _) => request.GetProperty("method").GetString() == "eth_blockNumber"
            ? FakeNode.Result(request, "0x64")
            : FakeNode.Error(request, -32602, "no such tag")).Connect());
        var head = await ChainPosition.HeadAsync(client, FinalityPolicy.Tagged("finalized"), Token);
        Assert.Equal(new ChainHead(100, null), head);
        Assert.False(FinalityPolicy.Tagged("finalized").IsFinal(1, head));
    }

    private static Task<BlockStanding> StandingAsync(ChainFixture chain, FinalityPolicy policy, ulong number, Merkle.Hash32 hash) =>
        ChainPosition.StandingAsync(chain.Client, policy, number, hash, Token);
}
