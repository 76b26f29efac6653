using System.Globalization;
using System.Security.Cryptography;
using System.Text.Unicode;
using Anchor.Credentials;
using Anchor.Credentials.Csv;
using Anchor.Credentials.Issuing;
using Anchor.EventStore;
using Anchor.Issuance.Keys;
using Anchor.Merkle;
using Npgsql;
using NpgsqlTypes;

namespace Anchor.Issuance.Batches;

/// <summary>One stored draft, still encrypted.</summary>
internal sealed record StoredDraft(long Position, Hash32 Subject, Hash32 Digest, byte[] Sealed);

/// <summary>Drafts of batches, encrypted under the learner's key until they are signed.</summary>
internal sealed class DraftStore(NpgsqlDataSource dataSource, SubjectKeys subjectKeys, ImportLog log)
{
    private const string DuplicateCode = "import.duplicate_learner";

    // "draft/", two ids of 32 digits, and a number.
    private const int AssociatedLength = 6 + 33 + 33 + 20;

    /// <summary>The data keys of the learners of one chunk, made where there are none yet.</summary>
    public Task<IReadOnlyDictionary<Hash32, byte[]>> KeysAsync(
        IssuerId issuer, TenantKey tenantKey, IReadOnlyList<ImportedRow> rows, CancellationToken cancellationToken) =>
        subjectKeys.EnsureNewAsync(issuer, tenantKey, [.. rows.Where(row => row.Plaintext is not null).Select(row => row.Subject)], cancellationToken);

    /// <summary>Stores one chunk of rows and moves the import on, in one transaction.</summary>
    public async Task<Result<ImportProgress>> AddAsync(
        ImportRows request, ImportProgress progress, IReadOnlyList<ImportedRow> rows, IReadOnlyDictionary<Hash32, byte[]> keys, Hash32 digest,
        SeenLearners seen, CancellationToken cancellationToken)
    {
        var issuer = request.Actor.Issuer;
        var errors = rows.SelectMany(row => row.Errors).ToList();
        var good = rows.Where(row => row.Plaintext is not null).ToList();

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The batch's row is the lock: imports of one batch take turns, and an approval cannot come in between.
        if (await LockAsync(connection, issuer, request.BatchId, cancellationToken) != BatchStatus.Open) return BatchErrors.Changed();
        var first = await NextPositionAsync(connection, issuer, request.BatchId, cancellationToken);
        var suspects = request.Policy == DuplicatePolicy.Allow || first == 0 ? [] : seen.Suspects(good.Select(row => row.Subject), first);
        var places = suspects.Count == 0 ? [] : await PlacesAsync(connection, issuer, request.BatchId, suspects, cancellationToken);

        var (added, replaced, denied) = (new List<PlacedRow>(good.Count), new Dictionary<long, PlacedRow>(), 0);
        foreach (var row in good)
        {
            if (places.TryGetValue(row.Subject, out var place))
            {
                denied++;
                if (request.Policy == DuplicatePolicy.Deny) errors.Add(new RowError(row.Line, null, DuplicateCode, "This learner stands in the batch already."));
                else if (place < first) replaced[place] = new PlacedRow(place, row);
                else added[(int)(place - first)] = new PlacedRow(place, row);
                continue;
            }
            var next = first + added.Count;
            if (request.Policy != DuplicatePolicy.Allow) places[row.Subject] = next;
            added.Add(new PlacedRow(next, row));
        }

        await CopyAsync(connection, issuer, request.BatchId, progress.Id, Seal(issuer, request.BatchId, added, keys), cancellationToken);
        await ReplaceAsync(connection, issuer, request.BatchId, Seal(issuer, request.BatchId, [.. replaced.Values], keys), cancellationToken);
        await ImportLog.AddErrorsAsync(connection, issuer, progress.Id, errors, cancellationToken);
        var moved = progress with
        {
            State = ImportLog.Running, Failure = null, RowsDone = progress.RowsDone + rows.Count, Accepted = progress.Accepted + added.Count, RowsDigest = digest,
            Rejected = progress.Rejected + rows.Count - good.Count, Duplicates = progress.Duplicates + denied,
        };
        if (!await log.MoveAsync(connection, issuer, progress, moved, cancellationToken)) return BatchErrors.ImportRunning();
        await transaction.CommitAsync(cancellationToken);
        if (request.Policy != DuplicatePolicy.Allow) seen.Add(added.Select(place => place.Row.Subject), first + added.Count);
        return moved;
    }

    /// <summary>The next drafts of a batch behind a position, in the order of their positions.</summary>
    public async Task<List<StoredDraft>> ReadAsync(IssuerId issuer, Guid batchId, long after, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT position, subject, digest, sealed FROM anchor.anchor_drafts WHERE tenant_id = $1 AND batch_id = $2 AND position > $3 ORDER BY position LIMIT $4");
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        var drafts = new List<StoredDraft>(limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            drafts.Add(new StoredDraft(
                reader.GetInt64(0), new Hash32(reader.GetFieldValue<byte[]>(1)), new Hash32(reader.GetFieldValue<byte[]>(2)), reader.GetFieldValue<byte[]>(3)));
        return drafts;
    }

    /// <summary>Opens a draft and makes sure that it is the one that was approved.</summary>
    /// <exception cref="InvalidDataException">The stored row was changed.</exception>
    public static CredentialDraft Open(IssuerId issuer, Guid batchId, StoredDraft stored, ReadOnlySpan<byte> dataKey, TenantKey tenantKey)
    {
        Span<byte> associated = stackalloc byte[AssociatedLength];
        var plaintext = Sealed.Open(dataKey, stored.Sealed, AssociatedData(issuer, batchId, stored.Position, associated));
        if (tenantKey.DigestOf(plaintext) != stored.Digest)
            throw new InvalidDataException($"The draft at position {stored.Position} of batch {batchId} is not the one that was stored.");
        return CredentialDraft.ReadFrom(plaintext).Value;
    }

    /// <summary>Removes drafts up to a position, because they are signed now.</summary>
    public static async Task RemoveUpToAsync(NpgsqlConnection connection, IssuerId issuer, Guid batchId, long position, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "DELETE FROM anchor.anchor_drafts WHERE tenant_id = $1 AND batch_id = $2 AND position <= $3", connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = position });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes the drafts of one import, or of the whole batch.</summary>
    public static async Task RemoveAsync(NpgsqlConnection connection, IssuerId issuer, Guid batchId, Guid? importId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "DELETE FROM anchor.anchor_drafts WHERE tenant_id = $1 AND batch_id = $2 AND ($3::uuid IS NULL OR import_id = $3)", connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = (object?)importId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Locks the batch's row until the transaction ends.</summary>
    public static async Task<BatchStatus> LockAsync(NpgsqlConnection connection, IssuerId issuer, Guid batchId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT status FROM anchor.anchor_view_batches WHERE tenant_id = $1 AND id = $2 FOR UPDATE", connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        return await command.ExecuteScalarAsync(cancellationToken) is string status ? Enum.Parse<BatchStatus>(status, ignoreCase: true) : BatchStatus.None;
    }

    /// <summary>Where those of the learners stand who stand in the batch already.</summary>
    private static async Task<Dictionary<Hash32, long>> PlacesAsync(
        NpgsqlConnection connection, IssuerId issuer, Guid batchId, List<Hash32> subjects, CancellationToken cancellationToken)
    {
        // A table that has just grown has no statistics yet, and the planner would read the whole batch for each chunk. So the
        // learners are the only condition that an index can serve, and the whole table is no choice.
        await using (var settings = new NpgsqlCommand("SET LOCAL enable_seqscan = off", connection)) await settings.ExecuteNonQueryAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            SELECT subject, min(position) FROM anchor.anchor_drafts
            WHERE subject = ANY($3) AND tenant_id IS NOT DISTINCT FROM $1 AND batch_id IS NOT DISTINCT FROM $2 GROUP BY subject
            """, connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = subjects.Select(subject => subject.ToArray()).ToArray() });
        var places = new Dictionary<Hash32, long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) places.Add(new Hash32(reader.GetFieldValue<byte[]>(0)), reader.GetInt64(1));
        return places;
    }

    private static async Task<long> NextPositionAsync(NpgsqlConnection connection, IssuerId issuer, Guid batchId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT coalesce(max(position) + 1, 0) FROM anchor.anchor_drafts WHERE tenant_id = $1 AND batch_id = $2", connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, IssuerId issuer, Guid batchId, Guid importId, IEnumerable<StoredDraft> drafts, CancellationToken cancellationToken)
    {
        await using var rows = await CopyRows.BeginAsync(
            connection, "anchor.anchor_drafts (tenant_id, batch_id, position, import_id, subject, digest, sealed)", cancellationToken);
        var tenant = issuer.Tenant;
        foreach (var draft in drafts)
        {
            await rows.StartRowAsync(7, cancellationToken);
            rows.Write(tenant);
            rows.Write(batchId);
            rows.Write(draft.Position);
            rows.Write(importId);
            rows.Write(draft.Subject.AsSpan());
            rows.Write(draft.Digest.AsSpan());
            rows.Write(draft.Sealed.AsSpan());
        }
        await rows.CompleteAsync(cancellationToken);
    }

    private static async Task ReplaceAsync(
        NpgsqlConnection connection, IssuerId issuer, Guid batchId, IReadOnlyCollection<StoredDraft> drafts, CancellationToken cancellationToken)
    {
        if (drafts.Count == 0) return;
        await using var command = new NpgsqlCommand(
            """
            UPDATE anchor.anchor_drafts d SET digest = r.digest, sealed = r.sealed
            FROM unnest($3, $4, $5) AS r(position, digest, sealed)
            WHERE d.tenant_id = $1 AND d.batch_id = $2 AND d.position = r.position
            """, connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = drafts.Select(draft => draft.Position).ToArray() });
        command.Parameters.Add(new() { Value = drafts.Select(draft => draft.Digest.ToArray()).ToArray() });
        command.Parameters.Add(new() { Value = drafts.Select(draft => draft.Sealed).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static StoredDraft[] Seal(IssuerId issuer, Guid batchId, List<PlacedRow> rows, IReadOnlyDictionary<Hash32, byte[]> keys)
    {
        var drafts = new StoredDraft[rows.Count];
        var nonces = RandomNumberGenerator.GetBytes(rows.Count * Sealed.NonceLength);
        Parallel.For(0, drafts.Length, i =>
        {
            var (position, row) = rows[i];
            Span<byte> associated = stackalloc byte[AssociatedLength];
            associated = AssociatedData(issuer, batchId, position, associated);
            var blob = Sealed.Seal(keys[row.Subject], nonces.AsSpan(i * Sealed.NonceLength, Sealed.NonceLength), row.Plaintext, associated);
            drafts[i] = new StoredDraft(position, row.Subject, row.Digest, blob);
        });
        return drafts;
    }

    private static Span<byte> AssociatedData(IssuerId issuer, Guid batchId, long position, Span<byte> destination) =>
        Utf8.TryWrite(destination, CultureInfo.InvariantCulture, $"draft/{issuer.Value:n}/{batchId:n}/{position}", out var written)
            ? destination[..written]
            : throw new ArgumentException("The words do not fit.", nameof(destination));

    private readonly record struct PlacedRow(long Position, ImportedRow Row);
}
