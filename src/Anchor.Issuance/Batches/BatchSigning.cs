using System.Security.Cryptography;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.StatusLists;
using Anchor.Issuance.Credentials;
using Anchor.Issuance.Keys;
using Anchor.Merkle;

namespace Anchor.Issuance.Batches;

/// <summary>Drafts that are signed together.</summary>
/// <param name="Drafts">In the order of their positions.</param>
/// <param name="DataKeys">The learners' keys; one that was erased has none.</param>
/// <param name="Places">Places in status lists, one for each draft, or none at all.</param>
internal sealed record DraftChunk(List<StoredDraft> Drafts, IReadOnlyDictionary<Hash32, byte[]> DataKeys, StatusPlace[] Places)
{
    /// <summary>SHA-256 of the drafts' digests, one after another.</summary>
    public Hash32 InputDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var draft in Drafts) hash.AppendData(draft.Digest.AsSpan());
        return new Hash32(hash.GetHashAndReset());
    }
}

/// <summary>What is the same for all credentials of a batch, and how they are signed.</summary>
/// <param name="Issuer">The tenant.</param>
/// <param name="BatchId">The batch.</param>
/// <param name="AchievementId">What was earned.</param>
/// <param name="NeedsPlaces">Whether the credentials name status lists.</param>
/// <param name="Template">Writes the documents.</param>
/// <param name="Signer">Signs them.</param>
/// <param name="Outline">What the documents share, where they are stored without it.</param>
/// <param name="TenantKey">The issuer's secret.</param>
internal sealed record BatchSigning(
    IssuerId Issuer, Guid BatchId, Guid AchievementId, bool NeedsPlaces, CredentialTemplate Template, CredentialSigner Signer, DocumentOutline? Outline, TenantKey TenantKey)
{
    /// <summary>Opens, writes, signs and encrypts, on all processors.</summary>
    /// <param name="chunk">The drafts.</param>
    /// <param name="first">The leaf index of the first.</param>
    /// <param name="now">When.</param>
    /// <exception cref="AggregateException">With <see cref="InvalidDataException"/> inside: a draft was changed, or its learner erased.</exception>
    public IssuedDocument[] Sign(DraftChunk chunk, long first, DateTimeOffset now)
    {
        var documents = new IssuedDocument[chunk.Drafts.Count];
        Parallel.For(0, documents.Length, () => new SigningBuffers(), (i, _, buffers) =>
        {
            var stored = chunk.Drafts[i];
            if (!chunk.DataKeys.TryGetValue(stored.Subject, out var dataKey))
                throw new InvalidDataException($"The learner of the draft at position {stored.Position} was erased before signing.");
            var draft = DraftStore.Open(Issuer, BatchId, stored, dataKey, TenantKey);
            documents[i] = IssuedDocument.Sign(
                Issuer, draft, stored.Subject, dataKey, AchievementId, first + i, NeedsPlaces ? chunk.Places[i] : null, Template, Signer, Outline, buffers, now);
            return buffers;
        }, _ => { });
        return documents;
    }
}
