using Anchor.Credentials;
using Anchor.EventStore;
using Anchor.Events;
using MediatR;

namespace Anchor.Issuance.Batches;

/// <summary>Gives up a batch from which nothing has been signed, and its drafts.</summary>
public sealed record DiscardBatch(Actor Actor, Guid BatchId) : IRequest<Result<Guid>>;

/// <summary>Gives up one import that was not read to its end, and its drafts.</summary>
public sealed record DiscardImport(Actor Actor, Guid BatchId, Guid ImportId) : IRequest<Result<Guid>>;

internal sealed class DiscardBatchHandler(EventStore.EventStore store, ImportLog log, TimeProvider clock)
    : IRequestHandler<DiscardBatch, Result<Guid>>, IRequestHandler<DiscardImport, Result<Guid>>
{
    public async Task<Result<Guid>> Handle(DiscardBatch request, CancellationToken cancellationToken)
    {
        var batch = await store.FoldAsync(request.Actor.Issuer, request.BatchId, BatchState.None, BatchState.Evolve, cancellationToken);
        if (!batch.Discard(request.Actor.Id, clock.GetUtcNow()).TryGet(out var discarded, out var refusal)) return refusal;
        await using var transaction = await store.BeginAsync(request.Actor, cancellationToken);
        await DraftStore.LockAsync(transaction.Connection, request.Actor.Issuer, batch.Id, cancellationToken);
        if (await transaction.AppendAsync("batch", batch.Id, batch.Version, [discarded], cancellationToken) == AppendResult.Conflict) return BatchErrors.Changed();
        await DraftStore.RemoveAsync(transaction.Connection, request.Actor.Issuer, batch.Id, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return batch.Id;
    }

    public async Task<Result<Guid>> Handle(DiscardImport request, CancellationToken cancellationToken)
    {
        var progress = await log.FindAsync(request.Actor.Issuer, request.ImportId, cancellationToken);
        if (progress is null) return BatchErrors.ImportNotFound();
        if (progress.State == ImportLog.Discarded) return progress.Id;
        if (progress.State == ImportLog.Complete) return new Error("import.complete", "The import was read to its end; discard the batch instead.", ErrorKind.Conflict);
        var discarded = new BatchImportDiscardedV1(request.BatchId, request.ImportId, request.Actor.Id, clock.GetUtcNow());
        var ended = await log.EndAsync(
            request.Actor, request.BatchId, progress, progress with { State = ImportLog.Discarded }, discarded, cancellationToken);
        return ended.Map(end => end.Id);
    }
}
