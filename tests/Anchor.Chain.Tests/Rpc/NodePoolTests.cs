using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Tests.Support;

namespace Anchor.Chain.Tests.Rpc;

public sealed class NodePoolTests
{
    private static readonly Address Somebody = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> Faults => [.. Enumerable.Range(0, NodeFault.Pairs.Count()).Where(static pair => NodeFault.Pairs.ElementAt(pair).Kind != FaultKind.RpcError)];

    [Fact]
    public async Task Reading_goes_to_the_first_listed_node_while_it_is_well()
    {
        await using var bench = await PoolBench.StartAsync();
        for (var i = 0; i < 3; i++) await bench.Pool.GasPriceAsync(Token);
        Assert.Equal((3, 0), (bench.Questions(0), bench.Questions(1)));
        Assert.Equal([NodeState.Well, NodeState.Well], bench.States);
        Assert.All(bench.Pool.Health, node => Assert.Equal((0UL, 0), (node.Height, node.Failures)));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Where_a_node_gives_no_answer_the_next_one_does(int pair)
    {
        await using var bench = await PoolBench.StartAsync();
        await bench.Pool.GasPriceAsync(Token);
        bench.Doors[0].Break(NodeFault.Pairs.ElementAt(pair));

        Assert.True(await bench.Pool.GetBalanceAsync(bench.Chain.Key.Address, BlockId.Latest, Token) > 0);

        Assert.Equal([NodeState.Failing, NodeState.Well], bench.States);
        var failing = bench.Pool.Health[0];
        Assert.Equal(1, failing.Failures);
        Assert.Equal(bench.Time.Now + TimeSpan.FromSeconds(1), failing.AskedAgainAt);
        Assert.NotNull(failing.LastFailure);
    }

    [Fact]
    public async Task A_node_that_never_answers_holds_nobody_up_for_ever()
    {
        await using var bench = await PoolBench.StartAsync();
        bench.Doors[0].Break(NodeFault.Failed(FaultKind.Silence));
        await bench.Pool.GasPriceAsync(Token);
        Assert.Equal(0, bench.Questions(0));
        Assert.Equal([NodeState.Failing, NodeState.Well], bench.States);
    }

    [Fact]
    public async Task A_call_that_reverts_is_an_answer()
    {
        await using var bench = await PoolBench.StartAsync();
        var revert = new CallRequest(null, Convert.FromHexString("602a60005260206000fd"));
        Assert.NotEqual(0, (await Assert.ThrowsAsync<RpcErrorException>(() => bench.Pool.CallAsync(revert, BlockId.Latest, Token))).RevertData.Length);
        await Assert.ThrowsAsync<RpcErrorException>(() => bench.Pool.EstimateGasAsync(revert, Token));
        Assert.Equal(0, bench.Questions(1));
        Assert.Equal([NodeState.Well, NodeState.Well], bench.States);
    }

    [Fact]
    public async Task Where_a_node_lacks_a_method_the_next_one_is_asked_and_nothing_is_held_against_it()
    {
        await using var bench = await PoolBench.StartAsync();
        bench.Doors[0].Tell(NodeLies.Without("eth_gasPrice"));
        await bench.Pool.GasPriceAsync(Token);
        Assert.Equal([NodeState.Well, NodeState.Well], bench.States);

        bench.Doors[1].Tell(NodeLies.Without("eth_gasPrice"));
        Assert.Equal(-32601, (await Assert.ThrowsAsync<RpcErrorException>(() => bench.Pool.GasPriceAsync(Token))).Code);
    }

    [Fact]
    public async Task A_node_that_fails_is_left_alone_for_a_growing_while_and_then_taken_back()
    {
        await using var bench = await PoolBench.StartAsync();
        await bench.Pool.GasPriceAsync(Token);
        bench.Doors[0].IsDown = true;
        foreach (var pause in new[] { 1, 2, 4, 8, 16, 20, 20 })
        {
            var before = bench.Doors[0].Heard.Count;
            await bench.Pool.GasPriceAsync(Token);
            Assert.True(bench.Doors[0].Heard.Count > before);
            Assert.Equal(bench.Time.Now + TimeSpan.FromSeconds(pause), bench.Pool.Health[0].AskedAgainAt);

            var asked = bench.Doors[0].Heard.Count;
            bench.Time.Now += TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1);
            await bench.Pool.GasPriceAsync(Token);
            Assert.Equal(asked, bench.Doors[0].Heard.Count);
            bench.Time.Now += TimeSpan.FromMilliseconds(1);
        }
        bench.Doors[0].Mend();
        var questions = bench.Questions(0);
        await bench.Pool.GasPriceAsync(Token);
        Assert.Equal(questions + 1, bench.Questions(0));
        Assert.Equal((NodeState.Well, 0), (bench.Pool.Health[0].State, bench.Pool.Health[0].Failures));
    }

    [Fact]
    public async Task A_node_that_shows_its_height_and_fails_at_questions_is_left_alone_longer_each_time()
    {
        await using var bench = await PoolBench.StartAsync();
        bench.Doors[0].Break(NodeFault.Failed(FaultKind.Garbage), "eth_gasPrice");
        foreach (var pause in new[] { 1, 2, 4 })
        {
            await bench.Pool.GasPriceAsync(Token);
            Assert.Equal(bench.Time.Now + TimeSpan.FromSeconds(pause), bench.Pool.Health[0].AskedAgainAt);
            bench.Time.Now += TimeSpan.FromSeconds(pause);
        }
    }

    [Fact]
    public async Task The_only_node_is_asked_again_at_once()
    {
        await using var bench = await PoolBench.StartAsync(doors: 1);
        bench.Doors[0].IsDown = true;
        await Assert.ThrowsAsync<RpcUnavailableException>(() => bench.Pool.GasPriceAsync(Token));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => bench.Pool.GasPriceAsync(Token));
        bench.Doors[0].Mend();
        await bench.Pool.GasPriceAsync(Token);
        Assert.Equal([NodeState.Well], bench.States);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_of_another_chain_is_reported_and_never_used(bool otherGenesis)
    {
        await using var bench = await PoolBench.StartAsync();
        var genesis = await bench.Chain.Client.GenesisHashAsync(Token);
        var network = bench.Network with { GenesisHash = genesis };
        using var http = EvmHttp.Create();
        var pool = new NodePool(network, NodeConnection.ToAll(network.RpcUrls, http, new JsonRpcOptions(), bench.Time), new NodePoolOptions(), bench.Time);
        bench.Doors[0].Tell(otherGenesis ? NodeLies.OtherGenesis() : NodeLies.WrongChain(99));
        var signed = await bench.Chain.PrepareAsync(Somebody, [1]);

        await pool.GasPriceAsync(Token);
        bench.Doors[1].IsDown = true;
        await Assert.ThrowsAsync<RpcUnavailableException>(() => pool.GasPriceAsync(Token));
        Assert.IsType<SendOutcome.Unknown>(await pool.SendRawTransactionAsync(signed.Raw, Token));

        Assert.Equal(0, bench.Questions(0));
        Assert.Equal(NodeState.WrongChain, pool.Health[0].State);
        Assert.Contains(otherGenesis ? "genesis" : "chain id 99", pool.Health[0].LastFailure, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ChainMismatchException>(() => NetworkIdentity.CheckAsync(pool, network, Token));
        await Assert.ThrowsAsync<ChainMismatchException>(() => NetworkIdentity.CheckAsync(pool.Pinned(), network, Token));

        bench.Doors[0].Mend();
        bench.Time.Now += TimeSpan.FromMinutes(1);
        await pool.GasPriceAsync(Token);
        Assert.Equal(NodeState.Well, pool.Health[0].State);
    }

    [Fact]
    public async Task A_node_that_moves_to_another_chain_while_it_answers_is_noticed()
    {
        await using var bench = await PoolBench.StartAsync();
        await bench.Pool.GasPriceAsync(Token);
        bench.Doors[0].Tell(NodeLies.WrongChain(99));
        bench.Time.Now += TimeSpan.FromSeconds(10);
        await bench.Pool.GasPriceAsync(Token);
        Assert.Equal([NodeState.WrongChain, NodeState.Well], bench.States);
        Assert.Equal((1, 1), (bench.Questions(0), bench.Questions(1)));
    }

    [Fact]
    public async Task A_node_that_is_clearly_behind_is_not_read_from()
    {
        await using var bench = await PoolBench.StartAsync();
        await bench.Chain.Node.RpcAsync("anvil_mine", "0x20");
        bench.Doors[0].BlocksBehind = 4;
        Assert.Equal(0x20UL, await bench.Pool.BlockNumberAsync(Token));
        Assert.Equal([NodeState.Behind, NodeState.Well], bench.States);

        bench.Doors[1].IsDown = true;
        await Assert.ThrowsAsync<RpcUnavailableException>(() => bench.Pool.BlockNumberAsync(Token));

        bench.Doors[0].BlocksBehind = 3;
        bench.Time.Now += TimeSpan.FromSeconds(10);
        Assert.Equal(0x1dUL, await bench.Pool.BlockNumberAsync(Token));
    }

    [Fact]
    public async Task A_single_node_that_boasts_does_not_make_the_others_late_where_more_must_agree()
    {
        await using var bench = await PoolBench.StartAsync(doors: 3, quorum: 2);
        bench.Doors[2].Tell(NodeLies.Ahead(1_000_000));
        await bench.Pool.GasPriceAsync(Token);
        Assert.Equal([NodeState.Well, NodeState.Well, NodeState.Well], bench.States);
        Assert.Equal(1, bench.Questions(0));
    }

    [Fact]
    public async Task A_pinned_sequence_stays_with_its_node()
    {
        await using var bench = await PoolBench.StartAsync();
        bench.Doors[0].Break(NodeFault.Failed(FaultKind.Reset), "eth_gasPrice", times: 1);
        var pinned = bench.Pool.Pinned();
        await pinned.GasPriceAsync(Token);
        bench.Time.Now += TimeSpan.FromMinutes(1);
        await bench.Pool.GasPriceAsync(Token); // the first listed node is well again
        var asked = bench.Questions(0);
        await pinned.GasPriceAsync(Token);
        bench.Doors[1].IsDown = true;
        await Assert.ThrowsAsync<RpcUnavailableException>(() => pinned.GasPriceAsync(Token));
        Assert.Equal(asked, bench.Questions(0));
    }

    [Fact]
    public async Task No_part_of_an_address_that_may_be_secret_is_shown()
    {
        using var http = EvmHttp.Create();
        var network = new Network
        {
            Name = "n", ChainId = 1, Finality = FinalityPolicy.Instant,
            RpcUrls = [new Uri("http://user:passwordpassword@127.0.0.1:1/v3/secretsecret?key=alsosecret"), new Uri("http://127.0.0.1:2/othersecret")],
        };
        var pool = new NodePool(network, NodeConnection.ToAll(network.RpcUrls, http, new JsonRpcOptions(), TimeProvider.System), new NodePoolOptions(), TimeProvider.System);
        var failure = await Assert.ThrowsAsync<RpcUnavailableException>(() => pool.GasPriceAsync(Token));
        var shown = failure.Message + string.Join(" ", pool.Health);
        Assert.Contains("http://127.0.0.1:1", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("password", shown, StringComparison.Ordinal);
    }
}
