using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Merkle;

namespace Anchor.Chain.Rpc;

/// <summary>The nodes of one network as one client: asks the first listed that is well, and the next when it gives no answer.</summary>
/// <remarks>
/// A node of another chain is never used; one that is behind is not read from; one that failed is left alone for a growing
/// while, unless nothing else is left. An error that a node answers with is the answer, except where its code says that this
/// node lacks the method or has had enough. Two questions may reach two nodes at different heights: where their answers must
/// fit together, ask through <see cref="Pinned"/>.
/// </remarks>
public sealed class NodePool : RoutedClient
{
    private readonly Network _network;
    private readonly NodePoolOptions _options;
    private readonly PooledNode[] _nodes;

    /// <summary>Joins nodes.</summary>
    /// <param name="network">The network they should belong to; its quorum says how many nodes make a height believable.</param>
    /// <param name="nodes">The nodes, best first.</param>
    /// <param name="options">Patience with them.</param>
    /// <param name="time">The clock of waits.</param>
    /// <exception cref="ArgumentException">There is no node, or an option is out of range.</exception>
    public NodePool(Network network, IReadOnlyList<NodeConnection> nodes, NodePoolOptions options, TimeProvider time)
    {
        options.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(network.Quorum, 1);
        if (nodes.Count == 0) throw new ArgumentException($"The network {network.Name} has no node.", nameof(nodes));
        (_network, _options) = (network, options);
        _nodes = [.. nodes.Select(node => new PooledNode(node, network, options, time))];
    }

    /// <summary>What is known about each node, in the order listed; asks nothing.</summary>
    public IReadOnlyList<NodeHealth> Health => [.. _nodes.Select(node => node.Health(IsBehind(node)))];

    /// <summary>Looks at each node that is due. Questions do so by themselves; done apart, they need not wait for it.</summary>
    public Task LookAsync(CancellationToken cancellationToken) => LookAsync(null, cancellationToken);

    /// <summary>A client for a sequence of questions: all go to the node that answers the first, and none to another.</summary>
    public IEvmClient Pinned() => new PinnedClient(this);

    /// <summary>A client for a sequence of questions; any other client than a pool is one already.</summary>
    public static IEvmClient PinnedTo(IEvmClient client) => client is NodePool pool ? pool.Pinned() : client;

    /// <inheritdoc/>
    /// <remarks>Where every node that answers is of another chain, one of them answers this, so that the caller can say so.</remarks>
    public override Task<ulong> ChainIdAsync(CancellationToken cancellationToken) =>
        IdentifyAsync(node => node.ChainIdAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>As <see cref="ChainIdAsync"/>.</remarks>
    public override Task<Hash32> GenesisHashAsync(CancellationToken cancellationToken) =>
        IdentifyAsync(node => node.GenesisHashAsync(cancellationToken), cancellationToken);

    /// <summary>Sends to the best node, and where that gives no yes, the same bytes to the others.</summary>
    /// <returns><see cref="SendOutcome.Refused"/> only when every node that was reached refused and none knows the transaction.</returns>
    public override async Task<SendOutcome> SendRawTransactionAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        await LookAsync(Patience, cancellationToken).ConfigureAwait(false);
        SendOutcome? refused = null, unknown = null;
        var reached = new List<PooledNode>();
        foreach (var node in ForSending())
        {
            if (!node.IsProven && await node.LookAsync(Patience, cancellationToken).ConfigureAwait(false) is not null) continue;
            var outcome = await node.SendAsync(raw, cancellationToken).ConfigureAwait(false);
            if (outcome is SendOutcome.Accepted) return outcome;
            reached.Add(node);
            if (outcome is SendOutcome.Unknown) unknown ??= outcome;
            else refused ??= outcome;
        }
        if (reached.Count == 0) return new SendOutcome.Unknown(NoNode().Message);
        // Nodes also refuse what they have; their words differ, so they are asked for it.
        var hash = Keccak256.Hash(raw.Span);
        return await IsKnownAsync(reached, hash, cancellationToken).ConfigureAwait(false) ? new SendOutcome.Accepted(hash) : unknown ?? refused!;
    }

    /// <inheritdoc/>
    protected override async Task<T> AskAsync<T>(Func<IEvmClient, Task<T>> question, CancellationToken cancellationToken) =>
        (await AskAnyAsync(question, cancellationToken).ConfigureAwait(false)).Answer;

    /// <summary>Asks the nodes in turn until one answers, and says which.</summary>
    internal async Task<(T Answer, PooledNode By)> AskAnyAsync<T>(Func<IEvmClient, Task<T>> question, CancellationToken cancellationToken)
    {
        var looked = await LookAsync(Patience, cancellationToken).ConfigureAwait(false);
        RpcException? refusal = null, failure = null;
        foreach (var node in ForReading())
        {
            try
            {
                return (await node.AskAsync(question, cancellationToken).ConfigureAwait(false), node);
            }
            catch (RpcErrorException own) when (own.IsOfThisNode)
            {
                refusal ??= own;
            }
            catch (RpcUnavailableException silent) when (silent.Failure != RpcFailure.Oversized)
            {
                failure = silent;
            }
        }
        if (refusal is not null) throw refusal;
        if (failure is not null) throw failure;
        if (LastResort(looked) is { } last && await last.LookAsync(null, cancellationToken).ConfigureAwait(false) is null)
            return (await last.AskAsync(question, cancellationToken).ConfigureAwait(false), last);
        throw NoNode();
    }

    /// <summary>The nodes whose word counts now, for questions that go to several.</summary>
    internal async Task<IReadOnlyList<PooledNode>> UsableAsync(CancellationToken cancellationToken)
    {
        await LookAsync(Patience, cancellationToken).ConfigureAwait(false);
        return [.. _nodes.Where(node => node.IsUsable)];
    }

    /// <summary>Looks also at the nodes that are left alone; then as <see cref="UsableAsync"/>.</summary>
    internal async Task<IReadOnlyList<PooledNode>> RecallAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_nodes.Where(node => !node.IsUsable).Select(node => node.LookAsync(Patience, cancellationToken))).ConfigureAwait(false);
        return Array.FindAll(_nodes, node => node.IsUsable);
    }

    internal IReadOnlyList<PooledNode> Nodes => _nodes;

    // With a single node there is nobody else who could answer meanwhile.
    private TimeSpan? Patience => _nodes.Length > 1 ? _options.LookPatience : null;

    private async Task<PooledNode[]> LookAsync(TimeSpan? patience, CancellationToken cancellationToken)
    {
        if (!Array.Exists(_nodes, node => node.IsDue)) return [];
        // All together, so that their heights can be compared.
        var looked = Array.FindAll(_nodes, node => !node.IsLeftAlone);
        await Task.WhenAll(looked.Select(node => node.LookAsync(patience, cancellationToken))).ConfigureAwait(false);
        return looked;
    }

    private PooledNode[] ForReading() => Array.FindAll(_nodes, node => node.IsUsable && !IsBehind(node));

    // Nothing is believed of a node that only carries a transaction: one that is behind, or failed before, may do it too.
    private PooledNode[] ForSending() =>
        [.. _nodes.Where(node => !node.IsStranger).OrderBy(node => !node.IsUsable ? 2 : IsBehind(node) ? 1 : 0)];

    /// <summary>The node that has been left alone longest, when every other way has failed; not one that was looked at just now.</summary>
    private PooledNode? LastResort(PooledNode[] looked) =>
        _nodes.Where(node => !node.IsUsable && !node.IsStranger && (Patience is not null || !looked.Contains(node))).MinBy(node => node.PausedUntil);

    /// <summary>Whether as many nodes as must agree were clearly further when this one last spoke of its height.</summary>
    private bool IsBehind(PooledNode node)
    {
        if (node.Heard is not { } own) return false;
        var others = _nodes.Select(other => other.Heard).OfType<(ulong Height, DateTimeOffset At)>().Where(heard => heard.At <= own.At + _options.LookPatience);
        ulong[] heights = [.. others.Select(heard => heard.Height).OrderDescending()];
        return heights.Length >= _network.Quorum && heights[_network.Quorum - 1] is var reached
            && reached > own.Height && reached - own.Height > _options.BlocksBehind;
    }

    private async Task<T> IdentifyAsync<T>(Func<IEvmClient, Task<T>> question, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(question, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcUnavailableException) when (Array.Find(_nodes, static node => node.IsStranger) is not null)
        {
            return await Array.Find(_nodes, static node => node.IsStranger)!.AskAsync(question, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<bool> IsKnownAsync(IEnumerable<PooledNode> nodes, Hash32 hash, CancellationToken cancellationToken)
    {
        foreach (var node in nodes)
        {
            try
            {
                if (await node.AskAsync(client => client.GetTransactionByHashAsync(hash, cancellationToken), cancellationToken).ConfigureAwait(false) is not null) return true;
            }
            catch (RpcException)
            {
                // it does not say
            }
        }
        return false;
    }

    private RpcUnavailableException NoNode() =>
        new(RpcFailure.Unreachable, $"No node of {_network.Name} can be used. {string.Join(" ", Health.Where(node => node.State != NodeState.Well).Select(Words))}");

    private static string Words(NodeHealth node) => node.State == NodeState.Behind ? $"{node.Node} is behind."
        : node.LastFailure is not { } failure ? $"{node.Node} was not asked."
        : failure.Contains(node.Node, StringComparison.Ordinal) ? failure
        : $"{node.Node}: {failure}";
}
