using System.Collections.Concurrent;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Issuance.Anchoring;
using Anchor.Merkle;

namespace Anchor.Issuance.Ledger;

/// <summary>What rounds remember of blocks: since when one is missing, and when the nodes were asked about it.</summary>
internal sealed class BlockMemory
{
    public ConcurrentDictionary<(ulong, Hash32), DateTimeOffset> MissingSince { get; } = [];

    public ConcurrentDictionary<(ulong, Hash32), (DateTimeOffset First, DateTimeOffset Last)> Asked { get; } = [];
}

/// <summary>What a network says during one step; asked once, however many anchorings share a block.</summary>
/// <param name="network">The network.</param>
/// <param name="memory">What earlier rounds saw.</param>
/// <param name="options">How long something may be missing before it counts as gone, and how rarely is asked at most.</param>
/// <param name="now">The time of the step.</param>
internal sealed class ChainView(KnownNetwork network, BlockMemory memory, LedgerOptions options, DateTimeOffset now)
{
    private const int MostRemembered = 10_000;

    private readonly Dictionary<(ulong, Hash32), BlockStanding> _asked = [];
    private readonly Dictionary<Hash32, IReadOnlyList<TransactionReceipt?>> _receipts = [];

    public KnownNetwork Network => network;

    /// <summary>Whether a block may be more, or less, than included by now, so that it is worth reading what hangs on it. The longer it has been included, the more rarely the nodes are asked.</summary>
    /// <exception cref="RpcException">The nodes did not say.</exception>
    public async Task<bool> IsDecidedAsync(ulong number, Hash32 hash, CancellationToken cancellationToken)
    {
        var block = (number, hash);
        if (!_asked.TryGetValue(block, out var standing))
        {
            if (memory.Asked.Count > MostRemembered) memory.Asked.Clear();
            var (first, last) = memory.Asked.GetValueOrDefault(block, (now, DateTimeOffset.MinValue));
            var rest = (now - first) / 8;
            if (now >= last && now - last < (rest < options.FinalityRest ? rest : options.FinalityRest)) return false;
            memory.Asked[block] = (first, now);
            _asked[block] = standing = await network.StandingAsync(number, hash, cancellationToken);
        }
        return standing is not (BlockStanding.Included or BlockStanding.Unknown);
    }

    /// <summary>Where a block stands. One that stays missing, as when the chain was shortened, is reorged when its transaction is gone too.</summary>
    /// <exception cref="RpcException">The nodes did not say.</exception>
    public async Task<BlockStanding> StandingAsync(ulong number, Hash32 hash, Hash32 transactionHash, CancellationToken cancellationToken)
    {
        var block = (number, hash);
        if (!await IsDecidedAsync(number, hash, cancellationToken)) return BlockStanding.Included;
        if (_asked[block] != BlockStanding.Missing)
        {
            memory.MissingSince.TryRemove(block, out _);
            return _asked[block];
        }
        if (memory.MissingSince.Count > MostRemembered) memory.MissingSince.Clear();
        // A node that lags catches up within the patience. Sending again what is mined after all does nothing, so a chain
        // that was shortened need not grow before we go on.
        return IsOver(memory.MissingSince.GetOrAdd(block, now)) && (await ReceiptsAsync(transactionHash, cancellationToken)).All(static receipt => receipt is null)
            ? BlockStanding.Reorged
            : BlockStanding.Missing;
    }

    /// <summary>Whether as many nodes as the network asks for show a transaction in a block, with what it should hold.</summary>
    /// <param name="transactionHash">The transaction.</param>
    /// <param name="blockHash">The block.</param>
    /// <param name="since">Since when it should be known; a node that has none of it after the patience says no.</param>
    /// <param name="shows">What the receipt should hold.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null while too few of them say either.</returns>
    public async Task<bool?> ContainsAsync(Hash32 transactionHash, Hash32 blockHash, DateTimeOffset since, Func<TransactionReceipt, bool> shows, CancellationToken cancellationToken)
    {
        var (yes, no) = (0, 0);
        foreach (var receipt in await ReceiptsAsync(transactionHash, cancellationToken))
        {
            if (receipt is null) no += IsOver(since) ? 1 : 0;
            else if (receipt.BlockHash == blockHash && shows(receipt)) yes++;
            else no++;
        }
        return yes >= network.Quorum ? true : no >= network.Quorum ? false : null;
    }

    private bool IsOver(DateTimeOffset since) => now - since >= options.ResendAfter || since > now;

    private async Task<IReadOnlyList<TransactionReceipt?>> ReceiptsAsync(Hash32 transactionHash, CancellationToken cancellationToken)
    {
        if (_receipts.TryGetValue(transactionHash, out var known)) return known;
        return _receipts[transactionHash] = await network.ReceiptsAsync(transactionHash, cancellationToken);
    }
}
