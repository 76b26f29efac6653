using Anchor.EventStore;
using Anchor.Events;
using Npgsql;
using NpgsqlTypes;

namespace Anchor.Issuance.Ledger;

/// <summary>
/// The rows by which the ledger finds its work, written with the events. Two indexes keep what must never happen from
/// being committed: two transactions under one nonce, and two transactions for one anchoring, collection or token.
/// </summary>
internal sealed class TransactionView : IInlineProjection, IRebuildableProjection
{
    public string Name => "transactions";

    public async Task ClearAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "DELETE FROM anchor.anchor_view_transactions; DELETE FROM anchor.anchor_view_transaction_entries; DELETE FROM anchor.anchor_view_mirrored", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var stored in events)
            foreach (var command in Rows(stored.Data))
                batch.BatchCommands.Add(command);
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static IEnumerable<NpgsqlBatchCommand> Rows(object data) => data switch
    {
        TransactionSignedV1 e => [Insert(e)],
        TransactionEntryAddedV1 e => Entry(e),
        TransactionOutbidV1 e => [Status(e.TransactionId, "signed"), Hash(e.TransactionId, e.TransactionHash), Attempts(e.TransactionId)],
        TransactionSubmittedV1 e => [Status(e.TransactionId, "submitted"), Hash(e.TransactionId, e.TransactionHash)],
        TransactionIncludedV1 e => [Status(e.TransactionId, "included"), Hash(e.TransactionId, e.TransactionHash), Block(e.TransactionId, e.BlockNumber)],
        TransactionReorgedV1 e => [Status(e.TransactionId, "submitted"), Block(e.TransactionId, null)],
        TransactionRevertedV1 e => [Status(e.TransactionId, "reverted"), .. Release(e.TransactionId)],
        TransactionReplacedV1 e => [Status(e.TransactionId, "replaced"), .. Release(e.TransactionId)],
        TransactionExpiredV1 e => [Status(e.TransactionId, "expired"), .. Release(e.TransactionId)],
        // A final transaction holds nothing back: should an anchor be lost after all, another one may carry it.
        TransactionFinalizedV1 e =>
        [
            Status(e.TransactionId, "final"),
            Command("UPDATE anchor.anchor_view_transaction_entries SET active = false WHERE transaction_id = $1 AND kind <> 'revocations'", e.TransactionId),
        ],
        _ => [],
    };

    private static NpgsqlBatchCommand Insert(TransactionSignedV1 e) => Command(
        """
        INSERT INTO anchor.anchor_view_transactions (id, chain_id, account, nonce_space, nonce, purpose, status, attempts, transaction_hash, signed)
        VALUES ($1, $2, $3, $4, $5, $6, 'signed', 1, $7, $8)
        """, e.TransactionId, e.ChainId, e.Account, e.NonceSpace, e.Nonce, e.Purpose, Text(e.TransactionHash), e.SignedAt.UtcDateTime);

    private static IEnumerable<NpgsqlBatchCommand> Entry(TransactionEntryAddedV1 e)
    {
        var tenant = e.IssuerId.ToString("n");
        yield return Command(
            "INSERT INTO anchor.anchor_view_transaction_entries (transaction_id, tenant_id, target_id, kind, active) VALUES ($1, $2, $3, $4, true)",
            e.TransactionId, tenant, e.TargetId, e.Kind);
        if (e.Indexes is { } indexes)
            yield return Command(
                "INSERT INTO anchor.anchor_view_mirrored (tenant_id, anchoring_id, leaf_index, transaction_id) SELECT $1, $2, index, $4 FROM unnest($3) AS index",
                tenant, e.TargetId, indexes.ToArray(), e.TransactionId);
    }

    // What was to be done is free again for another transaction.
    private static NpgsqlBatchCommand[] Release(Guid id) =>
    [
        Command("DELETE FROM anchor.anchor_view_mirrored WHERE transaction_id = $1", id),
        Command("UPDATE anchor.anchor_view_transaction_entries SET active = false WHERE transaction_id = $1", id),
    ];

    private static NpgsqlBatchCommand Status(Guid id, string status) => Command("UPDATE anchor.anchor_view_transactions SET status = $2 WHERE id = $1", id, status);

    private static NpgsqlBatchCommand Attempts(Guid id) => Command("UPDATE anchor.anchor_view_transactions SET attempts = attempts + 1 WHERE id = $1", id);

    private static NpgsqlBatchCommand Hash(Guid id, string? hash) =>
        Command("UPDATE anchor.anchor_view_transactions SET transaction_hash = coalesce($2, transaction_hash) WHERE id = $1", id, Text(hash));

    private static NpgsqlBatchCommand Block(Guid id, long? number) => Command(
        "UPDATE anchor.anchor_view_transactions SET block_number = $2 WHERE id = $1", id,
        new NpgsqlParameter { Value = (object?)number ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar };

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
}
