using System.Globalization;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.EventStore;
using Anchor.Events;
using Npgsql;

namespace Anchor.Issuance.Ledger;

/// <summary>What a transaction does for one issuer.</summary>
/// <param name="Kind">What is done; see <see cref="TransactionEntryAddedV1.Kind"/>.</param>
/// <param name="Issuer">The issuer.</param>
/// <param name="TargetId">The anchoring of the root, the collection or the token that it is about.</param>
/// <param name="Indexes">With <c>revocations</c>: the leaf indexes.</param>
internal sealed record TransactionEntry(string Kind, IssuerId Issuer, Guid TargetId, IReadOnlyList<long>? Indexes = null);

/// <summary>Keeps the history of each transaction. What is recorded here first is what may be sent afterwards.</summary>
internal sealed class TransactionLog(EventStore.EventStore store, TimeProvider clock)
{
    public Task<TransactionState> ReadAsync(Guid id, CancellationToken cancellationToken) =>
        store.FoldAsync(LedgerTenant.Id, id, TransactionState.None, TransactionState.Evolve, cancellationToken);

    /// <summary>Records a fact about a transaction.</summary>
    /// <returns>The state with the fact in it; null when another host was faster, or the nonce or an entry is taken.</returns>
    public Task<TransactionState?> RecordAsync(TransactionState state, object happened, CancellationToken cancellationToken) =>
        AppendAsync(state, state.Id, [happened], cancellationToken);

    private async Task<TransactionState?> AppendAsync(TransactionState state, Guid id, IReadOnlyList<object> events, CancellationToken cancellationToken)
    {
        try
        {
            await using var transaction = await store.BeginAsync(LedgerTenant.Actor, cancellationToken);
            if (await transaction.AppendAsync("transaction", id, state.Version, events, cancellationToken) == AppendResult.Conflict) return null;
            await transaction.CommitAsync(cancellationToken);
            return events.Aggregate(state, TransactionState.Evolve);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return null;
        }
    }

    /// <summary>Records a first attempt, which takes the nonce.</summary>
    public Task<TransactionState?> RecordSignedAsync(
        Lane lane, LedgerCall call, SignedTransaction signed, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var first = new TransactionSignedV1(
            id, (long)lane.ChainId, lane.Account, lane.NonceSpace, (long)signed.Nonce, call.Purpose, call.To.ToString(), signed.IsWrapped ? null : signed.Hash.ToHex(),
            Hex.Data(signed.Raw), (long)signed.GasLimit, Text(signed.Fees.MaxFeePerGas), Text(signed.Fees.MaxPriorityFeePerGas), (long?)signed.ExpiresAt, clock.GetUtcNow());
        var added = call.Entries.Select(entry => new TransactionEntryAddedV1(id, entry.Kind, entry.Issuer.Value, entry.TargetId, entry.Indexes));
        return AppendAsync(TransactionState.None, id, [first, .. added], cancellationToken);
    }

    /// <summary>Records a further attempt under the same nonce.</summary>
    public Task<TransactionState?> RecordOutbidAsync(TransactionState state, SignedTransaction signed, CancellationToken cancellationToken) =>
        RecordAsync(state, new TransactionOutbidV1(
            state.Id, signed.Hash.ToHex(), Hex.Data(signed.Raw), (long)signed.GasLimit, Text(signed.Fees.MaxFeePerGas), Text(signed.Fees.MaxPriorityFeePerGas), clock.GetUtcNow()),
            cancellationToken);

    private static string Text(System.Numerics.BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}
