using Anchor.Chain.Rpc;
using Anchor.Verification.Nodes;

namespace Anchor.Verification.Tests;

public sealed class SettledNodeTests
{
    private static readonly RpcUnavailableException Down = new(RpcFailure.Unreachable, "down");

    [Fact]
    public async Task The_first_node_of_the_right_chain_that_answers_is_kept()
    {
        var (dead, strange, good) = (new FakeChain { Fault = Down }, new FakeChain { ChainId = 1 }, new FakeChain { Head = 77 });
        var node = new SettledNode(31337, [dead, strange, good]);
        Assert.Equal(77UL, await node.BlockNumberAsync(TestContext.Current.CancellationToken));
        dead.Fault = null;
        Assert.Equal(31337UL, await node.ChainIdAsync(TestContext.Current.CancellationToken));
        Assert.Equal((1, 1, 3), (dead.Questions, strange.Questions, good.Questions));
    }

    [Fact]
    public async Task A_node_of_another_chain_shows_itself_when_there_is_no_better()
    {
        var node = new SettledNode(31337, [new FakeChain { Fault = Down }, new FakeChain { ChainId = 1 }]);
        Assert.Equal(1UL, await node.ChainIdAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_any_answer_the_failure_is_passed_on()
    {
        var node = new SettledNode(31337, [new FakeChain { Fault = Down }]);
        await Assert.ThrowsAsync<RpcUnavailableException>(() => node.ChainIdAsync(TestContext.Current.CancellationToken));
    }
}
