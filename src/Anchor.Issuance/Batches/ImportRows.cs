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
        var (done, seen, digest) = (progress.RowsDone, 0L, default(Hash32));
        var chunk = new List<ImportedRow>(ChunkRows);
        RowError? ending = null;
        // One chunk is stored while the next is read.
        var storing = Task.FromResult<Result<ImportProgress>>(progress);
        try
        {
            await foreach (var read in rows.WithCancellation(cancellationToken))
            {
                var row = ImportedRow.Of(Refuse(read, template), tenantKey);
                if (row.Errors.FirstOrDefault(error => error.EndsReading) is { } last)
                {
                    ending = last;
                    break;
                }
                seen++;
                digest = Chain(digest, row);
                if (seen == done && digest != progress.RowsDigest) return BatchErrors.ImportOtherFile();
                if (seen <= done) continue;
                if (complete) return BatchErrors.ImportOtherFile();

                chunk.Add(row);
                if (chunk.Count < ChunkRows) continue;
                if (!(await storing).TryGet(out progress!, out var refusal)) return refusal;
                storing = StoreAsync(progress, chunk, digest);
                chunk = new List<ImportedRow>(ChunkRows);
            }
            if (!(await storing).TryGet(out progress!, out var refused)) return refused;
            if (seen < done) return BatchErrors.ImportOtherFile();
            if (complete) return progress;
            if (chunk.Count > 0 && !(await StoreAsync(progress, chunk, digest)).TryGet(out progress!, out refused)) return refused;
        }
        finally
        {
            await ((Task)storing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return ending is null
            ? await log.CompleteAsync(request.Actor, request.BatchId, progress, cancellationToken)
            : await log.FailAsync(request.Actor, request.BatchId, progress, ending, cancellationToken);

        Task<Result<ImportProgress>> StoreAsync(ImportProgress from, List<ImportedRow> full, Hash32 upTo) =>
            Task.Run(() => drafts.AddAsync(request, from, full, upTo, tenantKey, cancellationToken), cancellationToken);
    }

    private static CsvRow Refuse(CsvRow row, CredentialTemplate template) =>
        row.Draft is { } draft && template.Refuse(draft) is { } error
            ? row with { Draft = null, Errors = [new RowError(row.Line, null, error.Code, error.Message)] }
            : row;

    // Tells one file from another without keeping anything that could be guessed at.
    private static Hash32 Chain(Hash32 digest, ImportedRow row)
    {
        var content = row.Draft is null ? MerkleHash.Leaf(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', row.Errors.Select(error => error.Code)))) : row.Digest;
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
/// <param name="Draft">The draft, or null when there are errors.</param>
/// <param name="Plaintext">The draft's bytes; empty when there is none.</param>
/// <param name="Digest">The tenant's digest of them; zero when there is no draft.</param>
internal sealed record ImportedRow(int Line, IReadOnlyList<RowError> Errors, CredentialDraft? Draft, byte[] Plaintext, Hash32 Digest)
{
    public static ImportedRow Of(CsvRow row, TenantKey tenantKey)
    {
        if (row.Draft is not { } draft) return new ImportedRow(row.Line, row.Errors, null, [], default);
        var plaintext = row.DraftUtf8 ?? draft.ToUtf8();
        return new ImportedRow(row.Line, row.Errors, draft, plaintext, tenantKey.DigestOf(plaintext));
    }
}
