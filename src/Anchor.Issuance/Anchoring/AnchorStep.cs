using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths;
using Anchor.Credentials.Issuing;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Keys;
using Anchor.Merkle;
using Microsoft.Extensions.Logging;

namespace Anchor.Issuance.Anchoring;

/// <summary>How roots are anchored.</summary>
public sealed record AnchoringOptions
{
    /// <summary>How long to wait before the same bytes are sent again. Default 15 s; 1 s to 1 h.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>
/// Moves one anchoring one step on. The truth is always the registry's record and event, whichever transaction carried
/// it; what was sent and answered only says what to ask next.
/// </summary>
internal sealed partial class AnchorStep(
    EventStore.EventStore store, NetworkCatalog networks, KeyRing keys, AccountLanes lanes, AnchoringOptions options, TimeProvider clock, ILogger<AnchorStep> logger)
{
    /// <returns>True when something was recorded.</returns>
    /// <exception cref="RpcException">The chain could not be asked; nothing is known and nothing was recorded.</exception>
    public async Task<bool> RunAsync(IssuerId issuer, Guid anchoringId, CancellationToken cancellationToken)
    {
        var state = await store.FoldAsync(issuer, anchoringId, AnchoringState.None, AnchoringState.Evolve, cancellationToken);
        if (state.Status is AnchoringStatus.None or AnchoringStatus.Final) return false;
        var network = networks.Get(state.ChainId);
        await NetworkIdentity.CheckAsync(network.Client, network.Network, cancellationToken);
        if (state.Status == AnchoringStatus.Included) return await FinaliseAsync(issuer, state, network, cancellationToken);
        if (await FindAsync(issuer, state, network, cancellationToken)) return true;
        return state.Raw is null
            ? await SignAsync(issuer, state, network, cancellationToken)
            : await PursueAsync(issuer, state, network, cancellationToken);
    }

    private async Task<bool> FindAsync(IssuerId issuer, AnchoringState state, KnownNetwork network, CancellationToken cancellationToken)
    {
        if (await network.Registry.FindAnchoredAsync(state.Account, state.Root, cancellationToken) is not { } anchored) return false;
        var receipt = await network.Client.GetReceiptAsync(anchored.TransactionHash, cancellationToken);
        // The log and the receipt must tell of the same block, or the chain moved between the two questions.
        if (receipt is null || !AnchoredEvent.TryRead(receipt, state.Registry, state.Account, state.Root, out var confirmed)) return false;
        var included = new AnchorIncludedV1(
            state.Id, confirmed.TransactionHash.ToHex(), (long)confirmed.BlockNumber, confirmed.BlockHash.ToHex(), (long)confirmed.AnchoredAt,
            (long)receipt.GasUsed, (receipt.EffectiveGasPrice ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture), clock.GetUtcNow());
        return await RecordAsync(issuer, state, releaseLane: true, included, cancellationToken);
    }

    private async Task<bool> SignAsync(IssuerId issuer, AnchoringState state, KnownNetwork network, CancellationToken cancellationToken)
    {
        if (!await lanes.TakeAsync(issuer, state, cancellationToken)) return false;
        var issuerState = await store.FoldAsync(issuer, issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        var account = issuerState.Accounts.First(each => each.ChainId == state.ChainId && each.Address == state.Account.ToString());
        var key = await keys.AccountAsync(issuer, account.KeyId, cancellationToken);
        var nonce = await network.Client.GetTransactionCountAsync(state.Account, BlockId.Latest, cancellationToken);
        var batch = await store.FoldAsync(issuer, state.BatchId, BatchState.None, BatchState.Evolve, cancellationToken);
        var call = batch.Format == CredentialFormat.Blockcerts ? BlockcertsFormat.Call(state.Root) : RegistryCalls.Anchor(state.Root);
        var signed = await network.WritePath.PrepareAsync(new WriteRequest(state.Registry, call, key, nonce), cancellationToken);
        var recorded = new AnchorSignedV1(state.Id, signed.Hash.ToHex(), (long)signed.Nonce, Hex.Data(signed.Raw), clock.GetUtcNow());
        if (!await RecordAsync(issuer, state, releaseLane: false, recorded, cancellationToken)) return false;
        return await SendAsync(issuer, AnchoringState.Evolve(state, recorded), network, cancellationToken);
    }

    /// <summary>A signed transaction is on its way, or may be: wait, send the same bytes again, or find that it can never be mined.</summary>
    private async Task<bool> PursueAsync(IssuerId issuer, AnchoringState state, KnownNetwork network, CancellationToken cancellationToken)
    {
        var hash = Hash32.Parse(state.TransactionHash);
        if (await network.Client.GetReceiptAsync(hash, cancellationToken) is { } receipt)
        {
            // A successful transaction without the registry's record is not a revert: the record is asked for again.
            if (receipt.Succeeded) return false;
            LogReverted(logger, state.Id, hash.ToHex());
            var reverted = new AnchorRevertedV1(state.Id, hash.ToHex(), (long)receipt.BlockNumber, null, clock.GetUtcNow());
            return await RecordAsync(issuer, state, releaseLane: true, reverted, cancellationToken);
        }
        // The nonce was used and neither receipt nor record is there: another transaction took it.
        var used = await network.Client.GetTransactionCountAsync(state.Account, BlockId.Latest, cancellationToken);
        if (used > (ulong)state.Nonce && await network.Client.GetReceiptAsync(hash, cancellationToken) is null)
        {
            LogReplaced(logger, state.Id, state.Nonce);
            return await RecordAsync(issuer, state, releaseLane: true, new AnchorReplacedV1(state.Id, hash.ToHex(), state.Nonce, clock.GetUtcNow()), cancellationToken);
        }
        var due = state.Status == AnchoringStatus.Signed || state.LastSent + options.ResendAfter <= clock.GetUtcNow();
        return due && await SendAsync(issuer, state, network, cancellationToken);
    }

    private async Task<bool> SendAsync(IssuerId issuer, AnchoringState state, KnownNetwork network, CancellationToken cancellationToken)
    {
        Hex.TryReadData(state.Raw, out var raw);
        var (outcome, code) = await network.WritePath.SendAsync(raw, cancellationToken) switch
        {
            SendOutcome.Accepted => ("accepted", null),
            SendOutcome.Refused refused => ("refused", (int?)refused.Code),
            _ => ("unknown", null),
        };
        return await RecordAsync(
            issuer, state, releaseLane: false, new AnchorSubmittedV1(state.Id, state.TransactionHash, outcome, code, clock.GetUtcNow()), cancellationToken);
    }

    private async Task<bool> FinaliseAsync(IssuerId issuer, AnchoringState state, KnownNetwork network, CancellationToken cancellationToken)
    {
        var block = state.Block!;
        var standing = await ChainPosition.StandingAsync(network.Client, network.Network.Finality, (ulong)block.Number, block.Hash, cancellationToken);
        object? happened = standing switch
        {
            BlockStanding.Final => new AnchorFinalizedV1(
                state.Id, state.BatchId, block.TransactionHash, block.Number, block.Hash.ToHex(), block.Timestamp, block.GasUsed, clock.GetUtcNow()),
            BlockStanding.Reorged => new AnchorReorgedV1(state.Id, block.Number, block.Hash.ToHex(), clock.GetUtcNow()),
            // A node that lags knows nothing; a chain that lost the block shows another one at its height in time.
            _ => null,
        };
        return happened is not null && await RecordAsync(issuer, state, releaseLane: false, happened, cancellationToken);
    }

    private async Task<bool> RecordAsync(IssuerId issuer, AnchoringState state, bool releaseLane, object happened, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(new Actor(issuer, "loop:anchoring"), cancellationToken);
        if (await transaction.AppendAsync("anchoring", state.Id, state.Version, [happened], cancellationToken) == AppendResult.Conflict) return false;
        if (releaseLane) await AccountLanes.ReleaseAsync(transaction.Connection, state.ChainId, state.Account, state.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Anchoring {Anchoring}: transaction {Transaction} was executed and failed")]
    private static partial void LogReverted(ILogger logger, Guid anchoring, string transaction);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Anchoring {Anchoring}: nonce {Nonce} went to another transaction")]
    private static partial void LogReplaced(ILogger logger, Guid anchoring, long nonce);
}
