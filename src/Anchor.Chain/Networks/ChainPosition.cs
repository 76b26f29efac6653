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
    /// <exception cref="RpcException">The node did not say.</exception>
    public static async Task<BlockStanding> StandingAsync(
        IEvmClient client, FinalityPolicy policy, ulong blockNumber, Hash32 blockHash, CancellationToken cancellationToken)
    {
        // The head is read first, so that a block compared afterwards is never called final by a later, other head.
        var head = await HeadAsync(client, policy, cancellationToken).ConfigureAwait(false);
        var block = await client.GetBlockAsync(BlockId.At(blockNumber), cancellationToken).ConfigureAwait(false);
        if (block is null) return BlockStanding.Missing;
        if (block.Hash != blockHash) return BlockStanding.Reorged;
        return policy.IsFinal(blockNumber, head) ? BlockStanding.Final : BlockStanding.Included;
    }
}
