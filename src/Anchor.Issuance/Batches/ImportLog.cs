using System.Runtime.InteropServices;
using Anchor.Credentials;
using Anchor.Credentials.Csv;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Merkle;
using Npgsql;

namespace Anchor.Issuance.Batches;

/// <summary>How far an import has come; the resume point after an interruption.</summary>
internal sealed record ImportProgress(
    Guid Id, string State, long RowsDone, long Accepted, long Rejected, long Duplicates, Hash32 RowsDigest, string? Failure);

/// <summary>What an import did.</summary>
/// <param name="ImportId">The import.</param>
/// <param name="State"><c>running</c>, <c>complete</c>, <c>failed</c> or <c>discarded</c>.</param>
/// <param name="Rows">Rows read so far.</param>
/// <param name="Accepted">Rows that became drafts.</param>
/// <param name="Rejected">Rows with an error.</param>
/// <param name="Duplicates">Rows about a learner who stood in the batch already.</param>
/// <param name="Failure">The code of what ended the reading early; null otherwise.</param>
/// <param name="Errors">The first errors, by line; all of them are listed by the import's own page.</param>
public sealed record ImportReport(
    Guid ImportId, string State, long Rows, long Accepted, long Rejected, long Duplicates, string? Failure, IReadOnlyList<ImportRowError> Errors);

/// <summary>One error of one row. It never repeats the value, which may be personal data.</summary>
public sealed record ImportRowError(long Line, string? Column, string Code, string Message);

/// <summary>Keeps the progress and the errors of imports.</summary>
internal sealed class ImportLog(NpgsqlDataSource dataSource, EventStore.EventStore store, TimeProvider clock)
{
    public const string Running = "running";
    public const string Complete = "complete";
    public const string Failed = "failed";
    public const string Discarded = "discarded";

    private const int ReportedErrors = 100;

    public async Task<ImportProgress?> FindAsync(IssuerId issuer, Guid importId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT state, rows_done, accepted, rejected, duplicates, rows_digest, failure FROM anchor.anchor_imports WHERE tenant_id = $1 AND id = $2");
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = importId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ImportProgress(
                importId, reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4),
                new Hash32(reader.GetFieldValue<byte[]>(5)), reader.IsDBNull(6) ? null : reader.GetString(6))
            : null;
    }

    public async Task<ImportProgress> StartAsync(
        NpgsqlConnection connection, IssuerId issuer, BatchImportStartedV1 started, CancellationToken cancellationToken)
    {
        var progress = new ImportProgress(started.ImportId, Running, 0, 0, 0, 0, default, null);
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO anchor.anchor_imports (tenant_id, batch_id, id, duplicate_policy, rows_done, accepted, rejected, duplicates, rows_digest, state, started, updated)
            VALUES ($1, $2, $3, $4, 0, 0, 0, 0, $5, $6, $7, $7)
            """, connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = started.BatchId });
        command.Parameters.Add(new() { Value = started.ImportId });
        command.Parameters.Add(new() { Value = started.DuplicatePolicy });
        command.Parameters.Add(new() { Value = progress.RowsDigest.ToArray() });
        command.Parameters.Add(new() { Value = Running });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return progress;
    }

    /// <summary>Moves an import on from where the caller believes it to be.</summary>
    /// <returns>False when someone else moved it meanwhile.</returns>
    public async Task<bool> MoveAsync(
        NpgsqlConnection connection, IssuerId issuer, ImportProgress from, ImportProgress to, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE anchor.anchor_imports SET rows_done = $4, accepted = $5, rejected = $6, duplicates = $7, rows_digest = $8, state = $9, failure = $10, updated = $11
            WHERE tenant_id = $1 AND id = $2 AND rows_done = $3 AND state = $12
            """, connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = from.Id });
        command.Parameters.Add(new() { Value = from.RowsDone });
        command.Parameters.Add(new() { Value = to.RowsDone });
        command.Parameters.Add(new() { Value = to.Accepted });
        command.Parameters.Add(new() { Value = to.Rejected });
        command.Parameters.Add(new() { Value = to.Duplicates });
        command.Parameters.Add(new() { Value = to.RowsDigest.ToArray() });
        command.Parameters.Add(new() { Value = to.State });
        command.Parameters.Add(new() { Value = (object?)to.Failure ?? DBNull.Value });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = from.State });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public static async Task AddErrorsAsync(
        NpgsqlConnection connection, IssuerId issuer, Guid importId, IReadOnlyList<RowError> errors, CancellationToken cancellationToken)
    {
        if (errors.Count == 0) return;
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO anchor.anchor_import_errors (tenant_id, import_id, line, position, column_name, code, message)
            SELECT $1, $2, line, position, column_name, code, message FROM unnest($3, $4, $5, $6, $7) AS e(line, position, column_name, code, message)
            ON CONFLICT DO NOTHING
            """, connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = importId });
        command.Parameters.Add(new() { Value = errors.Select(error => (long)error.Line).ToArray() });
        command.Parameters.Add(new() { Value = PlacesInLine(errors) });
        command.Parameters.Add(new() { Value = errors.Select(error => error.Column).ToArray() });
        command.Parameters.Add(new() { Value = errors.Select(error => error.Code).ToArray() });
        command.Parameters.Add(new() { Value = errors.Select(error => error.Message).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static int[] PlacesInLine(IReadOnlyList<RowError> errors)
    {
        var counts = new Dictionary<int, int>(errors.Count);
        return [.. errors.Select(error => (CollectionsMarshal.GetValueRefOrAddDefault(counts, error.Line, out _)++))];
    }

    /// <summary>Records that the file was read to its end.</summary>
    public async Task<Result<ImportProgress>> CompleteAsync(Actor actor, Guid batchId, ImportProgress progress, CancellationToken cancellationToken)
    {
        var imported = new BatchRowsImportedV1(batchId, progress.Id, progress.Accepted, progress.Rejected, progress.Duplicates, clock.GetUtcNow());
        return await EndAsync(actor, batchId, progress, progress with { State = Complete, Failure = null }, imported, cancellationToken);
    }

    /// <summary>Records what ended the reading early. An import that accepted nothing is given up at once, so that it holds nobody up.</summary>
    public async Task<Result<ImportProgress>> FailAsync(
        Actor actor, Guid batchId, ImportProgress progress, RowError ending, CancellationToken cancellationToken)
    {
        if (progress.Accepted == 0)
        {
            var discarded = new BatchImportDiscardedV1(batchId, progress.Id, actor.Id, clock.GetUtcNow());
            if ((await EndAsync(actor, batchId, progress, progress with { State = Discarded, Failure = ending.Code }, discarded, cancellationToken)).Error is { } lost) return lost;
        }
        else
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            if (!await MoveAsync(connection, actor.Issuer, progress, progress with { State = Failed, Failure = ending.Code }, cancellationToken)) return BatchErrors.ImportRunning();
        }
        var kept = progress.Accepted == 0 ? "" : $" {progress.Accepted} rows before it are kept: send the whole corrected file after discarding this import.";
        return Error.Invalid(ending.Code, ending.Message + kept, $"line {ending.Line}");
    }

    /// <summary>Ends an import together with the batch event that says so.</summary>
    public async Task<Result<ImportProgress>> EndAsync(
        Actor actor, Guid batchId, ImportProgress from, ImportProgress to, object @event, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var batch = await store.FoldAsync(actor.Issuer, batchId, BatchState.None, BatchState.Evolve, cancellationToken);
            await using var transaction = await store.BeginAsync(actor, cancellationToken);
            if (!await MoveAsync(transaction.Connection, actor.Issuer, from, to, cancellationToken)) return BatchErrors.ImportRunning();
            if (to.State == Discarded) await DraftStore.RemoveAsync(transaction.Connection, actor.Issuer, batchId, to.Id, cancellationToken);
            // Imports of one batch do not touch each other, so a version that moved on is no reason to give up.
            if (await transaction.AppendAsync("batch", batchId, batch.Version, [@event], cancellationToken) == AppendResult.Appended)
            {
                await transaction.CommitAsync(cancellationToken);
                return to;
            }
            if (attempt == 10) return BatchErrors.Changed();
        }
    }

    public async Task<ImportReport> ReportAsync(IssuerId issuer, ImportProgress progress, CancellationToken cancellationToken) =>
        new(progress.Id, progress.State, progress.RowsDone, progress.Accepted, progress.Rejected, progress.Duplicates, progress.Failure,
            (await ErrorsAsync(issuer, progress.Id, 0, ReportedErrors, cancellationToken)));

    /// <summary>Errors from a line on.</summary>
    public async Task<IReadOnlyList<ImportRowError>> ErrorsAsync(
        IssuerId issuer, Guid importId, long afterLine, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT line, column_name, code, message FROM anchor.anchor_import_errors
            WHERE tenant_id = $1 AND import_id = $2 AND line > $3 ORDER BY line, position LIMIT $4
            """);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = importId });
        command.Parameters.Add(new() { Value = afterLine });
        command.Parameters.Add(new() { Value = limit });
        var errors = new List<ImportRowError>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            errors.Add(new ImportRowError(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return errors;
    }
}
