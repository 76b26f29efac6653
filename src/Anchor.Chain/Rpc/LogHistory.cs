using System.Runtime.CompilerServices;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Rpc;

/// <summary>One stretch of what a contract logged.</summary>
/// <param name="FromBlock">The first block of the stretch.</param>
/// <param name="ToBlock">The last one: everything up to here is told, so the next walk begins after it.</param>
/// <param name="ToBlockHash">Its hash; when it has another one later, the stretch was undone and has to be walked again.</param>
/// <param name="Logs">The logs, in the chain's order.</param>
public sealed record LogPage(ulong FromBlock, ulong ToBlock, Hash32 ToBlockHash, IReadOnlyList<EventLog> Logs);

/// <summary>Walks what a contract logged, block by block, in stretches that a node can bear.</summary>
/// <param name="client">The node; of a pool one node answers for one stretch.</param>
/// <param name="address">The contract.</param>
/// <param name="topics">Wanted topics by position; null for any.</param>
/// <param name="maxBlocks">The most blocks asked for at once; halved when a node refuses, doubled again when it does not. At least 1.</param>
public sealed class LogHistory(IEvmClient client, Address address, IReadOnlyList<Hash32?> topics, ulong maxBlocks)
{
    /// <summary>Tells the logs from one block to another, both included, as far as the node has come.</summary>
    /// <param name="fromBlock">The first block; after an earlier walk, the one after its last <see cref="LogPage.ToBlock"/>.</param>
    /// <param name="toBlock">The last block; for what cannot be undone any more, the newest final one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Stretches without gaps, of which each can be kept before the next is asked for. None when the node has not come to the first block.</returns>
    /// <exception cref="RpcException">A node gives no answer, or refuses even a single block; what was told before stays true.</exception>
    public async IAsyncEnumerable<LogPage> ReadAsync(ulong fromBlock, ulong toBlock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(maxBlocks);
        var length = maxBlocks;
        for (var next = fromBlock; next <= toBlock;)
        {
            var node = NodePool.PinnedTo(client);
            // A node tells of blocks that it does not have the same as of empty ones: nothing.
            var head = await node.BlockNumberAsync(cancellationToken).ConfigureAwait(false);
            if (head < next) yield break;
            var end = Math.Min(Math.Min(toBlock, head), next + Math.Min(length - 1, ulong.MaxValue - next));
            if (await TryReadAsync(node, next, end, cancellationToken).ConfigureAwait(false) is not { } page)
            {
                length = Math.Max(1, (end - next + 1) / 2);
                continue;
            }
            yield return page;
            if (end == ulong.MaxValue) yield break;
            next = end + 1;
            length = length > maxBlocks / 2 ? maxBlocks : length * 2;
        }
    }

    /// <returns>Null when the stretch has to be shorter.</returns>
    private async Task<LogPage?> TryReadAsync(IEvmClient node, ulong from, ulong to, CancellationToken cancellationToken)
    {
        var before = await HashAsync(node, to, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<EventLog> logs;
        try
        {
            logs = await node.GetLogsAsync(address, topics, from, to, cancellationToken).ConfigureAwait(false);
        }
        // Nodes refuse long stretches with whatever code, give up on them, or answer too much.
        catch (RpcErrorException) when (to > from)
        {
            return null;
        }
        catch (RpcUnavailableException failure) when (to > from && failure.Failure != RpcFailure.Unreachable)
        {
            return null;
        }
        // The last block must not change meanwhile, or the logs might be those of another chain than its hash names.
        if (await HashAsync(node, to, cancellationToken).ConfigureAwait(false) != before) throw RpcUnavailableException.Malformed("the chain changed while it was read");
        if (logs.Any(log => log.Address != address || log.BlockNumber < from || log.BlockNumber > to)) throw RpcUnavailableException.Malformed("it holds logs that nobody asked for");
        return new LogPage(from, to, before, [.. logs.Where(static log => !log.Removed).OrderBy(static log => log.BlockNumber).ThenBy(static log => log.Index)]);
    }

    private static async Task<Hash32> HashAsync(IEvmClient node, ulong number, CancellationToken cancellationToken) =>
        (await node.GetBlockAsync(BlockId.At(number), cancellationToken).ConfigureAwait(false))?.Hash
        ?? throw RpcUnavailableException.Malformed("it has not the block that its height promises");
}
