using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Chain.Networks;

/// <summary>A network with all its nodes: one to read from and write to, and as many as its quorum asks for where finality is decided.</summary>
public sealed class NetworkNodes
{
    private readonly NodePool _pool;

    /// <summary>Speaks to the addresses of a network's record.</summary>
    /// <param name="network">The record.</param>
    /// <param name="http">Shared; not disposed here.</param>
    /// <param name="options">Patience and bounds. Its Authorization goes to every node, so all must be of one operator when it is set.</param>
    /// <param name="time">The clock of time-outs and waits.</param>
    /// <exception cref="ArgumentException">The record has no address, one that is neither http nor https, or a quorum out of range.</exception>
    public NetworkNodes(Network network, HttpClient http, JsonRpcOptions options, TimeProvider time)
        : this(network, NodeConnection.ToAll(network.RpcUrls, http, options, time), new NodePoolOptions(), time)
    {
    }

    /// <summary>Speaks to nodes by connections made elsewhere, for instance each with its own authorization.</summary>
    /// <param name="network">The record.</param>
    /// <param name="nodes">The nodes, best first.</param>
    /// <param name="options">Patience with them.</param>
    /// <param name="time">The clock of waits.</param>
    /// <exception cref="ArgumentException">There is no node, or the quorum is out of range.</exception>
    public NetworkNodes(Network network, IReadOnlyList<NodeConnection> nodes, NodePoolOptions options, TimeProvider time)
    {
        if (network.Quorum < 1 || network.Quorum > Math.Max(nodes.Count, 1))
            throw new ArgumentException($"The quorum of {network.Name} is a number from 1 to the number of its nodes.", nameof(network));
        (Network, _pool) = (network, new NodePool(network, nodes, options, time));
    }

    /// <summary>The record.</summary>
    public Network Network { get; }

    /// <summary>The nodes as one; see <see cref="NodePool"/>.</summary>
    public IEvmClient Client => _pool;

    /// <summary>What is known about each node, in the order of the record; asks nothing.</summary>
    public IReadOnlyList<NodeHealth> Health => _pool.Health;

    /// <summary>
    /// What transactions are prepared with and sent to: the nodes as one; in LACNet's gas model the first alone, because each
    /// relay counts an account's nonces for itself and takes only what was signed for its own node.
    /// </summary>
    public IEvmClient Writer => IsRelayed ? new PinnedClient(_pool, _pool.Nodes[0]) : _pool;

    private bool IsRelayed => Network.WritePath == WritePathKind.LacnetGasModel;

    /// <summary>A client for a sequence of questions whose answers must fit together: all go to one node, in LACNet's gas model to the first.</summary>
    public IEvmClient Pinned() => IsRelayed ? Writer : _pool.Pinned();

    /// <summary>Looks at each node that is due, so that questions need not wait for it.</summary>
    public Task LookAsync(CancellationToken cancellationToken) => _pool.LookAsync(cancellationToken);

    /// <summary>A transaction's receipt as each node that answers tells it; null where a node has none.</summary>
    /// <exception cref="RpcException">No node answered.</exception>
    public async Task<IReadOnlyList<TransactionReceipt?>> ReceiptsAsync(Hash32 transactionHash, CancellationToken cancellationToken)
    {
        var usable = await _pool.UsableAsync(cancellationToken).ConfigureAwait(false);
        if (usable.Count < Network.Quorum) usable = await _pool.RecallAsync(cancellationToken).ConfigureAwait(false);
        var receipts = new List<TransactionReceipt?>(usable.Count);
        RpcException failure = new RpcUnavailableException(RpcFailure.Unreachable, $"No node of {Network.Name} can be used.");
        foreach (var node in usable)
        {
            try
            {
                receipts.Add(await node.AskAsync(client => client.GetReceiptAsync(transactionHash, cancellationToken), cancellationToken).ConfigureAwait(false));
            }
            catch (RpcException silent)
            {
                failure = silent;
            }
        }
        return receipts.Count > 0 ? receipts : throw failure;
    }

    /// <summary>Where a block stands by the network's quorum and finality policy.</summary>
    /// <returns><see cref="BlockStanding.Unknown"/> when the nodes contradict each other, or fewer than the quorum answer; never throws for that.</returns>
    public async Task<BlockStanding> StandingAsync(ulong blockNumber, Hash32 blockHash, CancellationToken cancellationToken) =>
        (await VotesAsync(blockNumber, blockHash, cancellationToken).ConfigureAwait(false)).Standing;

    /// <summary>As <see cref="StandingAsync"/>, with what each node said.</summary>
    public async Task<QuorumStanding> VotesAsync(ulong blockNumber, Hash32 blockHash, CancellationToken cancellationToken)
    {
        var usable = await _pool.UsableAsync(cancellationToken).ConfigureAwait(false);
        // One that is left alone is asked all the same where the quorum cannot be had without it.
        if (usable.Count < Network.Quorum) usable = await _pool.RecallAsync(cancellationToken).ConfigureAwait(false);
        var said = await ChainPosition.StandingAsync(
            [.. usable.Select(node => new NodeConnection(node.Shown, new PinnedClient(_pool, node)))],
            Network.Quorum, Network.Finality, blockNumber, blockHash, cancellationToken).ConfigureAwait(false);
        var silent = _pool.Nodes.Except(usable).Select(node => NodeVote.Silent(node.Shown, node.Health(isBehind: false).LastFailure ?? "It was not asked."));
        return said with { Votes = [.. said.Votes, .. silent] };
    }
}
