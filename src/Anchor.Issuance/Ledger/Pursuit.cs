using System.Collections.Concurrent;
using System.Globalization;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;
using Anchor.Events;
using Anchor.Issuance.Anchoring;
using Anchor.Merkle;
using Microsoft.Extensions.Logging;

namespace Anchor.Issuance.Ledger;

/// <summary>What pursuing a transaction came to.</summary>
/// <param name="Moved">Something was recorded.</param>
/// <param name="GapAt">The account's next nonce, where that is lower than the transaction's, which therefore cannot be mined yet.</param>
internal readonly record struct Pursued(bool Moved, ulong? GapAt = null);

/// <summary>
/// Brings a signed transaction into a block: sends the same bytes until a node has them, outbids itself where fees count,
/// and finds out when it can never be mined. An answer that was lost changes nothing: the chain is asked.
/// </summary>
internal sealed partial class Pursuit(TransactionLog log, LedgerReader reader, SenderKeys senders, LedgerOptions options, TimeProvider clock, ILogger<Pursuit> logger)
{
    // A relay gives the same bytes a new hash each time they are sent; the earliest are long decided.
    private const int HashesAsked = 12;

    // Looking whether there is a fee to raise costs questions, so it is not done each round.
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _outbidTried = [];

    /// <exception cref="RpcException">The chain could not be asked; nothing is known and nothing was recorded.</exception>
    public async Task<Pursued> RunAsync(TransactionState state, KnownNetwork network, CancellationToken cancellationToken)
    {
        var seen = await LookAsync(state, network, cancellationToken);
        if (seen.Executed is { } receipt) return await IncludeAsync(state, receipt, cancellationToken);
        if (seen.Failed is { NonceUsed: true } failed) return await RevertAsync(state, failed, cancellationToken);

        var next = await network.WritePath.NextNonceAsync(state.Account, cancellationToken);
        if (next > state.Nonce)
        {
            // A node that answers from two places may count the nonce before it shows the receipt.
            var again = await LookAsync(state, network, cancellationToken, most: int.MaxValue);
            if (again.Executed is { } late) return await IncludeAsync(state, late, cancellationToken);
            if (again.Failed is { NonceUsed: true } lateFailure) return await RevertAsync(state, lateFailure, cancellationToken);
            switch (await CarriedAsync(state, network, cancellationToken))
            {
                case WriteFate.Executed carried:
                    return await IncludeAsync(state, carried.Receipt, cancellationToken);
                case WriteFate.Failed { NonceUsed: true } spent:
                    return await RevertAsync(state, spent, cancellationToken);
                case WriteFate.Waiting:
                    return new Pursued(false);
            }
            if (await CarrierAsync(state, network, cancellationToken) is { } carrier) return await IncludeAsync(state, carrier, cancellationToken);
            LogReplaced(logger, state.Id, state.Nonce);
            return await RecordAsync(state, new TransactionReplacedV1(state.Id, (long)state.Nonce, (long)next, clock.GetUtcNow()), cancellationToken);
        }
        // A refusal that leaves the nonce free: a nonce that is ahead waits for a new signature, everything else for another moment.
        if (seen.Failed is { } refused && !seen.Waiting && next < state.Nonce) return await RevertAsync(state, refused, cancellationToken);
        if (await ExpiredAsync(state, network, cancellationToken))
            return await RecordAsync(state, new TransactionExpiredV1(state.Id, (long)state.Nonce, clock.GetUtcNow()), cancellationToken);

        var moved = await SendOnAsync(state, network, seen, cancellationToken);
        return new Pursued(moved, next < state.Nonce && Waited(state.LastSent, options.ResendAfter) ? next : null);
    }

    /// <summary>Hands the latest attempt to a node and records what it said.</summary>
    public async Task<bool> SendAsync(TransactionState state, KnownNetwork network, CancellationToken cancellationToken)
    {
        Hex.TryReadData(state.Raw, out var raw);
        var (hash, outcome, code) = await network.Carrier.SendAsync(raw, cancellationToken) switch
        {
            SendOutcome.Accepted accepted => (accepted.Hash.ToHex(), "accepted", null),
            SendOutcome.Refused refused => (state.Hash?.ToHex(), "refused", (int?)refused.Code),
            _ => (state.Hash?.ToHex(), "unknown", null),
        };
        return await log.RecordAsync(state, new TransactionSubmittedV1(state.Id, hash, outcome, code, clock.GetUtcNow()), cancellationToken) is not null;
    }

    private async Task<bool> SendOnAsync(TransactionState state, KnownNetwork network, Seen seen, CancellationToken cancellationToken)
    {
        if (state.LastOutcome is null) return await SendAsync(state, network, cancellationToken);
        if (MayOutbid(state) && await OutbidAsync(state, network, cancellationToken) is { } higher)
            return await SendAsync(higher, network, cancellationToken);
        if (seen.Waiting || !Waited(state.LastSent, options.PatienceAfter(state.Sends))) return false;
        // Taken once and known to nobody now: the mempool dropped it.
        if (state.LastOutcome == "accepted" && seen.Failed is null)
        {
            if (await log.RecordAsync(state, new TransactionDroppedV1(state.Id, state.Hash?.ToHex(), clock.GetUtcNow()), cancellationToken) is not { } dropped) return false;
            state = dropped;
        }
        return await SendAsync(state, network, cancellationToken);
    }

    private bool MayOutbid(TransactionState state)
    {
        if (!Waited(state.SignedAt, options.OutbidAfter)) return false;
        if (_outbidTried.TryGetValue(state.Id, out var tried) && !Waited(tried, options.ResendAfter)) return false;
        if (_outbidTried.Count > 1_000) _outbidTried.Clear();
        _outbidTried[state.Id] = clock.GetUtcNow();
        return true;
    }

    private async Task<TransactionState?> OutbidAsync(TransactionState state, KnownNetwork network, CancellationToken cancellationToken)
    {
        Hex.TryReadData(state.Raw, out var raw);
        if (network.WritePath is not { CallsAsAccount: true }) return null;
        var call = RawTransaction.Read(raw);
        try
        {
            var key = await senders.OpenAsync(state.Account, cancellationToken);
            var request = new WriteRequest(call.To, call.Data, key, state.Nonce) { Outbids = state.Fees };
            return await log.RecordOutbidAsync(state, await PrepareAsync(request, state.GasLimit, network, cancellationToken), cancellationToken);
        }
        catch (CannotOutbidException)
        {
            return null; // no fee to raise: the same bytes again
        }
        catch (FeeTooHighException e)
        {
            LogFees(logger, state.Id, e.Message);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotOutbid(logger, state.Id, e);
            return null;
        }
    }

    /// <summary>Signs the call even where it would fail now: only what is mined frees the nonce.</summary>
    private static async Task<SignedTransaction> PrepareAsync(WriteRequest request, ulong gasLimit, KnownNetwork network, CancellationToken cancellationToken)
    {
        try
        {
            return await network.WritePath.PrepareAsync(request, cancellationToken);
        }
        catch (RpcErrorException)
        {
            return await network.WritePath.PrepareAsync(request with { GasLimit = gasLimit }, cancellationToken);
        }
    }

    private static async Task<Seen> LookAsync(TransactionState state, KnownNetwork network, CancellationToken cancellationToken, int most = HashesAsked)
    {
        var seen = new Seen(null, null, false);
        foreach (var hash in state.Hashes.Reverse().Take(most))
            switch (await network.WritePath.FateAsync(hash, cancellationToken))
            {
                case WriteFate.Executed executed:
                    return seen with { Executed = executed.Receipt };
                case WriteFate.Failed failed when seen.Failed is not { NonceUsed: true }:
                    seen = seen with { Failed = failed };
                    break;
                case WriteFate.Waiting:
                    seen = seen with { Waiting = true };
                    break;
            }
        return seen;
    }

    /// <summary>What became of bytes whose relay told no hash. They cannot be executed again, so sending them only finds what carried them.</summary>
    /// <returns>Missing when nothing did; Waiting while nobody says.</returns>
    private static async Task<WriteFate> CarriedAsync(TransactionState state, KnownNetwork network, CancellationToken cancellationToken)
    {
        if (state.Hash is not null) return new WriteFate.Missing();
        Hex.TryReadData(state.Raw, out var raw);
        return await network.Carrier.SendAsync(raw, cancellationToken) switch
        {
            SendOutcome.Accepted carried => await network.WritePath.FateAsync(carried.Hash, cancellationToken),
            SendOutcome.Unknown => new WriteFate.Waiting(),
            _ => new WriteFate.Missing(),
        };
    }

    /// <summary>The transaction of a relay whose hash was never told, found by what it did.</summary>
    private async Task<TransactionReceipt?> CarrierAsync(TransactionState state, KnownNetwork network, CancellationToken cancellationToken)
    {
        if (state.Hash is not null || await reader.EntriesAsync(state.Id, cancellationToken) is not [var first, ..]) return null;
        return await network.Registry.FindAnchoredAsync(Address.Parse(first.Account), Hash32.Parse(first.Root), cancellationToken) is { } anchored
            ? await network.Client.GetReceiptAsync(anchored.TransactionHash, cancellationToken)
            : null;
    }

    private async Task<bool> ExpiredAsync(TransactionState state, KnownNetwork network, CancellationToken cancellationToken)
    {
        if (state.ExpiresAt is not { } end || (ulong)clock.GetUtcNow().ToUnixTimeSeconds() <= end) return false;
        // The chain's clock decides, not ours.
        return await network.Client.GetBlockAsync(BlockId.Latest, cancellationToken) is { } latest && latest.Timestamp > end;
    }

    // A clock that was put back must not keep bytes from being sent.
    private bool Waited(DateTimeOffset since, TimeSpan patience) => clock.GetUtcNow() is var now && (now - since >= patience || since > now);

    private async Task<Pursued> IncludeAsync(TransactionState state, TransactionReceipt receipt, CancellationToken cancellationToken) =>
        await RecordAsync(state, new TransactionIncludedV1(
            state.Id, receipt.TransactionHash.ToHex(), (long)receipt.BlockNumber, receipt.BlockHash.ToHex(), (long)receipt.GasUsed,
            (receipt.EffectiveGasPrice ?? 0).ToString(CultureInfo.InvariantCulture), clock.GetUtcNow()), cancellationToken);

    private async Task<Pursued> RevertAsync(TransactionState state, WriteFate.Failed failed, CancellationToken cancellationToken)
    {
        LogReverted(logger, state.Id, failed.Receipt.TransactionHash.ToHex(), failed.Code, failed.Reason);
        return await RecordAsync(state, new TransactionRevertedV1(
            state.Id, failed.Receipt.TransactionHash.ToHex(), (long)failed.Receipt.BlockNumber, failed.Code, failed.Reason, failed.NonceUsed, clock.GetUtcNow()), cancellationToken);
    }

    private async Task<Pursued> RecordAsync(TransactionState state, object happened, CancellationToken cancellationToken) =>
        new(await log.RecordAsync(state, happened, cancellationToken) is not null);

    private sealed record Seen(TransactionReceipt? Executed, WriteFate.Failed? Failed, bool Waiting);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Transaction {Transaction} ({Hash}) had no effect: {Code} {Reason}")]
    private static partial void LogReverted(ILogger logger, Guid transaction, string hash, string code, string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Transaction {Transaction}: nonce {Nonce} went to a foreign transaction")]
    private static partial void LogReplaced(ILogger logger, Guid transaction, ulong nonce);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Transaction {Transaction} could not be signed with a higher fee; the same bytes go out again")]
    private static partial void LogNotOutbid(ILogger logger, Guid transaction, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Transaction {Transaction} waits, since a higher fee is not allowed: {Reason}")]
    private static partial void LogFees(ILogger logger, Guid transaction, string reason);
}
