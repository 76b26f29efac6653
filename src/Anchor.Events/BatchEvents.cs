using System.Text.Json.Serialization;

namespace Anchor.Events;

/// <summary>A batch was opened; drafts can be added.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="IssuerId">Whose it is.</param>
/// <param name="AchievementId">What its learners earned; null where single credentials are gathered.</param>
/// <param name="AwardedOn">The civil date of rows that state none, in the issuer's time zone.</param>
/// <param name="Format">How credentials are secured: <c>data-integrity</c>, <c>vc-jwt</c>, or <c>mixed</c> where single credentials are gathered.</param>
/// <param name="ChainId">The chain its root will be anchored on.</param>
/// <param name="OpenedBy">Who opened it.</param>
/// <param name="OpenedAt">When.</param>
public sealed record BatchOpenedV1(
    [property: JsonPropertyName("batchId")] Guid BatchId,
    [property: JsonPropertyName("issuerId")] Guid IssuerId,
    [property: JsonPropertyName("achievementId")] Guid? AchievementId,
    [property: JsonPropertyName("awardedOn")] DateOnly AwardedOn,
    [property: JsonPropertyName("format")] string Format,
    [property: JsonPropertyName("chainId")] long ChainId,
    [property: JsonPropertyName("openedBy")] string OpenedBy,
    [property: JsonPropertyName("openedAt")] DateTimeOffset OpenedAt);

/// <summary>Reading a file of rows began; until it is read to its end or given up, the batch cannot be approved.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="ImportId">The import, derived from its idempotency key.</param>
/// <param name="DuplicatePolicy"><c>deny</c>, <c>allow</c> or <c>replace</c>.</param>
/// <param name="StartedBy">Who sent it.</param>
/// <param name="StartedAt">When.</param>
public sealed record BatchImportStartedV1(
    [property: JsonPropertyName("batchId")] Guid BatchId,
    [property: JsonPropertyName("importId")] Guid ImportId,
    [property: JsonPropertyName("duplicatePolicy")] string DuplicatePolicy,
    [property: JsonPropertyName("startedBy")] string StartedBy,
    [property: JsonPropertyName("startedAt")] DateTimeOffset StartedAt);

/// <summary>An import was given up; its drafts are gone.</summary>
public sealed record BatchImportDiscardedV1(
    [property: JsonPropertyName("batchId")] Guid BatchId,
    [property: JsonPropertyName("importId")] Guid ImportId,
    [property: JsonPropertyName("discardedBy")] string DiscardedBy,
    [property: JsonPropertyName("discardedAt")] DateTimeOffset DiscardedAt);

/// <summary>A file of rows was read to its end; the good rows are drafts.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="ImportId">The import, derived from its idempotency key.</param>
/// <param name="Accepted">Rows that became drafts.</param>
/// <param name="Rejected">Rows with an error.</param>
/// <param name="Duplicates">Rows left out, or drafts replaced, because the same learner stood in the batch already.</param>
/// <param name="ImportedAt">When the last row was read.</param>
public sealed record BatchRowsImportedV1(
    [property: JsonPropertyName("batchId")] Guid BatchId,
    [property: JsonPropertyName("importId")] Guid ImportId,
    [property: JsonPropertyName("accepted")] long Accepted,
    [property: JsonPropertyName("rejected")] long Rejected,
    [property: JsonPropertyName("duplicates")] long Duplicates,
    [property: JsonPropertyName("importedAt")] DateTimeOffset ImportedAt);

/// <summary>The drafts may be signed.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="RowsDigest">SHA-256 over the drafts' digests in their order: what exactly was approved.</param>
/// <param name="Count">The number of drafts.</param>
/// <param name="ApprovedBy">The id of the API key or console user; `policy` where no second person is asked for.</param>
/// <param name="ApprovedAt">When.</param>
public sealed record BatchApprovedV1(
    [property: JsonPropertyName("batchId")] Guid BatchId,
    [property: JsonPropertyName("rowsDigest")] string RowsDigest,
    [property: JsonPropertyName("count")] long Count,
    [property: JsonPropertyName("approvedBy")] string ApprovedBy,
    [property: JsonPropertyName("approvedAt")] DateTimeOffset ApprovedAt);

/// <summary>A run of credentials was signed and stored; lock, resume point and input of sealing.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="FirstIndex">The index of the chunk's first leaf.</param>
/// <param name="Count">The number of leaves in the chunk.</param>
/// <param name="Size">The number of leaves in the batch after the chunk.</param>
/// <param name="Roots">The compact range after the chunk: roots of perfect subtrees, largest first, as hexadecimal.</param>
/// <param name="InputDigest">SHA-256 over the digests of the drafts that went in.</param>
/// <param name="AddedAt">When.</param>
public sealed record BatchChunkAddedV1(
    [property: JsonPropertyName("batchId")] Guid BatchId,
    [property: JsonPropertyName("firstIndex")] long FirstIndex,
    [property: JsonPropertyName("count")] long Count,
    [property: JsonPropertyName("size")] long Size,
    [property: JsonPropertyName("roots")] IReadOnlyList<string> Roots,
    [property: JsonPropertyName("inputDigest")] string InputDigest,
    [property: JsonPropertyName("addedAt")] DateTimeOffset AddedAt);

/// <summary>The batch has its root; nothing is added any more.</summary>
public sealed record BatchSealedV1(
    [property: JsonPropertyName("batchId")] Guid BatchId,
    [property: JsonPropertyName("root")] string Root,
    [property: JsonPropertyName("size")] long Size,
    [property: JsonPropertyName("sealedAt")] DateTimeOffset SealedAt);

/// <summary>A batch from which nothing had been signed was given up; its drafts are gone.</summary>
public sealed record BatchDiscardedV1(
    [property: JsonPropertyName("batchId")] Guid BatchId,
    [property: JsonPropertyName("discardedBy")] string DiscardedBy,
    [property: JsonPropertyName("discardedAt")] DateTimeOffset DiscardedAt);

/// <summary>A credential was signed, before credentials had a place in a status list. The document itself is kept elsewhere, encrypted and deletable.</summary>
/// <param name="CredentialId">The UUID in the document's id.</param>
/// <param name="BatchId">The batch it belongs to; null while it waits to be gathered into one.</param>
/// <param name="AchievementId">What was earned.</param>
/// <param name="Leaf">SHA-256 of the secured document, hexadecimal; a random salt in the document keeps it unguessable.</param>
/// <param name="Index">The index of the leaf in the batch; null while there is none.</param>
/// <param name="IssuedAt">When it was signed.</param>
public sealed record CredentialIssuedV1(
    [property: JsonPropertyName("credentialId")] Guid CredentialId,
    [property: JsonPropertyName("batchId")] Guid? BatchId,
    [property: JsonPropertyName("achievementId")] Guid AchievementId,
    [property: JsonPropertyName("leaf")] string Leaf,
    [property: JsonPropertyName("index")] long? Index,
    [property: JsonPropertyName("issuedAt")] DateTimeOffset IssuedAt)
{
    /// <summary>The same fact as it is told now.</summary>
    public CredentialIssuedV2 ToV2() => new(CredentialId, BatchId, AchievementId, Leaf, Index, null, null, IssuedAt);
}

/// <summary>A credential was signed. The document itself is kept elsewhere, encrypted and deletable.</summary>
/// <param name="CredentialId">The UUID in the document's id.</param>
/// <param name="BatchId">The batch it belongs to; null while it waits to be gathered into one.</param>
/// <param name="AchievementId">What was earned; null for a document that the issuer wrote itself.</param>
/// <param name="Leaf">SHA-256 of the secured document, hexadecimal; a random salt in the document keeps it unguessable.</param>
/// <param name="Index">The index of the leaf in the batch; null while there is none.</param>
/// <param name="StatusList">The number of the issuer's status list that it names; null where it names none.</param>
/// <param name="StatusIndex">Its place in that list.</param>
/// <param name="IssuedAt">When it was signed.</param>
public sealed record CredentialIssuedV2(
    [property: JsonPropertyName("credentialId")] Guid CredentialId,
    [property: JsonPropertyName("batchId")] Guid? BatchId,
    [property: JsonPropertyName("achievementId")] Guid? AchievementId,
    [property: JsonPropertyName("leaf")] string Leaf,
    [property: JsonPropertyName("index")] long? Index,
    [property: JsonPropertyName("statusList")] int? StatusList,
    [property: JsonPropertyName("statusIndex")] int? StatusIndex,
    [property: JsonPropertyName("issuedAt")] DateTimeOffset IssuedAt);

/// <summary>A credential that was issued on its own was gathered into a batch.</summary>
public sealed record CredentialGatheredV1(
    [property: JsonPropertyName("credentialId")] Guid CredentialId,
    [property: JsonPropertyName("batchId")] Guid BatchId,
    [property: JsonPropertyName("index")] long Index,
    [property: JsonPropertyName("gatheredAt")] DateTimeOffset GatheredAt);
