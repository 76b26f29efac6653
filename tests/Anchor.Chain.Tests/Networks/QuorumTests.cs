using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Chain.Tests.Networks;

/// <summary>Finality by the word of several real nodes, of which each goes its own way when a test says so.</summary>
public sealed class QuorumTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_block_is_final_when_as_many_nodes_as_must_agree_say_so()
    {
        await using var twins = await TwinNodes.StartAsync(3);
        using var bench = new Bench(twins, quorum: 2);
        await twins.MineAsync(5);
        var hash = await bench.HashAsync(0, 2);
        Assert.Equal(hash, await bench.HashAsync(1, 2));
        Assert.Equal(BlockStanding.Final, await bench.Nodes.StandingAsync(2, hash, Token));
        Assert.Equal(BlockStanding.Included, await bench.Nodes.StandingAsync(3, await bench.HashAsync(0, 3), Token));
        Assert.Equal(BlockStanding.Missing, await bench.Nodes.StandingAsync(9, hash, Token));
    }

    [Fact]
    public async Task Each_node_judges_by_its_own_head()
    {
        await using var twins = await TwinNodes.StartAsync(2);
        using var bench = new Bench(twins, quorum: 2);
        await twins.MineAsync(3);
        await twins.MineAsync(2, 0);
        Assert.Equal(BlockStanding.Included, await bench.Nodes.StandingAsync(2, await bench.HashAsync(0, 2), Token));
    }

    [Fact]
    public async Task A_node_on_a_fork_of_its_own_leaves_the_question_open_for_both_sides()
    {
        await using var twins = await TwinNodes.StartAsync(3);
        using var bench = new Bench(twins, quorum: 2);
        await twins.MineAsync(1);
        await twins.MineAsync(5, 0, 1);
        await twins.MineAsync(5, 2);
        var (many, one) = (await bench.HashAsync(0, 2), await bench.HashAsync(2, 2));
        Assert.NotEqual(many, one);
        Assert.Equal(BlockStanding.Unknown, await bench.Nodes.StandingAsync(2, many, Token));
        Assert.Equal(BlockStanding.Unknown, await bench.Nodes.StandingAsync(2, one, Token));

        var votes = (await bench.Nodes.VotesAsync(2, many, Token)).Votes;
        Assert.Equal([BlockStanding.Final, BlockStanding.Final, BlockStanding.Reorged], votes.Select(vote => vote.Standing!.Value));
        Assert.Equal(one, votes[2].Seen);
        Assert.Contains("Reorged at height 6, has " + one.ToHex(), votes[2].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_is_reorged_once_every_node_that_speaks_shows_another()
    {
        await using var twins = await TwinNodes.StartAsync(3);
        using var bench = new Bench(twins, quorum: 2);
        await twins.MineAsync(5);
        var hash = await bench.HashAsync(0, 4);
        foreach (var (node, expected) in new[] { (0, BlockStanding.Unknown), (1, BlockStanding.Unknown), (2, BlockStanding.Reorged) })
        {
            Assert.NotEqual(BlockStanding.Reorged, await bench.Nodes.StandingAsync(4, hash, Token));
            await twins[node].RpcAsync("anvil_rollback", 3);
            await twins.MineAsync(5, node);
            Assert.Equal(expected, await bench.Nodes.StandingAsync(4, hash, Token));
        }
    }

    [Fact]
    public async Task Too_few_answers_are_no_finality()
    {
        await using var twins = await TwinNodes.StartAsync(2);
        using var bench = new Bench(twins, quorum: 2);
        await twins.MineAsync(5);
        var hash = await bench.HashAsync(0, 2);
        Assert.Equal(BlockStanding.Final, await bench.Nodes.StandingAsync(2, hash, Token));
        await twins[1].StopAsync();
        Assert.Equal(BlockStanding.Unknown, await bench.Nodes.StandingAsync(2, hash, Token));
        Assert.Contains((await bench.Nodes.VotesAsync(2, hash, Token)).Votes, vote => vote.Standing is null && vote.Failure is not null);
    }

    [Fact]
    public async Task A_node_that_failed_a_moment_ago_is_asked_again_where_the_quorum_needs_it()
    {
        await using var twins = await TwinNodes.StartAsync(2);
        await using var door = FaultyNode.Before(twins[1], seed: 1);
        using var bench = new Bench(twins, quorum: 2, [twins[0].Url, door.Url]);
        await twins.MineAsync(5);
        var hash = await bench.HashAsync(0, 2);
        door.IsDown = true;
        Assert.Equal(BlockStanding.Unknown, await bench.Nodes.StandingAsync(2, hash, Token));
        Assert.Equal(NodeState.Failing, bench.Nodes.Health[1].State);
        door.Mend();
        Assert.Equal(BlockStanding.Final, await bench.Nodes.StandingAsync(2, hash, Token));
    }

    [Fact]
    public async Task A_node_left_behind_on_an_old_fork_says_nothing_against_the_others()
    {
        await using var twins = await TwinNodes.StartAsync(3);
        using var bench = new Bench(twins, quorum: 2);
        await twins.MineAsync(1);
        await twins.MineAsync(3, 2);
        await twins.MineAsync(12, 0, 1);
        Assert.Equal(BlockStanding.Final, await bench.Nodes.StandingAsync(2, await bench.HashAsync(0, 2), Token));
        Assert.Equal(BlockStanding.Reorged, await bench.Nodes.StandingAsync(2, await bench.HashAsync(2, 2), Token));
    }

    [Fact]
    public async Task A_node_of_another_chain_has_no_vote()
    {
        await using var twins = await TwinNodes.StartAsync(2);
        await using var door = FaultyNode.Before(twins[1], seed: 1);
        using var bench = new Bench(twins, quorum: 2, [twins[0].Url, door.Url]);
        await twins.MineAsync(5);
        door.Tell(NodeLies.WrongChain(5));
        Assert.Equal(BlockStanding.Unknown, await bench.Nodes.StandingAsync(2, await bench.HashAsync(0, 2), Token));
        Assert.Contains("chain id 5", (await bench.Nodes.VotesAsync(2, default, Token)).Votes[1].Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quorum_that_the_nodes_cannot_make_up_is_refused()
    {
        await using var twins = await TwinNodes.StartAsync(1);
        Assert.Throws<ArgumentException>(() => new Bench(twins, quorum: 2));
        Assert.Throws<ArgumentException>(() => new Bench(twins, quorum: 0));
    }

    /// <summary>Every way in which up to four nodes at one height can vote.</summary>
    [Fact]
    public void Nothing_is_final_or_reorged_without_the_quorum_nor_against_a_contradiction()
    {
        BlockStanding?[] choices = [BlockStanding.Missing, BlockStanding.Reorged, BlockStanding.Included, BlockStanding.Final, null];
        IEnumerable<BlockStanding?[]> ways = [[]];
        for (var nodes = 1; nodes <= 4; nodes++)
        {
            ways = [.. ways.SelectMany(way => choices.Select(choice => (BlockStanding?[])[.. way, choice]))];
            foreach (var way in ways)
            {
                for (var quorum = 1; quorum <= nodes; quorum++)
                {
                    var standing = QuorumStanding.Of([.. way.Select(said => new NodeVote("n", said, said is null ? null : 10, null, null))], quorum).Standing;
                    var (final, reorged, included) = (way.Count(s => s == BlockStanding.Final), way.Count(s => s == BlockStanding.Reorged), way.Count(s => s == BlockStanding.Included));
                    Assert.Equal(final >= quorum && reorged == 0, standing == BlockStanding.Final);
                    Assert.Equal(reorged >= quorum && final + included == 0, standing == BlockStanding.Reorged);
                    if (way.Count(s => s is not null) < quorum) Assert.Equal(BlockStanding.Unknown, standing);
                }
            }
        }
    }

    [Fact]
    public void A_boasting_node_silences_nobody()
    {
        NodeVote[] votes =
        [
            new("a", BlockStanding.Final, 20, null, null), new("b", BlockStanding.Final, 20, null, null), new("liar", BlockStanding.Reorged, ulong.MaxValue, null, null),
        ];
        for (var quorum = 1; quorum <= 3; quorum++) Assert.Equal(BlockStanding.Unknown, QuorumStanding.Of(votes, quorum).Standing);
    }

    private sealed class Bench : IDisposable
    {
        private readonly HttpClient _http = EvmHttp.Create();
        private readonly TwinNodes _twins;

        internal Bench(TwinNodes twins, int quorum, IReadOnlyList<Uri>? urls = null)
        {
            _twins = twins;
            var network = new Network
            {
                Name = "twins", ChainId = twins[0].ChainId, RpcUrls = urls ?? [.. twins.Nodes.Select(node => node.Url)], Finality = FinalityPolicy.Depth(3), Quorum = quorum,
            };
            Nodes = new NetworkNodes(network, NodeConnection.ToAll(network.RpcUrls, _http, new JsonRpcOptions(), TimeProvider.System), new NodePoolOptions { LookInterval = TimeSpan.Zero }, TimeProvider.System);
        }

        internal NetworkNodes Nodes { get; }

        internal async Task<Hash32> HashAsync(int node, ulong number)
        {
            var client = new EvmClient(new JsonRpcClient(_http, _twins[node].Url, new JsonRpcOptions(), TimeProvider.System));
            return (await client.GetBlockAsync(BlockId.At(number), Token))!.Hash;
        }

        public void Dispose() => _http.Dispose();
    }
}
