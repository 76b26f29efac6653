using System.Security.Cryptography;
using Anchor.Credentials;
using Anchor.Credentials.Csv;
using Anchor.Credentials.Issuing;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Achievements;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Keys;
using Anchor.Merkle;
using MediatR;

namespace Anchor.Issuance.Batches;

/// <summary>The two shapes in which rows arrive.</summary>
public enum RowFormat
{
    /// <summary>A CSV as universities export it.</summary>
    Csv,

    /// <summary>One JSON object per line.</summary>
    Ndjson,
}

/// <summary>Reads rows into a batch as encrypted drafts.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="BatchId">The open batch.</param>
/// <param name="Rows">The file; read once, in one pass, with bounded memory.</param>
/// <param name="Format">Its shape.</param>
/// <param name="Policy">How a learner who already stands in the batch is met.</param>
/// <param name="Approve">Whether the batch approves itself afterwards, where the issuer asks for no second person.</param>
/// <param name="IdempotencyKey">The same file with the same key adds nothing, and goes on where an interrupted import stopped.</param>
public sealed record ImportRows(
    Actor Actor, Guid BatchId, Stream Rows, RowFormat Format, DuplicatePolicy Policy, bool Approve, string? IdempotencyKey) : IRequest<Result<ImportReport>>;

internal sealed class ImportRowsHandler(EventStore.EventStore store, KeyRing keys, DraftStore drafts, ImportLog log, BatchApproval approval, TimeProvider clock)
    : IRequestHandler<ImportRows, Result<ImportReport>>
{
    private const int ChunkRows = 5_000;

    public async Task<Result<ImportReport>> Handle(ImportRows request, CancellationToken cancellationToken)
    {
        var (actor, issuerId) = (request.Actor, request.Actor.Issuer);
        var issuer = await store.FoldAsync(issuerId, issuerId.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        var batch = await store.FoldAsync(issuerId, request.BatchId, BatchState.None, BatchState.Evolve, cancellationToken);
        if (batch.Status == BatchStatus.None) return BatchErrors.NotFound();
        var importId = request.IdempotencyKey is null ? Guid.CreateVersion7() : DerivedId.From("import", issuerId.Tenant, request.BatchId.ToString(), request.IdempotencyKey);

        var progress = await log.FindAsync(issuerId, importId, cancellationToken);
        if (progress is null)
        {
            if (!batch.StartImport(importId, request.Policy, actor.Id, clock.GetUtcNow()).TryGet(out var started, out var refusal)) return refusal;
            if (!(await StartAsync(actor, batch, started, cancellationToken)).TryGet(out progress, out refusal)) return refusal;
        }
        if (progress.State == ImportLog.Discarded) return BatchErrors.ImportDiscarded();
        if (progress.State != ImportLog.Complete && batch.Status != BatchStatus.Open) return BatchErrors.NotOpen(batch.Status);

        var definition = await store.ReadStreamAsync(issuerId.Tenant, batch.AchievementId!.Value, 1, null, cancellationToken);
        if (!AchievementDefinition.Read(((AchievementDefinedV1)definition[0].Data).Definition).TryGet(out var achievement, out var unreadable)) return unreadable;
        var template = CredentialTemplate.Compile(issuer.Profile, achievement, new IssueOptions(TimeZoneInfo.Utc));
        if (!template.TryGet(out var compiled, out var violation)) return violation;

        var tenantKey = await keys.TenantKeyAsync(issuerId, cancellationToken);
        var rows = RowSource.ReadAsync(request.Rows, request.Format, Options(batch, achievement, request.Policy), cancellationToken);
        var read = await ReadAsync(request, progress, rows, compiled, tenantKey, cancellationToken);
        if (!read.TryGet(out progress, out var failed)) return failed;

        if (request.Approve && progress.State == ImportLog.Complete && !issuer.SecondPersonApproves)
        {
            var approved = await approval.ApproveAsync(actor, request.BatchId, secondPersonApproves: false, cancellationToken);
            if (approved.Error is { Code: not "batch.already_approved" and not "batch.already_sealed" } refusal) return refusal;
        }
        return await log.ReportAsync(issuerId, progress, cancellationToken);
    }

    private async Task<Result<ImportProgress>> StartAsync(Actor actor, BatchState batch, BatchImportStartedV1 started, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(actor, cancellationToken);
        if (await transaction.AppendAsync("batch", batch.Id, batch.Version, [started], cancellationToken) == AppendResult.Conflict) return BatchErrors.Changed();
        var progress = await log.StartAsync(transaction.Connection, actor.Issuer, started, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return progress;
    }

    private async Task<Result<ImportProgress>> ReadAsync(
        ImportRows request, ImportProgress progress, IAsyncEnumerable<CsvRow> rows, CredentialTemplate template, TenantKey tenantKey, CancellationToken cancellationToken)
    {
        var complete = progress.State == ImportLog.Complete;
        var (done, doneDigest, seen, digest) = (progress.RowsDone, progress.RowsDigest, 0L, default(Hash32));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var source = rows.GetAsyncEnumerator(stop.Token);
        RowError? ending = null;
        var learners = new SeenLearners();
        // One chunk is stored while the next gets its keys and the one behind it is read.
        var storing = Task.FromResult<Result<ImportProgress>>(progress);
        var reading = NextAsync();
        try
        {
            for (var isLast = false; !isLast;)
            {
                var read = await reading;
                ending = read is [.., { Errors: var errors }] ? errors.FirstOrDefault(error => error.EndsReading) : null;
                isLast = read.Count < ChunkRows || ending is not null;
                if (ending is not null) read.RemoveAt(read.Count - 1);
                if (!isLast) reading = NextAsync();

                var chunk = ImportedRow.Of(read, template, tenantKey);
                var known = 0;
                foreach (var row in chunk)
                {
                    digest = Chain(digest, row);
                    if (++seen == done && digest != doneDigest) return BatchErrors.ImportOtherFile();
                    if (seen <= done) known++;
                }
                if (known == chunk.Length) continue;
                if (complete) return BatchErrors.ImportOtherFile();

                var fresh = known == 0 ? chunk : chunk[known..];
                var dataKeys = await drafts.KeysAsync(request.Actor.Issuer, tenantKey, fresh, cancellationToken);
                if (!(await storing).TryGet(out progress!, out var refusal)) return refusal;
                storing = StoreAsync(progress, fresh, dataKeys, digest);
            }
            if (!(await storing).TryGet(out progress!, out var refused)) return refused;
            if (seen < done) return BatchErrors.ImportOtherFile();
            if (complete) return progress;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(storing, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return ending is null
            ? await log.CompleteAsync(request.Actor, request.BatchId, progress, cancellationToken)
            : await log.FailAsync(request.Actor, request.BatchId, progress, ending, cancellationToken);

        Task<List<CsvRow>> NextAsync() => Task.Run(() => ReadChunkAsync(source), stop.Token);

        Task<Result<ImportProgress>> StoreAsync(ImportProgress from, ImportedRow[] full, IReadOnlyDictionary<Hash32, byte[]> dataKeys, Hash32 upTo) =>
            Task.Run(() => drafts.AddAsync(request, from, full, dataKeys, upTo, learners, cancellationToken), cancellationToken);
    }

    /// <summary>The next rows; fewer than a chunk at the end, and none behind one that ends the reading.</summary>
    private static async Task<List<CsvRow>> ReadChunkAsync(IAsyncEnumerator<CsvRow> source)
    {
        var rows = new List<CsvRow>(ChunkRows);
        while (rows.Count < ChunkRows && await source.MoveNextAsync())
        {
            rows.Add(source.Current);
            if (source.Current.Errors.Any(error => error.EndsReading)) break;
        }
        return rows;
    }

    // Tells one file from another without keeping anything that could be guessed at.
    private static Hash32 Chain(Hash32 digest, ImportedRow row)
    {
        var content = row.Plaintext is null ? MerkleHash.Leaf(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', row.Errors.Select(error => error.Code)))) : row.Digest;
        Span<byte> preimage = stackalloc byte[2 * Hash32.Length + sizeof(int)];
        digest.CopyTo(preimage);
        content.CopyTo(preimage[Hash32.Length..]);
        BitConverter.TryWriteBytes(preimage[(2 * Hash32.Length)..], row.Line);
        return new Hash32(SHA256.HashData(preimage));
    }

    private static CsvOptions Options(BatchState batch, Anchor.Credentials.OpenBadges.Achievement achievement, DuplicatePolicy policy) => new()
    {
        DefaultAwardedDate = batch.AwardedOn,
        Results = achievement.ResultDescription is [var description, ..] ? ResultRule.From(description) : null,
        NamedResults = NamedResult.From(achievement),
        RefuseDuplicates = policy == DuplicatePolicy.Deny,
    };
}

/// <summary>A row with what its draft is stored as, worked out once.</summary>
/// <param name="Line">The physical line on which it begins.</param>
/// <param name="Errors">Every error of the row.</param>
/// <param name="Plaintext">The draft's bytes, or null when there are errors.</param>
/// <param name="Digest">The tenant's digest of them; zero when there is no draft.</param>
/// <param name="Subject">The learner; zero when there is no draft.</param>
internal sealed record ImportedRow(int Line, IReadOnlyList<RowError> Errors, byte[]? Plaintext, Hash32 Digest, Hash32 Subject)
{
    /// <summary>Works rows out, on all processors, in their order.</summary>
    public static ImportedRow[] Of(IReadOnlyList<CsvRow> rows, CredentialTemplate template, TenantKey tenantKey)
    {
        var imported = new ImportedRow[rows.Count];
        Parallel.For(0, imported.Length, i => imported[i] = Of(rows[i], template, tenantKey));
        return imported;
    }

    private static ImportedRow Of(CsvRow row, CredentialTemplate template, TenantKey tenantKey)
    {
        if (row.Draft is not { } draft) return new ImportedRow(row.Line, row.Errors, null, default, default);
        if (template.Refuse(draft) is { } error)
            return new ImportedRow(row.Line, [new RowError(row.Line, null, error.Code, error.Message)], null, default, default);
        var plaintext = row.DraftUtf8 ?? draft.ToUtf8();
        return new ImportedRow(row.Line, row.Errors, plaintext, tenantKey.DigestOf(plaintext), tenantKey.SubjectOf(draft.IdentityType, draft.Identifier));
    }
}
