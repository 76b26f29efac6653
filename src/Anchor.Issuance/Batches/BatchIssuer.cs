using Anchor.Credentials.Issuing;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Achievements;
using Anchor.Issuance.Credentials;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Keys;
using Anchor.Issuance.StatusLists;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Anchor.Issuance.Batches;

/// <summary>How batches are signed.</summary>
public sealed record BatchOptions
{
    /// <summary>Credentials per transaction. Default 5,000; 1 to 50,000.</summary>
    public int ChunkSize { get; init; } = 5_000;

    /// <summary>Chunks of one batch that are signed before other batches have their turn. Default 8; 1 or more.</summary>
    public int ChunksPerTurn { get; init; } = 8;
}

/// <summary>
/// Signs approved batches, one chunk per transaction. A chunk is wholly there or not at all. While one chunk is signed, the
/// drafts of the next are read and up to two before it are written; they become visible in their order.
/// </summary>
internal sealed partial class BatchIssuer(
    EventStore.EventStore store, KeyRing keys, SubjectKeys subjectKeys, DraftStore drafts, DocumentOutlines outlines, IssuerSigners signers, StatusPlaces statuses, StatusAddresses addresses,
    BatchSealer sealer, BatchOptions options, TimeProvider clock, ILogger<BatchIssuer> logger)
{
    private const int Writers = 2;

    /// <summary>Signs the next chunks of a batch, or seals it when all are signed.</summary>
    /// <returns>False when there was nothing to do, or someone else was quicker.</returns>
    public async Task<bool> StepAsync(IssuerId issuerId, Guid batchId, CancellationToken cancellationToken)
    {
        var actor = new Actor(issuerId, "loop:batches");
        var batch = await store.FoldAsync(issuerId, batchId, BatchState.None, BatchState.Evolve, cancellationToken);
        if (batch.Status != BatchStatus.Approved) return false;
        if ((long)batch.Leaves.Size >= batch.Approved) return await sealer.SealAsync(actor, batch, cancellationToken);

        var signing = await PrepareAsync(issuerId, batch, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var writers = new SemaphoreSlim(Writers);
        var next = ReadAsync(signing, -1, stop.Token);
        var stored = Task.FromResult(false);
        try
        {
            for (var chunk = 0; chunk < options.ChunksPerTurn; chunk++)
            {
                var read = await next;
                if (read.Drafts.Count == 0) break;
                next = chunk + 1 < options.ChunksPerTurn ? ReadAsync(signing, read.Drafts[^1].Position, stop.Token) : next;
                var now = clock.GetUtcNow();
                var documents = signing.Sign(read, (long)batch.Leaves.Size, now);
                if (!batch.AddChunk([.. documents.Select(document => document.Leaf)], read.InputDigest(), now).TryGet(out var added, out _)) break;

                await writers.WaitAsync(cancellationToken);
                if (chunk > 0 && stored.IsCompleted && !await stored) break;
                stored = StoreAsync(actor, batch, new SignedChunk(added, documents, read.Drafts[^1].Position), chunk == 0 ? Task.FromResult(true) : stored, writers, cancellationToken);
                batch = BatchState.Evolve(batch, added);
            }
            return await stored;
        }
        finally
        {
            // What is being written is written, also when the chunk behind it cannot be signed; nothing is read any more.
            await stop.CancelAsync();
            await Task.WhenAll(stored, next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (signing.Signer.Disagreements > 0) LogDisagreements(logger, signing.Signer.Disagreements, batchId);
        }
    }

    private async Task<BatchSigning> PrepareAsync(IssuerId issuerId, BatchState batch, CancellationToken cancellationToken)
    {
        var issuer = await store.FoldAsync(issuerId, issuerId.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        var definition = (AchievementDefinedV1)(await store.ReadStreamAsync(issuerId.Tenant, batch.AchievementId!.Value, 1, null, cancellationToken))[0].Data;
        var lists = batch.Format == CredentialFormat.Blockcerts ? null : addresses.Of(issuerId);
        var issueOptions = new IssueOptions(CivilDates.FindZone(issuer.TimeZone).Value, Format: batch.Format, StatusLists: lists);
        var template = CredentialTemplate.Compile(issuer.Profile, AchievementDefinition.Read(definition.Definition).Value, issueOptions).Value;
        var signer = await signers.CredentialsAsync(issuer, batch.Format, cancellationToken);
        return new BatchSigning(
            issuerId, batch.Id, batch.AchievementId.Value, lists is not null, template, signer, await outlines.EnsureAsync(issuerId, template, signer, cancellationToken),
            await keys.TenantKeyAsync(issuerId, cancellationToken));
    }

    /// <summary>The next drafts with all that their signing needs.</summary>
    private async Task<DraftChunk> ReadAsync(BatchSigning signing, long after, CancellationToken cancellationToken)
    {
        var read = await drafts.ReadAsync(signing.Issuer, signing.BatchId, after, options.ChunkSize, cancellationToken);
        if (read.Count == 0) return new DraftChunk(read, new Dictionary<Merkle.Hash32, byte[]>(), []);
        var dataKeys = await subjectKeys.FindAsync(signing.Issuer, signing.TenantKey, [.. read.Select(draft => draft.Subject)], cancellationToken);
        return new DraftChunk(read, dataKeys, signing.NeedsPlaces ? await statuses.TakeAsync(signing.Issuer, read.Count, cancellationToken) : []);
    }

    /// <summary>Writes a chunk beside the one before it, and makes it visible after that one.</summary>
    private async Task<bool> StoreAsync(Actor actor, BatchState batch, SignedChunk chunk, Task<bool> before, SemaphoreSlim writers, CancellationToken cancellationToken)
    {
        try
        {
            await using var transaction = await store.BeginAsync(actor, cancellationToken);
            await DocumentStore.CopyAsync(transaction.Connection, actor.Issuer, batch.Id, chunk.Documents, cancellationToken);
            await transaction.StartStreamsAsync("credential", [.. chunk.Documents.Select(document => (document.Id, (object)document.Issued(batch.Id)))], cancellationToken);
            await transaction.WriteAsync(cancellationToken);
            if (!await before) return false;
            await DraftStore.LockAsync(transaction.Connection, actor.Issuer, batch.Id, cancellationToken);
            if (await transaction.AppendAsync("batch", batch.Id, batch.Version, [chunk.Added], cancellationToken) == AppendResult.Conflict) return false;
            await DraftStore.RemoveUpToAsync(transaction.Connection, actor.Issuer, batch.Id, chunk.LastPosition, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "anchor_documents_place" })
        {
            // Another host has given these places to its own.
            return false;
        }
        finally
        {
            // Whoever waits for this chunk waits for all before it, also where this one fails first.
            await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            writers.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Canonicalising by resemblance was wrong {Count} times in batch {Batch}; the general way was taken")]
    private static partial void LogDisagreements(ILogger logger, long count, Guid batch);

    private sealed record SignedChunk(BatchChunkAddedV1 Added, IssuedDocument[] Documents, long LastPosition);
}
