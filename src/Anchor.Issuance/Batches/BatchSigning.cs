using System.Buffers;
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
    // More threads than processors would only take turns.
    private static readonly ParallelOptions OnAllProcessors = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    /// <summary>Opens, writes, signs and encrypts, on all processors.</summary>
    /// <param name="chunk">The drafts.</param>
    /// <param name="first">The leaf index of the first.</param>
    /// <param name="now">When.</param>
    /// <exception cref="AggregateException">With <see cref="InvalidDataException"/> inside: a draft was changed, or its learner erased.</exception>
    public IssuedDocument[] Sign(DraftChunk chunk, long first, DateTimeOffset now)
    {
        var documents = new IssuedDocument[chunk.Drafts.Count];
        var groups = (documents.Length + SigningGroup.Capacity - 1) / SigningGroup.Capacity;
        Parallel.For(0, groups, OnAllProcessors, () => new GroupBuffers(), (group, _, buffers) =>
        {
            var start = group * SigningGroup.Capacity;
            SignGroup(chunk, start, Math.Min(start + SigningGroup.Capacity, documents.Length), first, now, buffers, documents);
            return buffers;
        }, _ => { });
        return documents;
    }

    private void SignGroup(DraftChunk chunk, int start, int end, long first, DateTimeOffset now, GroupBuffers buffers, IssuedDocument[] documents)
    {
        buffers.Group.Clear();
        Span<Guid> ids = stackalloc Guid[end - start];
        for (var i = start; i < end; i++)
        {
            var stored = chunk.Drafts[i];
            var draft = DraftStore.Open(Issuer, BatchId, stored, KeyOf(chunk, stored), TenantKey);
            ids[i - start] = buffers.Random.NextId(now);
            Template.Write(draft, ids[i - start], buffers.Random.Next(CredentialTemplate.SaltLength), buffers.Group.Text, PlaceOf(chunk, i));
            buffers.Group.EndDocument();
        }
        Signer.Sign(buffers.Group, now);
        for (var i = start; i < end; i++)
        {
            var (stored, id, leaf) = (chunk.Drafts[i], ids[i - start], buffers.Group.LeafAt(i - start));
            var text = Packed(buffers.Group.SecuredAt(i - start), buffers.Packed);
            var blob = IssuedDocument.Seal(Issuer, id, leaf, KeyOf(chunk, stored), buffers.Random.Next(Sealed.NonceLength), text);
            documents[i] = new IssuedDocument(id, AchievementId, first + i, leaf, stored.Subject, blob, PlaceOf(chunk, i), now);
        }
    }

    private ReadOnlySpan<byte> Packed(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> buffer)
    {
        if (Outline is null) return text;
        buffer.ResetWrittenCount();
        Outline.Pack(text, buffer);
        return buffer.WrittenSpan;
    }

    private StatusPlace? PlaceOf(DraftChunk chunk, int index) => NeedsPlaces ? chunk.Places[index] : null;

    private static byte[] KeyOf(DraftChunk chunk, StoredDraft stored) =>
        chunk.DataKeys.TryGetValue(stored.Subject, out var key)
            ? key
            : throw new InvalidDataException($"The learner of the draft at position {stored.Position} was erased before signing.");
}

/// <summary>Scratch space of one thread that signs groups, used again for each of them.</summary>
internal sealed class GroupBuffers
{
    public SigningGroup Group { get; } = new();

    public ArrayBufferWriter<byte> Packed { get; } = new(1024);

    public RandomSupply Random { get; } = new();
}
