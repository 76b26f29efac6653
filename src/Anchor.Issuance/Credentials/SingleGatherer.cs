using Anchor.Credentials.Issuing;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Issuers;
using Anchor.Merkle;
using Npgsql;

namespace Anchor.Issuance.Credentials;

/// <summary>When single credentials are gathered into a batch.</summary>
public sealed record GatherOptions
{
    /// <summary>As soon as this many wait. Default 1,000; 1 to 50,000.</summary>
    public int Count { get; init; } = 1_000;

    /// <summary>Or as soon as the oldest has waited this long. Default 1 minute; 0 or more.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>Makes batches of credentials that were issued one by one.</summary>
internal sealed class SingleGatherer(
    EventStore.EventStore store, NpgsqlDataSource dataSource, GatherOptions options, TimeProvider clock)
{
    /// <returns>Whether a batch was made.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await DueAsync(cancellationToken) is not { } issuerId) return false;
        var actor = new Actor(issuerId, "loop:gathering");
        var issuer = await store.FoldAsync(issuerId, issuerId.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (issuer.Accounts.IsEmpty) return false;

        await using var transaction = await store.BeginAsync(actor, cancellationToken);
        var waiting = await TakeAsync(transaction.Connection, issuerId, cancellationToken);
        if (waiting.Count == 0) return false;

        var now = clock.GetUtcNow();
        var batchId = Guid.CreateVersion7(now);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, CivilDates.FindZone(issuer.TimeZone).Value).DateTime);
        var opened = new BatchOpenedV1(batchId, issuerId.Value, null, today, CredentialFormats.Mixed, (long)issuer.Accounts[0].ChainId, actor.Id, now);
        var leaves = waiting.Select(each => each.Leaf).ToArray();
        var digest = MerkleHash.Leaf(Hash32.AsBytes(leaves));
        var approved = new BatchApprovedV1(batchId, digest.ToString(), leaves.Length, "policy", now);
        var open = BatchState.Evolve(BatchState.Evolve(BatchState.None, opened), approved);
        var added = open.AddChunk(leaves, digest, now).Value;

        await transaction.AppendAsync("batch", batchId, 0, [opened, approved, added], cancellationToken);
        await PlaceAsync(transaction.Connection, issuerId, batchId, waiting, cancellationToken);
        var gathered = waiting.Select((each, i) => (each.Version, each.Id, Event: (object)new CredentialGatheredV1(each.Id, batchId, i, now)));
        foreach (var alike in gathered.GroupBy(each => each.Version))
            if (await transaction.AppendToManyAsync(alike.Key, [.. alike.Select(each => (each.Id, each.Event))], cancellationToken) == AppendResult.Conflict) return false;
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    // An issuer that has bound no account yet cannot anchor; what it issued waits, and holds up nobody else's.
    private async Task<IssuerId?> DueAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT tenant_id FROM anchor.anchor_documents WHERE batch_id IS NULL
            AND tenant_id IN (SELECT tenant_id FROM anchor.anchor_view_issuers WHERE binding IS NOT NULL)
            GROUP BY tenant_id HAVING count(*) >= $1 OR min(issued) <= $2 ORDER BY min(issued) LIMIT 1
            """);
        command.Parameters.Add(new() { Value = options.Count });
        command.Parameters.Add(new() { Value = (clock.GetUtcNow() - options.After).UtcDateTime });
        return await command.ExecuteScalarAsync(cancellationToken) is string tenant ? new IssuerId(Guid.ParseExact(tenant, "n")) : null;
    }

    // A credential may have been suspended or revoked before it was gathered, so its stream says how far it has come.
    private async Task<List<(Guid Id, Hash32 Leaf, long Version)>> TakeAsync(NpgsqlConnection connection, IssuerId issuer, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT d.id, d.leaf, s.version FROM anchor.anchor_documents d JOIN anchor.mt_streams s ON s.tenant_id = d.tenant_id AND s.id = d.id
            WHERE d.tenant_id = $1 AND d.batch_id IS NULL ORDER BY d.issued, d.id LIMIT $2 FOR UPDATE SKIP LOCKED
            """, connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = Math.Max(options.Count, 1_000) });
        var waiting = new List<(Guid, Hash32, long)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) waiting.Add((reader.GetGuid(0), new Hash32(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(2)));
        return waiting;
    }

    private static async Task PlaceAsync(
        NpgsqlConnection connection, IssuerId issuer, Guid batchId, List<(Guid Id, Hash32 Leaf, long Version)> waiting, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE anchor.anchor_documents d SET batch_id = $2, leaf_index = place - 1
            FROM unnest($3) WITH ORDINALITY AS w(id, place) WHERE d.tenant_id = $1 AND d.id = w.id
            """, connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = waiting.Select(each => each.Id).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
