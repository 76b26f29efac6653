using System.Security.Cryptography;
using Anchor.Credentials;
using Anchor.EventStore;
using Anchor.Issuance.Issuers;
using Anchor.Merkle;
using MediatR;
using Npgsql;

namespace Anchor.Issuance.Batches;

/// <summary>Lets the drafts be signed.</summary>
public sealed record ApproveBatch(Actor Actor, Guid BatchId) : IRequest<Result<long>>;

internal sealed class ApproveBatchHandler(EventStore.EventStore store, BatchApproval approval) : IRequestHandler<ApproveBatch, Result<long>>
{
    public async Task<Result<long>> Handle(ApproveBatch request, CancellationToken cancellationToken)
    {
        var issuer = await store.FoldAsync(request.Actor.Issuer, request.Actor.Issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        return issuer.Exists
            ? await approval.ApproveAsync(request.Actor, request.BatchId, issuer.SecondPersonApproves, cancellationToken)
            : IssuerErrors.NotFound();
    }
}

/// <summary>Approves exactly the drafts that are there, under the batch's lock.</summary>
internal sealed class BatchApproval(EventStore.EventStore store, TimeProvider clock)
{
    /// <returns>How many drafts were approved.</returns>
    public async Task<Result<long>> ApproveAsync(Actor actor, Guid batchId, bool secondPersonApproves, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(actor, cancellationToken);
        if (await DraftStore.LockAsync(transaction.Connection, actor.Issuer, batchId, cancellationToken) == BatchStatus.None) return BatchErrors.NotFound();
        var batch = await store.FoldAsync(actor.Issuer, batchId, BatchState.None, BatchState.Evolve, cancellationToken);
        var (digest, count) = await DigestAsync(transaction.Connection, actor.Issuer, batchId, cancellationToken);
        if (!batch.Approve(digest, count, actor.Id, secondPersonApproves, clock.GetUtcNow()).TryGet(out var approved, out var refusal)) return refusal;
        if (await transaction.AppendAsync("batch", batchId, batch.Version, [approved], cancellationToken) == AppendResult.Conflict) return BatchErrors.Changed();
        await transaction.CommitAsync(cancellationToken);
        return count;
    }

    private static async Task<(Hash32 Digest, long Count)> DigestAsync(
        NpgsqlConnection connection, IssuerId issuer, Guid batchId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT digest FROM anchor.anchor_drafts WHERE tenant_id = $1 AND batch_id = $2 ORDER BY position", connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0L;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        for (; await reader.ReadAsync(cancellationToken); count++) hash.AppendData(reader.GetFieldValue<byte[]>(0));
        return (new Hash32(hash.GetHashAndReset()), count);
    }
}
