using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Issuance.Anchoring;
using Anchor.Merkle;

namespace Anchor.Issuance.Ledger;

/// <summary>What a network says during one step; asked once, however many anchorings share a block.</summary>
/// <param name="network">The network.</param>
/// <param name="patience">How long a block may be missing before it counts as gone.</param>
/// <param name="now">The time of the step.</param>
internal sealed class ChainView(KnownNetwork network, TimeSpan patience, DateTimeOffset now)
{
    private readonly Dictionary<(ulong, Hash32), BlockStanding> _asked = [];
    private readonly Dictionary<(ulong, Hash32), BlockStanding> _standings = [];
    private readonly Dictionary<Hash32, IReadOnlyList<TransactionReceipt?>> _receipts = [];

    public KnownNetwork Network => network;

    /// <summary>Whether a block may be more, or less, than included by now, so that it is worth reading what hangs on it.</summary>
    /// <exception cref="RpcException">The nodes did not say.</exception>
    public async Task<bool> IsDecidedAsync(ulong number, Hash32 hash, CancellationToken cancellationToken)
    {
        if (!_asked.TryGetValue((number, hash), out var standing)) _asked[(number, hash)] = standing = await network.StandingAsync(number, hash, cancellationToken);
        return standing is not (BlockStanding.Included or BlockStanding.Unknown);
    }

    /// <summary>Where a block stands. One that is missing because the chain was shortened is reorged when its transaction is gone too.</summary>
    /// <exception cref="RpcException">The nodes did not say.</exception>
    public async Task<BlockStanding> StandingAsync(ulong number, Hash32 hash, Hash32 transactionHash, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (_standings.TryGetValue((number, hash), out var known)) return known;
        await IsDecidedAsync(number, hash, cancellationToken);
        var standing = _asked[(number, hash)];
        // A node that lags catches up within the patience. Sending again what is mined after all does nothing, so a chain
        // that was shortened need not grow before we go on.
        if (standing == BlockStanding.Missing && (now - since >= patience || since > now) && (await ReceiptsAsync(transactionHash, cancellationToken)).All(static receipt => receipt is null))
            standing = BlockStanding.Reorged;
        return _standings[(number, hash)] = standing;
    }

    /// <summary>Whether as many nodes as the network asks for show the event in the block that is final.</summary>
    /// <returns>Null while too few of them say anything.</returns>
    public async Task<bool?> HoldsAsync(AnchoringState anchoring, CancellationToken cancellationToken)
    {
        var receipts = await ReceiptsAsync(Hash32.Parse(anchoring.Block!.TransactionHash), cancellationToken);
        var (yes, no) = (0, 0);
        foreach (var receipt in receipts.OfType<TransactionReceipt>())
        {
            var holds = receipt.BlockHash == anchoring.Block.Hash
                && AnchoredEvent.TryRead(receipt, anchoring.Registry, anchoring.Account, anchoring.Root, out _);
            if (holds) yes++; else no++;
        }
        return yes >= network.Quorum ? true : no >= network.Quorum ? false : null;
    }

    private async Task<IReadOnlyList<TransactionReceipt?>> ReceiptsAsync(Hash32 transactionHash, CancellationToken cancellationToken)
    {
        if (_receipts.TryGetValue(transactionHash, out var known)) return known;
        return _receipts[transactionHash] = await network.ReceiptsAsync(transactionHash, cancellationToken);
    }
}
