using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Tests.Support;

namespace Anchor.Chain.Tests.Rpc;

/// <summary>One real node behind several doors, and a pool over them.</summary>
internal sealed class PoolBench : IAsyncDisposable
{
    private readonly HttpClient _http = EvmHttp.Create();

    private PoolBench(ChainFixture chain, int doors, int quorum, NodePoolOptions? options)
    {
        Chain = chain;
        Doors = [.. Enumerable.Range(0, doors).Select(_ => FaultyNode.Before(chain.Node, seed: 1))];
        Network = chain.Network with { RpcUrls = [.. Doors.Select(door => door.Url)], Quorum = quorum };
        var patience = new JsonRpcOptions { AttemptTimeout = TimeSpan.FromSeconds(2), Backoff = TimeSpan.Zero };
        Pool = new NodePool(Network, NodeConnection.ToAll(Network.RpcUrls, _http, patience, Time), options ?? new NodePoolOptions { LookPatience = TimeSpan.FromMilliseconds(500) }, Time);
    }

    internal ChainFixture Chain { get; }

    internal IReadOnlyList<FaultyNode> Doors { get; }

    internal Network Network { get; }

    internal ManualTime Time { get; } = new();

    internal NodePool Pool { get; }

    internal IEnumerable<NodeState> States => Pool.Health.Select(node => node.State);

    internal static async Task<PoolBench> StartAsync(int doors = 2, int quorum = 1, NodePoolOptions? options = null, params string[] arguments)
    {
        var chain = await ChainFixture.StartAsync(arguments);
        return new PoolBench(chain, doors, quorum, options);
    }

    /// <summary>How often a door was asked something besides its chain and its height.</summary>
    internal int Questions(int door) => Doors[door].Heard.Count(static method => method is not ("eth_chainId" or "eth_blockNumber" or "eth_getBlockByNumber"));

    public async ValueTask DisposeAsync()
    {
        foreach (var door in Doors) await door.DisposeAsync();
        _http.Dispose();
        await Chain.DisposeAsync();
    }
}
