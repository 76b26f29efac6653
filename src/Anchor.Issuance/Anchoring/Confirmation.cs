using System.Globalization;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Ledger;
using Anchor.Merkle;

namespace Anchor.Issuance.Anchoring;

/// <summary>
/// Finds out whether a root is anchored. The truth is always the registry's record and event, whichever transaction
/// carried it; it counts when its block is final.
/// </summary>
internal sealed class Confirmation(EventStore.EventStore store, TimeProvider clock)
{
    /// <summary>Looks for the event in a receipt, else in the registry, and records it.</summary>
    /// <returns>True when the root is anchored.</returns>
    /// <exception cref="RpcException">The chain could not be asked; nothing is known and nothing was recorded.</exception>
    public async Task<bool> FindAsync(WaitingAnchoring waiting, KnownNetwork network, TransactionReceipt? receipt, CancellationToken cancellationToken)
    {
        var (account, root) = (Address.Parse(waiting.Account), Hash32.Parse(waiting.Root));
        if (receipt is null || !AnchoredEvent.TryRead(receipt, network.Registry.Address, account, root, out var anchored))
        {
            if (await network.Registry.FindAnchoredAsync(account, root, cancellationToken) is not { } found) return false;
            receipt = await network.Client.GetReceiptAsync(found.TransactionHash, cancellationToken);
            // The log and the receipt must tell of the same block, or the chain moved between the two questions.
            if (receipt is null || !AnchoredEvent.TryRead(receipt, network.Registry.Address, account, root, out anchored)) return false;
        }
        var state = await ReadAsync(waiting.Issuer, waiting.Id, cancellationToken);
        if (state.Status != AnchoringStatus.Requested) return true;
        return await RecordAsync(waiting.Issuer, state, new AnchorIncludedV1(
            state.Id, anchored.TransactionHash.ToHex(), (long)anchored.BlockNumber, anchored.BlockHash.ToHex(), (long)anchored.AnchoredAt,
            Share(receipt, network.Registry.Address), (receipt.EffectiveGasPrice ?? 0).ToString(CultureInfo.InvariantCulture), clock.GetUtcNow()), cancellationToken);
    }

    /// <summary>Finds out whether the block that holds the event is final, or has left the chain.</summary>
    /// <returns>True when something was recorded.</returns>
    /// <exception cref="RpcException">The chain could not be asked.</exception>
    public async Task<bool> FinaliseAsync(IncludedAnchoring waiting, ChainView chain, CancellationToken cancellationToken)
    {
        if (!await chain.IsDecidedAsync(waiting.BlockNumber, waiting.BlockHash, cancellationToken)) return false;
        var state = await ReadAsync(waiting.Issuer, waiting.Id, cancellationToken);
        if (state is not { Status: AnchoringStatus.Included, Block: { } block }) return false;
        switch (await chain.StandingAsync((ulong)block.Number, block.Hash, Hash32.Parse(block.TransactionHash), cancellationToken))
        {
            case BlockStanding.Final:
                // The receipt is read anew: what was told at inclusion must still be told by nodes that agree on the block.
                switch (await chain.ContainsAsync(
                    Hash32.Parse(block.TransactionHash), block.Hash, block.IncludedAt,
                    receipt => AnchoredEvent.TryRead(receipt, state.Registry, state.Account, state.Root, out _), cancellationToken))
                {
                    case true:
                        return await RecordAsync(waiting.Issuer, state, new AnchorFinalizedV1(
                            state.Id, state.BatchId, block.TransactionHash, block.Number, block.Hash.ToHex(), block.Timestamp, block.GasUsed, clock.GetUtcNow()), cancellationToken);
                    case false:
                        return await RecordAsync(waiting.Issuer, state, new AnchorReorgedV1(state.Id, block.Number, block.Hash.ToHex(), clock.GetUtcNow()), cancellationToken);
                    default:
                        return false;
                }
            case BlockStanding.Reorged:
                return await RecordAsync(waiting.Issuer, state, new AnchorReorgedV1(state.Id, block.Number, block.Hash.ToHex(), clock.GetUtcNow()), cancellationToken);
            default:
                return false; // a node that lags knows nothing
        }
    }

    private Task<AnchoringState> ReadAsync(IssuerId issuer, Guid id, CancellationToken cancellationToken) =>
        store.FoldAsync(issuer, id, AnchoringState.None, AnchoringState.Evolve, cancellationToken);

    /// <summary>What one root costs of a transaction that anchors several, rounded up.</summary>
    private static long Share(TransactionReceipt receipt, Address registry)
    {
        var roots = receipt.Logs.Count(log => log.Address == registry && log.Topics.Count > 0 && log.Topics[0] == RegistryAbi.AnchoredEvent.Topic);
        return ((long)receipt.GasUsed + roots - 1) / Math.Max(roots, 1);
    }

    private async Task<bool> RecordAsync(IssuerId issuer, AnchoringState state, object happened, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(new Actor(issuer, LedgerTenant.Actor.Id), cancellationToken);
        if (await transaction.AppendAsync("anchoring", state.Id, state.Version, [happened], cancellationToken) == AppendResult.Conflict) return false;
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
