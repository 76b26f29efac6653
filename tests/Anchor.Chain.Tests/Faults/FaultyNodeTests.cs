using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths;
using Anchor.Tests.Support;

namespace Anchor.Chain.Tests.Faults;

/// <summary>The door through which other tests let calls go wrong does what it says.</summary>
public sealed class FaultyNodeTests
{
    private static readonly Address Somebody = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> Pairs => [.. Enumerable.Range(0, NodeFault.Pairs.Count())];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_transaction_whose_call_failed_is_nowhere_and_one_whose_answer_was_lost_is_on_the_chain(int pair)
    {
        var fault = NodeFault.Pairs.ElementAt(pair);
        await using var chain = await ChainFixture.StartAsync();
        await using var door = FaultyNode.Before(chain.Node, seed: 1);
        using var http = EvmHttp.Create();
        var client = Client(http, door);
        var signed = await chain.PrepareAsync(Somebody, [1]);
        door.Break(fault, "eth_sendRawTransaction", times: 1);

        var outcome = await client.SendRawTransactionAsync(signed.Raw, Token);

        if (fault.Kind == FaultKind.RpcError) Assert.IsType<SendOutcome.Refused>(outcome);
        else Assert.IsType<SendOutcome.Unknown>(outcome);
        if (fault.Worked) Assert.True((await chain.ReceiptAsync(signed.Hash)).Succeeded);
        else Assert.Null(await client.GetTransactionByHashAsync(signed.Hash, Token));
        Assert.Equal(chain.Node.ChainId, await client.ChainIdAsync(Token));
    }

    [Fact]
    public async Task A_lagging_node_knows_nothing_of_the_newest_blocks()
    {
        await using var chain = await ChainFixture.StartAsync();
        await using var door = FaultyNode.Before(chain.Node, seed: 1);
        using var http = EvmHttp.Create();
        var client = Client(http, door);
        var receipt = await chain.WriteAsync(Somebody, [1]);
        var path = new DirectWritePath(client, chain.Network, new DirectWritePathOptions());

        door.BlocksBehind = 1;
        Assert.Equal(0UL, await client.BlockNumberAsync(Token));
        Assert.Equal(0UL, (await client.GetBlockAsync(BlockId.Latest, Token))!.Number);
        Assert.Null(await client.GetBlockAsync(BlockId.At(1), Token));
        Assert.Null(await client.GetBlockAsync(BlockId.WithHash(receipt.BlockHash), Token));
        Assert.Equal(0UL, await client.GetTransactionCountAsync(chain.Key.Address, BlockId.Latest, Token));
        Assert.IsType<WriteFate.Waiting>(await path.FateAsync(receipt.TransactionHash, Token));
        Assert.Empty(await client.GetLogsAsync(Somebody, [], 1, 9, Token));

        door.Mend();
        Assert.Equal(1UL, await client.BlockNumberAsync(Token));
        Assert.IsType<WriteFate.Executed>(await path.FateAsync(receipt.TransactionHash, Token));
    }

    [Fact]
    public async Task Lies_change_answers_until_they_are_mended()
    {
        await using var chain = await ChainFixture.StartAsync();
        await using var door = FaultyNode.Before(chain.Node, seed: 1);
        using var http = EvmHttp.Create();
        var client = Client(http, door);
        var receipt = await chain.WriteAsync(Somebody, [1]);
        foreach (var lie in new[]
        {
            NodeLies.WrongChain(7), NodeLies.OtherGenesis(), NodeLies.FailedReceipts(), NodeLies.ReceiptsOfOtherBlocks(), NodeLies.OtherBlockAt(1),
            NodeLies.Ahead(9), NodeLies.KnowsNoTransaction(), NodeLies.Without("eth_blockNumber"),
        })
        {
            var truth = await SaidAsync();
            door.Tell(lie);
            Assert.NotEqual(truth, await SaidAsync());
            door.Mend();
            Assert.Equal(truth, await SaidAsync());
        }

        async Task<string> SaidAsync()
        {
            var found = await client.GetReceiptAsync(receipt.TransactionHash, Token);
            var block = await client.GetBlockAsync(BlockId.At(1), Token);
            string height;
            try
            {
                height = $"{await client.BlockNumberAsync(Token)}";
            }
            catch (RpcErrorException missing)
            {
                height = missing.Message;
            }
            return $"{await client.ChainIdAsync(Token)} {await client.GenesisHashAsync(Token)} {found?.Succeeded} {found?.BlockHash} {block?.Hash} {height}";
        }
    }

    [Fact]
    public async Task A_transaction_can_be_accepted_and_lost()
    {
        await using var chain = await ChainFixture.StartAsync();
        await using var door = FaultyNode.Before(chain.Node, seed: 1);
        using var http = EvmHttp.Create();
        var client = Client(http, door);
        var signed = await chain.PrepareAsync(Somebody, [1]);
        door.LosesTransactions = true;
        Assert.Equal(new SendOutcome.Accepted(signed.Hash), await client.SendRawTransactionAsync(signed.Raw, Token));
        Assert.Null(await client.GetTransactionByHashAsync(signed.Hash, Token));
    }

    [Fact]
    public async Task Chance_follows_the_seed()
    {
        await using var chain = await ChainFixture.StartAsync();
        Assert.Equal(await RunAsync(42), await RunAsync(42));

        async Task<string> RunAsync(int seed)
        {
            await using var door = FaultyNode.Before(chain.Node, seed);
            using var http = EvmHttp.Create();
            var client = Client(http, door);
            door.Break(NodeFault.Failed(FaultKind.RpcError), "eth_blockNumber", chance: 0.5);
            var run = "";
            for (var i = 0; i < 20; i++)
            {
                try
                {
                    await client.BlockNumberAsync(Token);
                    run += "+";
                }
                catch (RpcErrorException)
                {
                    run += "-";
                }
            }
            Assert.Contains('+', run);
            Assert.Contains('-', run);
            return run;
        }
    }

    private static EvmClient Client(HttpClient http, FaultyNode door) => new(new JsonRpcClient(
        http, door.Url, new JsonRpcOptions { AttemptTimeout = TimeSpan.FromSeconds(1), Attempts = 1 }, TimeProvider.System));
}
