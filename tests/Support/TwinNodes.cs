using System.Globalization;
using Anchor.Chain.Encoding;

namespace Anchor.Tests.Support;

/// <summary>Several real nodes of one chain, kept alike by hand: same genesis, and the same blocks where they are told to make them alike.</summary>
/// <remarks>No node hears of another's transactions or blocks: a test decides who has what, as when a network is split.</remarks>
internal sealed class TwinNodes : IAsyncDisposable
{
    private const ulong Start = 1_700_000_000;
    private readonly EvmNode[] _nodes;
    private ulong _time = Start;

    private TwinNodes(EvmNode[] nodes) => _nodes = nodes;

    internal IReadOnlyList<EvmNode> Nodes => _nodes;

    internal EvmNode this[int index] => _nodes[index];

    internal static async Task<TwinNodes> StartAsync(int count) => new(await Task.WhenAll(Enumerable.Range(0, count).Select(static _ =>
        EvmNode.StartAnvilAsync("--no-mining", "--timestamp", Start.ToString(CultureInfo.InvariantCulture)))));

    /// <summary>Makes blocks that are the same on each of the given nodes, where these had the same before; all nodes when none is given.</summary>
    internal async Task MineAsync(int blocks = 1, params int[] nodes)
    {
        for (var i = 0; i < blocks; i++)
        {
            _time += 10;
            foreach (var node in Chosen(nodes)) await node.RpcAsync("evm_mine", new { timestamp = _time, blocks = 1 });
        }
    }

    /// <summary>Gives the same signed transaction to each of the given nodes; all nodes when none is given.</summary>
    internal async Task GiveAsync(ReadOnlyMemory<byte> raw, params int[] nodes)
    {
        foreach (var node in Chosen(nodes)) await node.RpcAsync("eth_sendRawTransaction", Hex.Data(raw.Span));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    private IEnumerable<EvmNode> Chosen(int[] nodes) => nodes.Length == 0 ? _nodes : nodes.Select(index => _nodes[index]);
}
