using System.Collections.Concurrent;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Events;
using Anchor.Issuance.Anchoring;
using Microsoft.Extensions.Logging;

namespace Anchor.Issuance.Ledger;

/// <summary>One round over everything that is open on one network. Each part is tried by itself: what fails waits for the next round.</summary>
internal sealed partial class NetworkLedger(
    LedgerReader reader, TransactionLog log, Pursuit pursuit, Confirmation confirmation, Gathering gathering, RevocationMirror mirror, TokenWork tokenWork, TokenHistory tokenHistory, TokenSending tokens, Sender sender, AccountWatch watch,
    LedgerOptions options, TimeProvider clock, ILogger<NetworkLedger> logger)
{
    // A gap this wide is no gap: a node told a nonce that the account never had.
    private const ulong WidestGap = 8;

    private readonly BlockMemory _memory = new();
    private readonly ConcurrentDictionary<ulong, bool> _rootsWereLast = [];

    /// <returns>Whether something moved, so that another round is due at once.</returns>
    public async Task<bool> StepAsync(KnownNetwork known, CancellationToken cancellationToken)
    {
        var (network, chainId, moved) = (known.Pinned(clock), known.Network.ChainId, false);
        var open = await reader.OpenAsync(chainId, cancellationToken);
        var included = await reader.IncludedAsync(chainId, 2000, cancellationToken);
        IReadOnlyList<UnmirroredIndexes> revoked = [];
        await GuardAsync(network, "looking for revocations", async token => (revoked = await mirror.FindAsync(chainId, token)).Count > 0, cancellationToken);
        // A node that has nothing to tell is left in peace: its calls may be counted.
        if (open.Count == 0 && included.Count == 0 && revoked.Count == 0 && !watch.IsDue(chainId) && !tokenHistory.IsDue(chainId)
            && !await reader.HasRequestedAsync(chainId, cancellationToken) && !await tokenWork.IsAnyAsync(chainId, clock.GetUtcNow(), cancellationToken)) return false;
        if (!await GuardAsync(network, "identity", async token =>
        {
            await NetworkIdentity.CheckAsync(network.Client, network.Network, token);
            return true;
        }, cancellationToken)) return false;

        var chain = new ChainView(network, _memory, options, clock.GetUtcNow());
        foreach (var transaction in open)
            moved |= await GuardAsync(network, "transaction", token => RunAsync(transaction, open, chain, token), cancellationToken);
        foreach (var anchoring in included)
            moved |= await GuardAsync(network, "finality", token => confirmation.FinaliseAsync(anchoring, chain, token), cancellationToken);

        var busy = (await reader.OpenAsync(chainId, cancellationToken)).Where(each => each.Status != "included").Select(each => each.Lane).ToHashSet();
        // Revocations are rare and must not wait behind a stream of roots.
        if (revoked.Count > 0)
        {
            moved |= await GuardAsync(network, "revocations", token => mirror.StepAsync(network, revoked, busy, token), cancellationToken);
            busy.UnionWith((await reader.OpenAsync(chainId, cancellationToken)).Where(each => each.Status != "included").Select(each => each.Lane));
        }
        moved |= await GuardAsync(network, "token history", token => tokenHistory.StepAsync(chain, token), cancellationToken);
        moved |= await TakeTurnsAsync(network, busy, cancellationToken);
        await GuardAsync(network, "accounts", token => watch.StepAsync(network, token), cancellationToken);
        return moved;
    }

    /// <summary>Roots and tokens share accounts; whichever was sent last waits for the other.</summary>
    private async Task<bool> TakeTurnsAsync(KnownNetwork network, HashSet<Lane> busy, CancellationToken cancellationToken)
    {
        var (chainId, moved) = (network.Network.ChainId, false);
        var tokensFirst = _rootsWereLast.GetValueOrDefault(chainId);
        for (var turn = 0; turn < 2; turn++)
        {
            if (tokensFirst == (turn == 0)) moved |= await GuardAsync(network, "tokens", SendTokensAsync, cancellationToken);
            else moved |= await GuardAsync(network, "gathering", GatherAsync, cancellationToken);
        }
        return moved;

        async Task<bool> SendTokensAsync(CancellationToken token)
        {
            var sent = await tokens.StepAsync(network, busy, token);
            if (sent.Count > 0) _rootsWereLast[chainId] = false;
            busy.UnionWith(sent);
            return sent.Count > 0;
        }

        async Task<bool> GatherAsync(CancellationToken token)
        {
            var sent = await gathering.StepAsync(network, busy, token);
            if (sent) _rootsWereLast[chainId] = true;
            busy.UnionWith((await reader.OpenAsync(chainId, token)).Where(each => each.Status != "included").Select(each => each.Lane));
            return sent;
        }
    }

    private async Task<bool> RunAsync(OpenTransaction transaction, List<OpenTransaction> open, ChainView chain, CancellationToken cancellationToken)
    {
        var state = await log.ReadAsync(transaction.Id, cancellationToken);
        if (state.Status == TransactionStatus.Included) return await FinaliseAsync(state, chain, cancellationToken);
        if (state.Status is not (TransactionStatus.Signed or TransactionStatus.Submitted)) return false;
        var pursued = await pursuit.RunAsync(state, chain.Network, cancellationToken);
        if (pursued.GapAt is { } far && state.Nonce - far > WidestGap)
        {
            LogGap(logger, transaction.Lane.Account, far, state.Nonce);
            return await log.RecordAsync(state, new TransactionReplacedV1(state.Id, (long)state.Nonce, (long)far, clock.GetUtcNow()), cancellationToken) is not null;
        }
        // Nothing of ours has the missing nonce: a foreign transaction had it and is gone. Ours waits until it is filled.
        if (pursued.GapAt is { } gap && chain.Network.WritePath.CallsAsAccount && !open.Exists(other => other.Lane == transaction.Lane && other.Nonce == gap))
        {
            LogGap(logger, transaction.Lane.Account, gap, state.Nonce);
            return await sender.SendAsync(chain.Network, transaction.Lane, new LedgerCall("filler", state.Account, default, []), cancellationToken) == SigningOutcome.Signed;
        }
        if (pursued.Moved) await ConfirmAsync(await log.ReadAsync(transaction.Id, cancellationToken), chain, cancellationToken);
        return pursued.Moved;
    }

    /// <summary>Writes down which of its roots a transaction that is in a block has anchored.</summary>
    /// <returns>Those for which the registry has no event.</returns>
    private async Task<List<Guid>> ConfirmAsync(TransactionState state, ChainView chain, CancellationToken cancellationToken)
    {
        var missing = new List<Guid>();
        if (state is not { Status: TransactionStatus.Included, Block: { } block }) return missing;
        var unconfirmed = await reader.EntriesAsync(state.Id, cancellationToken);
        if (unconfirmed.Count == 0) return missing;
        var receipt = await chain.Network.Client.GetReceiptAsync(block.TransactionHash, cancellationToken);
        foreach (var waiting in unconfirmed)
            if (!await confirmation.FindAsync(waiting, chain.Network, receipt, cancellationToken)) missing.Add(waiting.Id);
        return missing;
    }

    private async Task<bool> FinaliseAsync(TransactionState state, ChainView chain, CancellationToken cancellationToken)
    {
        var missing = await ConfirmAsync(state, chain, cancellationToken);
        var block = state.Block!;
        object? happened = await chain.StandingAsync(block.Number, block.Hash, block.TransactionHash, cancellationToken) switch
        {
            BlockStanding.Final => await chain.ContainsAsync(block.TransactionHash, block.Hash, block.IncludedAt, static _ => true, cancellationToken) switch
            {
                true => new TransactionFinalizedV1(state.Id, block.TransactionHash.ToHex(), (long)block.Number, block.Hash.ToHex(), missing, clock.GetUtcNow()),
                // A receipt that named the block and is not in it.
                false => new TransactionReorgedV1(state.Id, (long)block.Number, block.Hash.ToHex(), clock.GetUtcNow()),
                null => null,
            },
            BlockStanding.Reorged => new TransactionReorgedV1(state.Id, (long)block.Number, block.Hash.ToHex(), clock.GetUtcNow()),
            _ => null,
        };
        if (happened is TransactionFinalizedV1 && missing.Count > 0) LogMissing(logger, state.Id, missing.Count);
        return happened is not null && await log.RecordAsync(state, happened, cancellationToken) is not null;
    }

    // One thing that fails must not hold up the others; it is tried again in the next round.
    private async Task<bool> GuardAsync(KnownNetwork network, string what, Func<CancellationToken, Task<bool>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await step(cancellationToken);
        }
        catch (Exception e) when (e is RpcException or ChainMismatchException)
        {
            LogChainUnavailable(logger, network.Network.Name, what, e.Message);
            return false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogStepFailed(logger, network.Network.Name, what, e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Network}: the chain could not be asked ({What}): {Reason}")]
    private static partial void LogChainUnavailable(ILogger logger, string network, string what, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Network}: a step of the ledger failed ({What}); it is tried again")]
    private static partial void LogStepFailed(ILogger logger, string network, string what, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nonce {Gap} of {Account} is missing on the chain and nonce {Waiting} waits for it")]
    private static partial void LogGap(ILogger logger, string account, ulong gap, ulong waiting);

    [LoggerMessage(Level = LogLevel.Error, Message = "Transaction {Transaction} is final, and {Count} of its roots are not anchored; they get another one")]
    private static partial void LogMissing(ILogger logger, Guid transaction, int count);
}
