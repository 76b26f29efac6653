using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Anchor.Credentials.Jwt;
using Anchor.JsonLd;
using Anchor.JsonLd.Shapes;
using Anchor.Merkle;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>Reads signed documents that resemble one another, as those of one issuer do, each canonicalised once for its signature and once for its leaf. Thread-safe.</summary>
/// <remarks>
/// Gives what <see cref="DataIntegrityProofs.Verify(JsonElement, DataIntegrityProof, Keys.PublicKey, ProofExpectations)"/>,
/// <see cref="CredentialLeaf.OfDocument"/> and <see cref="PlainDocument.Check(JsonElement)"/> give. It keeps shapes that were learnt, never an answer about a
/// document: every byte of each is hashed anew. A document with several issuers' proofs, or one that follows another, takes their way.
/// </remarks>
public sealed class DocumentCanonicaliser
{
    // A buffer that one large document needed is not kept for the small ones.
    private const int KeptRoom = 1 << 20;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _room;

    private readonly BatchCanonicaliser _covered = new(DocumentQuads.Options), _secured = new(DocumentQuads.Options), _configurations = new(DocumentQuads.Options);

    // Documents that were signed together have the very same configuration; only the last one is kept, under all of its bytes.
    private volatile KnownConfiguration? _last;

    /// <summary>Reads a document.</summary>
    /// <param name="document">JSON that was read within bounds, no deeper than 64, without repeated members. It must outlive what is returned.</param>
    public SignedDocument Read(JsonElement document)
    {
        var proofs = DataIntegrityProofs.Read(document);
        return proofs.TryGet(out var all, out _) && OnlyProof(all) is { } only
            ? ReadSingle(document, all, only)
            : new SignedDocument(document, proofs, null, null, null);
    }

    /// <summary>Hashes a document without its proofs.</summary>
    /// <exception cref="JsonLdException">It cannot be canonicalised.</exception>
    internal void HashCovered(JsonElement document, Span<byte> destination)
    {
        var room = Room();
        DocumentParts.WriteMembers(document, room);
        room.Write("}"u8);
        _covered.Hash(room.WrittenSpan, destination);
    }

    /// <summary>Hashes a proof without its value, under the context of its document.</summary>
    /// <exception cref="JsonLdException">It cannot be canonicalised.</exception>
    internal void HashConfiguration(JsonElement proof, JsonElement? context, Span<byte> destination)
    {
        var room = Room();
        DocumentParts.WriteConfiguration(proof, context, room);
        if (_last is not { } known || !room.WrittenSpan.SequenceEqual(known.Bytes))
        {
            _configurations.Hash(room.WrittenSpan, destination);
            _last = new KnownConfiguration(room.WrittenSpan.ToArray(), destination.ToArray());
            return;
        }
        known.Hash.CopyTo(destination);
    }

    private SignedDocument ReadSingle(JsonElement document, IReadOnlyList<DataIntegrityProof> all, DataIntegrityProof only)
    {
        var preimage = all.Count == 1 ? document : DocumentParts.WithProofs(document, [only.Element]);
        try
        {
            var canonical = Room();
            _secured.Canonicalise(DocumentParts.RawOf(preimage), canonical);
            Span<byte> leaf = stackalloc byte[Hash32.Length];
            SHA256.HashData(canonical.WrittenSpan, leaf);
            return new SignedDocument(document, Result.Ok(all), new Hash32(leaf), this, PlainDocument.Check(document, canonical.WrittenSpan));
        }
        catch (JsonLdException e)
        {
            return new SignedDocument(document, Result.Ok(all), ProofErrors.From(e), this, null);
        }
    }

    private static DataIntegrityProof? OnlyProof(IReadOnlyList<DataIntegrityProof> proofs)
    {
        DataIntegrityProof? only = null;
        foreach (var proof in proofs)
        {
            if (proof.IsMerkleProof) continue;
            if (only is not null || proof.PreviousProofs.Count > 0) return null;
            only = proof;
        }
        return only;
    }

    private static ArrayBufferWriter<byte> Room()
    {
        var room = _room;
        if (room is null || room.Capacity > KeptRoom) _room = room = new ArrayBufferWriter<byte>(8 * 1024);
        room.ResetWrittenCount();
        return room;
    }

    private sealed record KnownConfiguration(byte[] Bytes, byte[] Hash);
}
