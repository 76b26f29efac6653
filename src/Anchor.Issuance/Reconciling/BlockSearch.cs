using Anchor.Chain.Rpc;

namespace Anchor.Issuance.Reconciling;

/// <summary>Finds blocks by their time.</summary>
internal static class BlockSearch
{
    /// <summary>The first block that is not older than a moment; the one after the head when all are older.</summary>
    /// <remarks>About 30 questions on the longest chains.</remarks>
    /// <exception cref="RpcException">The node has not all headers; then a first block has to be named.</exception>
    public static async Task<ulong> FirstSinceAsync(IEvmClient client, DateTimeOffset moment, ulong head, CancellationToken cancellationToken)
    {
        var (low, high, time) = (0UL, head + 1, (ulong)Math.Max(0, moment.ToUnixTimeSeconds()));
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            var block = await client.GetBlockAsync(BlockId.At(middle), cancellationToken)
                ?? throw new RpcUnavailableException(RpcFailure.Malformed, "The node has not the block that its height promises.");
            if (block.Timestamp < time) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
