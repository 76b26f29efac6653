using Anchor.EventStore;
using Anchor.Events;
using Npgsql;

namespace Anchor.Issuance.Views;

/// <summary>The rows that lists and pages read, written with the events they are made of; a rebuild gives the same rows.</summary>
internal sealed class IssuanceViews : IInlineProjection, IRebuildableProjection
{
    public string Name => "issuance-views";

    public async Task ClearAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            DELETE FROM anchor.anchor_view_issuers;
            DELETE FROM anchor.anchor_view_achievements;
            DELETE FROM anchor.anchor_view_batches;
            DELETE FROM anchor.anchor_view_anchorings;
            """, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var stored in events)
            if (Row(stored) is { } command)
                batch.BatchCommands.Add(command);
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand? Row(StoredEvent stored) => stored.Data switch
    {
        IssuerRegisteredV1 e => Command(
            """
            INSERT INTO anchor.anchor_view_issuers (tenant_id, id, did, name, url, time_zone, second_person_approves, registered)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, stored.Tenant, e.IssuerId, e.Did, e.Name, e.Url ?? (object)DBNull.Value, e.TimeZone, e.SecondPersonApproves, e.RegisteredAt.UtcDateTime),
        IssuerBindingIssuedV1 e => Command("UPDATE anchor.anchor_view_issuers SET binding = $2 WHERE tenant_id = $1", stored.Tenant, e.Binding),
        IssuerApprovalPolicySetV1 e => Command(
            "UPDATE anchor.anchor_view_issuers SET second_person_approves = $2 WHERE tenant_id = $1", stored.Tenant, e.SecondPersonApproves),
        IssuerMirrorPolicySetV1 e => Command(
            "UPDATE anchor.anchor_view_issuers SET mirrors_revocations = $2 WHERE tenant_id = $1", stored.Tenant, e.MirrorsRevocations),
        AchievementDefinedV1 e => Command(
            "INSERT INTO anchor.anchor_view_achievements (tenant_id, id, definition, defined) VALUES ($1, $2, $3, $4)",
            stored.Tenant, e.AchievementId, e.Definition, e.DefinedAt.UtcDateTime),
        BatchOpenedV1 e => Command(
            """
            INSERT INTO anchor.anchor_view_batches (tenant_id, id, achievement_id, status, format, awarded_on, opened)
            VALUES ($1, $2, $3, 'open', $4, $5, $6)
            """, stored.Tenant, e.BatchId, e.AchievementId ?? (object)DBNull.Value, e.Format, e.AwardedOn, e.OpenedAt.UtcDateTime),
        BatchApprovedV1 e => Command(
            "UPDATE anchor.anchor_view_batches SET status = 'approved', approved = $3 WHERE tenant_id = $1 AND id = $2", stored.Tenant, e.BatchId, e.Count),
        BatchChunkAddedV1 e => Command(
            "UPDATE anchor.anchor_view_batches SET size = $3 WHERE tenant_id = $1 AND id = $2", stored.Tenant, e.BatchId, e.Size),
        BatchSealedV1 e => Command(
            "UPDATE anchor.anchor_view_batches SET status = 'sealed', root = $3, sealed = $4 WHERE tenant_id = $1 AND id = $2",
            stored.Tenant, e.BatchId, "0x" + e.Root, e.SealedAt.UtcDateTime),
        BatchDiscardedV1 e => Command("UPDATE anchor.anchor_view_batches SET status = 'discarded' WHERE tenant_id = $1 AND id = $2", stored.Tenant, e.BatchId),
        AnchorRequestedV1 e => Command(
            """
            INSERT INTO anchor.anchor_view_anchorings (tenant_id, id, batch_id, chain_id, registry, account, root, status, requested)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 'requested', $8)
            """, stored.Tenant, e.AnchoringId, e.BatchId, e.ChainId, e.Registry, e.Account, "0x" + e.Root, e.RequestedAt.UtcDateTime),
        AnchorReorgedV1 e => Block(stored, e.AnchoringId, "requested", null, null, null, null, null),
        AnchorIncludedV1 e => Block(stored, e.AnchoringId, "included", e.TransactionHash, e.BlockNumber, e.BlockHash, e.BlockTimestamp, e.GasUsed),
        AnchorFinalizedV1 e => Command(
            """
            WITH done AS (UPDATE anchor.anchor_view_anchorings SET status = 'final', finalized = $3 WHERE tenant_id = $1 AND id = $2 RETURNING batch_id)
            UPDATE anchor.anchor_view_batches b SET status = 'anchored', anchored = coalesce(anchored, $3) FROM done WHERE b.tenant_id = $1 AND b.id = done.batch_id
            """, stored.Tenant, e.AnchoringId, e.FinalizedAt.UtcDateTime),
        _ => null,
    };

    private static NpgsqlBatchCommand Block(
        StoredEvent stored, Guid id, string status, string? transactionHash, long? number, string? hash, long? timestamp, long? gasUsed) => Command(
        """
        UPDATE anchor.anchor_view_anchorings
        SET status = $3, transaction_hash = $4, block_number = $5, block_hash = $6, block_timestamp = $7, gas_used = $8
        WHERE tenant_id = $1 AND id = $2
        """, stored.Tenant, id, status, Text(transactionHash), Number(number), Text(hash), Number(timestamp), Number(gasUsed));

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Varchar };

    private static NpgsqlParameter Number(long? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint };

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
}
