using System.Security.Cryptography;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.StatusLists;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Achievements;
using Anchor.Issuance.Credentials;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Keys;
using Anchor.Issuance.StatusLists;
using Anchor.Merkle;

namespace Anchor.Issuance.Batches;

/// <summary>How batches are signed.</summary>
public sealed record BatchOptions
{
    /// <summary>Credentials per transaction. Default 5,000; 1 to 50,000.</summary>
    public int ChunkSize { get; init; } = 5_000;
}

/// <summary>Signs approved batches, one chunk per transaction. A chunk is wholly there or not at all.</summary>
internal sealed class BatchIssuer(
    EventStore.EventStore store, KeyRing keys, SubjectKeys subjectKeys, IssuerSigners signers, StatusPlaces statuses, StatusAddresses addresses, BatchSealer sealer, BatchOptions options, TimeProvider clock)
{
    /// <summary>Signs the next chunk of a batch, or seals it when all are signed.</summary>
    /// <returns>False when there was nothing to do, or someone else was quicker.</returns>
    public async Task<bool> StepAsync(IssuerId issuerId, Guid batchId, CancellationToken cancellationToken)
    {
        var actor = new Actor(issuerId, "loop:batches");
        var batch = await store.FoldAsync(issuerId, batchId, BatchState.None, BatchState.Evolve, cancellationToken);
        if (batch.Status != BatchStatus.Approved) return false;
        if ((long)batch.Leaves.Size >= batch.Approved) return await sealer.SealAsync(actor, batch, cancellationToken);

        var issuer = await store.FoldAsync(issuerId, issuerId.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        var definition = (AchievementDefinedV1)(await store.ReadStreamAsync(issuerId.Tenant, batch.AchievementId!.Value, 1, null, cancellationToken))[0].Data;
        var zone = CivilDates.FindZone(issuer.TimeZone).Value;
        var lists = batch.Format == CredentialFormat.Blockcerts ? null : addresses.Of(issuerId);
        var template = CredentialTemplate.Compile(issuer.Profile, AchievementDefinition.Read(definition.Definition).Value, new IssueOptions(zone, Format: batch.Format, StatusLists: lists)).Value;
        var signer = await signers.CredentialsAsync(issuer, batch.Format, cancellationToken);
        var tenantKey = await keys.TenantKeyAsync(issuerId, cancellationToken);

        await using var transaction = await store.BeginAsync(actor, cancellationToken);
        await DraftStore.LockAsync(transaction.Connection, issuerId, batchId, cancellationToken);
        var drafts = await DraftStore.ReadAsync(transaction.Connection, issuerId, batchId, options.ChunkSize, cancellationToken);
        if (drafts.Count == 0) return false;
        var dataKeys = await subjectKeys.FindAsync(issuerId, tenantKey, [.. drafts.Select(draft => draft.Subject)], cancellationToken);
        var now = clock.GetUtcNow();
        var places = lists is null ? [] : await statuses.TakeAsync(issuerId, drafts.Count, cancellationToken);
        var documents = Sign(issuerId, batch, drafts, dataKeys, tenantKey, places, template, signer, now);

        if (!batch.AddChunk([.. documents.Select(document => document.Leaf)], InputDigest(drafts), now).TryGet(out var added, out _)) return false;
        if (await transaction.AppendAsync("batch", batchId, batch.Version, [added], cancellationToken) == AppendResult.Conflict) return false;
        await DraftStore.RemoveUpToAsync(transaction.Connection, issuerId, batchId, drafts[^1].Position, cancellationToken);
        await DocumentStore.CopyAsync(transaction.Connection, issuerId, batchId, documents, cancellationToken);
        await transaction.StartStreamsAsync("credential", [.. documents.Select(document => (document.Id, (object)document.Issued(batchId)))], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static IssuedDocument[] Sign(
        IssuerId issuer, BatchState batch, List<StoredDraft> drafts, IReadOnlyDictionary<Hash32, byte[]> dataKeys, TenantKey tenantKey,
        StatusPlace[] places, CredentialTemplate template, CredentialSigner signer, DateTimeOffset now)
    {
        var documents = new IssuedDocument[drafts.Count];
        var first = (long)batch.Leaves.Size;
        Parallel.For(0, drafts.Count, () => new SigningBuffers(), (i, _, buffers) =>
        {
            var stored = drafts[i];
            if (!dataKeys.TryGetValue(stored.Subject, out var dataKey))
                throw new InvalidDataException($"The learner of the draft at position {stored.Position} was erased before signing.");
            var draft = DraftStore.Open(issuer, batch.Id, stored, dataKey, tenantKey);
            documents[i] = IssuedDocument.Sign(issuer, draft, Guid.CreateVersion7(now), stored.Subject, dataKey, batch.AchievementId!.Value, first + i, places.Length == 0 ? null : places[i], template, signer, buffers, now);
            return buffers;
        }, _ => { });
        return documents;
    }

    private static Hash32 InputDigest(List<StoredDraft> drafts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var draft in drafts) hash.AppendData(draft.Digest.AsSpan());
        return new Hash32(hash.GetHashAndReset());
    }
}
