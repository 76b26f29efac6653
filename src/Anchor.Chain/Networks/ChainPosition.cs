using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Chain.Networks;

/// <summary>Asks a node where a block stands.</summary>
public static class ChainPosition
{
    /// <summary>Reads how far the chain has come, with the tagged block where the policy needs one.</summary>
    /// <exception cref="RpcException">The node did not say.</exception>
    public static async Task<ChainHead> HeadAsync(IEvmClient client, FinalityPolicy policy, CancellationToken cancellationToken)
    {
        var latest = await client.BlockNumberAsync(cancellationToken).ConfigureAwait(false);
        if (policy.Tag is not { } tag) return new ChainHead(latest, null);
        try
        {
            var tagged = await client.GetBlockAsync(BlockId.Tagged(tag), cancellationToken).ConfigureAwait(false);
            return new ChainHead(latest, tagged?.Number);
        }
        catch (RpcErrorException)
        {
            return new ChainHead(latest, null); // the node refuses the tag
        }
    }

    /// <summary>Compares the block now at a height with the one remembered.</summary>
    /// <returns>Never <see cref="BlockStanding.Unknown"/>: one node does not contradict itself.</returns>
    /// <exception cref="RpcException">The node did not say.</exception>
    public static async Task<BlockStanding> StandingAsync(
        IEvmClient client, FinalityPolicy policy, ulong blockNumber, Hash32 blockHash, CancellationToken cancellationToken) =>
        (await VoteAsync(new NodeConnection("", NodePool.PinnedTo(client)), policy, blockNumber, blockHash, cancellationToken).ConfigureAwait(false)).Standing!.Value;

    /// <summary>Compares the block now at a height with the one remembered, by the word of several nodes at once.</summary>
    /// <param name="nodes">The nodes; each is asked.</param>
    /// <param name="quorum">How many must agree; 1 or more.</param>
    /// <param name="policy">When a block counts as irreversible; computed for each node by what it says of its own head.</param>
    /// <param name="blockNumber">The height.</param>
    /// <param name="blockHash">The hash remembered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<QuorumStanding> StandingAsync(
        IReadOnlyList<NodeConnection> nodes, int quorum, FinalityPolicy policy, ulong blockNumber, Hash32 blockHash, CancellationToken cancellationToken)
    {
        var votes = await Task.WhenAll(nodes.Select(async node =>
        {
            try
            {
                return await VoteAsync(node, policy, blockNumber, blockHash, cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException failure)
            {
                return NodeVote.Silent(node.Shown, failure.Message);
            }
        })).ConfigureAwait(false);
        return QuorumStanding.Of(votes, quorum);
    }

    private static async Task<NodeVote> VoteAsync(
        NodeConnection node, FinalityPolicy policy, ulong blockNumber, Hash32 blockHash, CancellationToken cancellationToken)
    {
        // The head is read first, so that a block compared afterwards is never called final by a later, other head.
        var head = await HeadAsync(node.Client, policy, cancellationToken).ConfigureAwait(false);
        var block = await node.Client.GetBlockAsync(BlockId.At(blockNumber), cancellationToken).ConfigureAwait(false);
        // Another block than the one asked for is no answer about it.
        if (block is not null && block.Number != blockNumber) throw RpcUnavailableException.Malformed("it is another block");
        var standing = block is null ? BlockStanding.Missing
            : block.Hash != blockHash ? BlockStanding.Reorged
            : policy.IsFinal(blockNumber, head) ? BlockStanding.Final
            : BlockStanding.Included;
        return new NodeVote(node.Shown, standing, head.Latest, block?.Hash, null);
    }
}
