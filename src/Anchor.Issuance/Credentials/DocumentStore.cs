using Anchor.EventStore;
using Anchor.Merkle;
using Npgsql;
using NpgsqlTypes;

namespace Anchor.Issuance.Credentials;

/// <summary>A stored credential, still encrypted.</summary>
internal sealed record StoredDocument(Guid Id, Guid? BatchId, long? Index, Guid? AchievementId, Hash32 Leaf, Hash32 Subject, DateTimeOffset IssuedAt, byte[] Sealed);

/// <summary>The encrypted documents.</summary>
internal static class DocumentStore
{
    private const string Columns = "id, batch_id, leaf_index, achievement_id, leaf, subject, issued, sealed";

    /// <summary>Writes documents that already have their place in a batch.</summary>
    public static async Task CopyAsync(
        NpgsqlConnection connection, IssuerId issuer, Guid batchId, IReadOnlyList<IssuedDocument> documents, CancellationToken cancellationToken)
    {
        await using var rows = await CopyRows.BeginAsync(connection, $"anchor.anchor_documents (tenant_id, {Columns}, status_list, status_index)", cancellationToken);
        foreach (var document in documents)
        {
            await rows.StartRowAsync(11, cancellationToken);
            rows.Write(issuer.Tenant);
            rows.Write(document.Id);
            rows.Write(batchId);
            rows.Write(document.Index!.Value);
            rows.Write(document.AchievementId);
            rows.Write(document.Leaf.AsSpan());
            rows.Write(document.Subject.AsSpan());
            rows.Write(document.IssuedAt.UtcDateTime);
            rows.Write(document.Sealed.AsSpan());
            rows.Write(document.Status?.List);
            rows.Write(document.Status?.Index);
        }
        await rows.CompleteAsync(cancellationToken);
    }

    /// <summary>Writes one document that waits for a batch.</summary>
    public static async Task InsertAsync(NpgsqlConnection connection, IssuerId issuer, IssuedDocument document, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"INSERT INTO anchor.anchor_documents (tenant_id, {Columns}, status_list, status_index) VALUES ($1, $2, NULL, NULL, $3, $4, $5, $6, $7, $8, $9)", connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = document.Id });
        command.Parameters.Add(new() { Value = document.AchievementId ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = document.Leaf.ToArray() });
        command.Parameters.Add(new() { Value = document.Subject.ToArray() });
        command.Parameters.Add(new() { Value = document.IssuedAt.UtcDateTime });
        command.Parameters.Add(new() { Value = document.Sealed });
        command.Parameters.Add(new() { Value = document.Status?.List ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = document.Status?.Index ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes those documents of several issuers whose streams this transaction started; they wait for a batch.</summary>
    public static NpgsqlBatchCommand InsertStarted(IReadOnlyCollection<(IssuerId Issuer, IssuedDocument Document)> issued)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            INSERT INTO anchor.anchor_documents (tenant_id, id, achievement_id, leaf, subject, issued, sealed, status_list, status_index)
            SELECT d.* FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS d(tenant, id, achievement, leaf, subject, issued, sealed, list, index)
            CROSS JOIN LATERAL (SELECT FROM anchor.mt_streams s WHERE s.tenant_id = d.tenant AND s.id = d.id AND {StreamStarts.StartedHere} LIMIT 1) started
            """);
        Add(issued.Select(each => each.Issuer.Tenant), NpgsqlDbType.Varchar);
        Add(issued.Select(each => each.Document.Id), NpgsqlDbType.Uuid);
        Add(issued.Select(each => each.Document.AchievementId), NpgsqlDbType.Uuid);
        Add(issued.Select(each => each.Document.Leaf.ToArray()), NpgsqlDbType.Bytea);
        Add(issued.Select(each => each.Document.Subject.ToArray()), NpgsqlDbType.Bytea);
        Add(issued.Select(each => each.Document.IssuedAt.UtcDateTime), NpgsqlDbType.TimestampTz);
        Add(issued.Select(each => each.Document.Sealed), NpgsqlDbType.Bytea);
        Add(issued.Select(each => each.Document.Status?.List), NpgsqlDbType.Integer);
        Add(issued.Select(each => each.Document.Status?.Index), NpgsqlDbType.Integer);
        return command;

        void Add<T>(IEnumerable<T> values, NpgsqlDbType type) => command.Parameters.Add(new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    /// <summary>One document.</summary>
    public static async Task<StoredDocument?> FindAsync(NpgsqlDataSource dataSource, IssuerId issuer, Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT {Columns} FROM anchor.anchor_documents WHERE tenant_id = $1 AND id = $2");
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = id });
        return await ReadAsync(command, cancellationToken) is [var document] ? document : null;
    }

    /// <summary>The tenant of a credential whose id is known, for pages that everybody may open.</summary>
    public static async Task<IssuerId?> TenantOfAsync(NpgsqlDataSource dataSource, Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT tenant_id FROM anchor.mt_streams WHERE id = $1 AND type = 'credential' AND tenant_id IN (SELECT tenant_id FROM anchor.anchor_view_issuers) LIMIT 1");
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteScalarAsync(cancellationToken) is string tenant ? new IssuerId(Guid.ParseExact(tenant, "n")) : null;
    }

    /// <summary>Documents of a batch in the order of their indexes.</summary>
    public static async Task<List<StoredDocument>> OfBatchAsync(
        NpgsqlDataSource dataSource, IssuerId issuer, Guid batchId, long fromIndex, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"SELECT {Columns} FROM anchor.anchor_documents WHERE tenant_id = $1 AND batch_id = $2 AND leaf_index >= $3 ORDER BY leaf_index LIMIT $4");
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = fromIndex });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, cancellationToken);
    }

    public static async Task<List<StoredDocument>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var documents = new List<StoredDocument>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            documents.Add(Of(reader));
        return documents;
    }

    /// <summary>The document in a row that begins with the columns id, batch_id, leaf_index, achievement_id, leaf, subject, issued, sealed.</summary>
    public static StoredDocument Of(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetGuid(3),
        new Hash32(reader.GetFieldValue<byte[]>(4)), new Hash32(reader.GetFieldValue<byte[]>(5)), reader.GetFieldValue<DateTimeOffset>(6),
        reader.GetFieldValue<byte[]>(7));
}
