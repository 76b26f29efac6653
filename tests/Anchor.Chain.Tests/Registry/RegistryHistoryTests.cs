using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Chain.Tests.Registry;

/// <summary>The compiled registry's history, read from a real node through a door where calls go wrong.</summary>
public sealed class RegistryHistoryTests
{
    private static readonly Hash32[] Roots = [.. Enumerable.Range(1, 3).Select(static i => Hash32.Parse(new string((char)('0' + i), 64)))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_happened_is_told_once_and_in_order_whatever_the_length_of_a_stretch()
    {
        await using var bench = await Bench.StartAsync();
        var told = await bench.ToldAsync(new RegistryHistoryOptions());
        Assert.Equal(
            ["Anchored", "Anchored", "Anchored", "Revoked", "Revoked", "RootRevoked", "Anchored"], told.SelectMany(page => page.Events).Select(happened => happened.GetType().Name));
        foreach (var length in new ulong[] { 1, 2, 3, 7 })
        {
            var pages = await bench.ToldAsync(new RegistryHistoryOptions { MaxBlocks = length });
            Assert.Equal(told.SelectMany(page => page.Events), pages.SelectMany(page => page.Events));
            Assert.All(pages, page => Assert.True(page.ToBlock - page.FromBlock < length));
            Assert.Equal(pages.Skip(1).Select(page => page.FromBlock), pages.SkipLast(1).Select(page => page.ToBlock + 1));
            Assert.Equal(bench.Head, pages[^1].ToBlock);
        }
        var revoked = Assert.IsType<RegistryEvent.Revoked>(told.SelectMany(page => page.Events).ElementAt(3));
        Assert.Equal((bench.Chain.Key.Address, Roots[0], (BigInteger)1), (revoked.Issuer, revoked.Root, revoked.WordIndex));
        Assert.Equal([256 + 3, 256 + 200], revoked.Indexes);
    }

    [Fact]
    public async Task A_walk_can_be_taken_up_after_its_last_block()
    {
        await using var bench = await Bench.StartAsync();
        var all = await bench.ToldAsync(new RegistryHistoryOptions());
        var history = new RegistryHistory(bench.Client, bench.Registry, new RegistryHistoryOptions { MaxBlocks = 2 });
        var events = new List<RegistryEvent>();
        for (ulong next = 0; next <= bench.Head;)
        {
            await foreach (var page in history.ReadAsync(next, bench.Head, Token))
            {
                events.AddRange(page.Events);
                next = page.ToBlock + 1;
                break; // as a host that stops after each stretch
            }
        }
        Assert.Equal(all.SelectMany(page => page.Events), events);
    }

    [Fact]
    public async Task Only_the_events_of_the_wanted_issuers_are_told()
    {
        await using var bench = await Bench.StartAsync();
        var (first, second) = (bench.Chain.Key.Address, bench.Other);
        Assert.Equal(6, await CountAsync(first));
        Assert.Equal(1, await CountAsync(second));
        Assert.Equal(7, await CountAsync(first, second));
        Assert.Equal(0, await CountAsync(bench.Registry));
        Assert.Equal(0, await CountAsync());

        async Task<int> CountAsync(params Address[] issuers) => (await bench.ToldAsync(new RegistryHistoryOptions { Issuers = issuers })).Sum(page => page.Events.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Stretches_are_halved_until_the_node_bears_them(ulong bearable)
    {
        await using var bench = await Bench.StartAsync();
        var all = await bench.ToldAsync(new RegistryHistoryOptions());
        bench.Door.Tell(NodeLies.LogRangesUpTo(bearable));
        var pages = await bench.ToldAsync(new RegistryHistoryOptions());
        Assert.Equal(all.SelectMany(page => page.Events), pages.SelectMany(page => page.Events));
        Assert.All(pages, page => Assert.True(page.ToBlock - page.FromBlock < bearable));
    }

    [Fact]
    public async Task Too_large_an_answer_and_one_that_does_not_come_halve_the_stretch()
    {
        await using var bench = await Bench.StartAsync(maxResponseBytes: 3000);
        Assert.Equal(7, (await bench.ToldAsync(new RegistryHistoryOptions())).Sum(page => page.Events.Count));
        bench.Door.Break(NodeFault.AnswerLost(FaultKind.Silence), "eth_getLogs", times: 1);
        Assert.Equal(7, (await bench.ToldAsync(new RegistryHistoryOptions())).Sum(page => page.Events.Count));
    }

    [Fact]
    public async Task A_node_that_refuses_a_single_block_ends_the_walk_with_its_error()
    {
        await using var bench = await Bench.StartAsync();
        bench.Door.Tell(NodeLies.Without("eth_getLogs"));
        await Assert.ThrowsAsync<RpcErrorException>(() => bench.ToldAsync(new RegistryHistoryOptions()));
    }

    [Fact]
    public async Task A_node_that_lags_is_not_believed_about_blocks_that_it_does_not_have()
    {
        await using var bench = await Bench.StartAsync();
        bench.Door.BlocksBehind = 2;
        var pages = await bench.ToldAsync(new RegistryHistoryOptions());
        Assert.Equal(bench.Head - 2, pages[^1].ToBlock);
        bench.Door.BlocksBehind = 100;
        var history = new RegistryHistory(bench.Client, bench.Registry, new RegistryHistoryOptions());
        await foreach (var page in history.ReadAsync(1, bench.Head, Token)) Assert.Fail($"told up to {page.ToBlock}");
    }

    [Fact]
    public async Task Revoked_bits_can_be_read_a_word_at_a_time()
    {
        await using var bench = await Bench.StartAsync();
        var registry = new RegistryContract(bench.Client, bench.Registry);
        Assert.Equal((BigInteger.One << 3) | (BigInteger.One << 200), await registry.RevocationWordAsync(bench.Chain.Key.Address, Roots[0], 1, Token));
        Assert.Equal(0, await registry.RevocationWordAsync(bench.Chain.Key.Address, Roots[0], 0, Token));
        Assert.Equal(0, await registry.RevocationWordAsync(bench.Other, Roots[0], 1, Token));
    }

    [Theory]
    [InlineData("Anchored", 2, 64)]
    [InlineData("Anchored", 3, 32)]
    [InlineData("Revoked", 3, 64)]
    [InlineData("RootRevoked", 4, 64)]
    public async Task An_event_that_no_registry_emits_makes_the_answer_malformed(string name, int topics, int length)
    {
        var topic = (name switch { "Anchored" => RegistryAbi.AnchoredEvent, "Revoked" => RegistryAbi.RevokedEvent, _ => RegistryAbi.RootRevokedEvent }).Topic;
        var log = $$"""
            {"address":"{{default(Address)}}","topics":[{{string.Join(",", Enumerable.Range(0, topics).Select(i => $"\"{(i == 0 ? topic : default).ToHex()}\""))}}],
             "data":"0x{{new string('0', length * 2)}}","blockNumber":"0x0","blockHash":"{{default(Hash32).ToHex()}}","transactionHash":"{{default(Hash32).ToHex()}}","logIndex":"0x0"}
            """;
        var block = $$"""{"number":"0x0","hash":"{{default(Hash32).ToHex()}}","parentHash":"{{default(Hash32).ToHex()}}","timestamp":"0x0","gasLimit":"0x1"}""";
        var node = new FakeNode((request, _) => FakeNode.Result(request, System.Text.Json.Nodes.JsonNode.Parse(request.GetProperty("method").GetString() switch
        {
            "eth_blockNumber" => "\"0x0\"",
            "eth_getLogs" => $"[{log}]",
            _ => block,
        })));
        var history = new RegistryHistory(new EvmClient(node.Connect()), default, new RegistryHistoryOptions());
        await Assert.ThrowsAsync<RpcUnavailableException>(async () =>
        {
            await foreach (var page in history.ReadAsync(0, 0, Token)) Assert.Fail($"told up to {page.ToBlock}");
        });
    }

    private sealed class Bench : IAsyncDisposable
    {
        private readonly HttpClient _http = EvmHttp.Create();

        private Bench(ChainFixture chain, int maxResponseBytes)
        {
            (Chain, Door) = (chain, FaultyNode.Before(chain.Node, seed: 1));
            var options = new JsonRpcOptions { AttemptTimeout = TimeSpan.FromSeconds(2), Attempts = 1, MaxResponseBytes = maxResponseBytes };
            Client = new EvmClient(new JsonRpcClient(_http, Door.Url, options, TimeProvider.System));
        }

        internal ChainFixture Chain { get; }

        internal FaultyNode Door { get; }

        internal EvmClient Client { get; }

        internal Address Registry { get; private set; }

        internal Address Other { get; private set; }

        internal ulong Head { get; private set; }

        internal static async Task<Bench> StartAsync(int maxResponseBytes = 1 << 20)
        {
            var bench = new Bench(await ChainFixture.StartAsync(), maxResponseBytes);
            var chain = bench.Chain;
            bench.Registry = (await RegistryDeployment.DeployAsync(chain.Node, 1, Token)).RegistryAddress!.Value;
            await WriteAsync(RegistryCalls.AnchorMany(Roots.AsSpan(0, 2)));
            await WriteAsync(RegistryCalls.Anchor(Roots[2]));
            await WriteAsync(RegistryCalls.RevokeMany(Roots[0], [1], [(BigInteger.One << 3) | (BigInteger.One << 200)]));
            await WriteAsync(RegistryCalls.SetOperator(bench.Registry, 1)); // an event of another kind
            await WriteAsync(RegistryCalls.Revoke(Roots[1], 5));
            await WriteAsync(RegistryCalls.RevokeRoot(chain.Key.Address, Roots[2]));
            using var other = new EvmAccountKey(Convert.FromHexString("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d")); // anvil's second
            bench.Other = other.Address;
            var signed = await chain.Path.PrepareAsync(new WriteRequest(bench.Registry, RegistryCalls.Anchor(Roots[0]), other, 0), Token);
            await chain.Path.SendAsync(signed.Raw, Token);
            bench.Head = (await chain.ReceiptAsync(signed.Hash)).BlockNumber;
            return bench;

            async Task WriteAsync(byte[] call) => Assert.True((await chain.WriteAsync(bench.Registry, call)).Succeeded);
        }

        internal async Task<List<RegistryPage>> ToldAsync(RegistryHistoryOptions options)
        {
            var pages = new List<RegistryPage>();
            await foreach (var page in new RegistryHistory(Client, Registry, options).ReadAsync(0, Head, Token)) pages.Add(page);
            return pages;
        }

        public async ValueTask DisposeAsync()
        {
            await Door.DisposeAsync();
            _http.Dispose();
            await Chain.DisposeAsync();
        }
    }
}
