using System.Text.Json;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Merkle;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>A document with proofs, read once for all that is asked of it. Nobody has verified it yet.</summary>
public sealed class SignedDocument
{
    private readonly DocumentCanonicaliser? _canonicaliser;
    private readonly Result<Hash32>? _leaf;
    private readonly PlainFinding? _plain;

    internal SignedDocument(JsonElement document, Result<IReadOnlyList<DataIntegrityProof>> proofs, Result<Hash32>? leaf, DocumentCanonicaliser? canonicaliser, PlainFinding? plain) =>
        (Document, Proofs, _leaf, _canonicaliser, _plain) = (document, proofs, leaf, canonicaliser, plain);

    /// <summary>A document that is read on its own.</summary>
    /// <param name="document">JSON that was read within bounds, without repeated members.</param>
    public SignedDocument(JsonElement document)
        : this(document, DataIntegrityProofs.Read(document), null, null, null)
    {
    }

    /// <summary>The whole document.</summary>
    public JsonElement Document { get; }

    /// <summary>As <see cref="DataIntegrityProofs.Read"/> gives them.</summary>
    public Result<IReadOnlyList<DataIntegrityProof>> Proofs { get; }

    /// <summary>As <see cref="CredentialLeaf.OfDocument"/> gives it.</summary>
    public Result<Hash32> Leaf => _leaf ?? CredentialLeaf.OfDocument(Document);

    /// <inheritdoc cref="DataIntegrityProofs.Verify(JsonElement, DataIntegrityProof, PublicKey, ProofExpectations)"/>
    public Error? Verify(DataIntegrityProof proof, PublicKey key, ProofExpectations expectations) =>
        DataIntegrityProofs.Verify(Document, proof, key, expectations, _canonicaliser);

    /// <inheritdoc cref="PlainDocument.Check(JsonElement)"/>
    public Error? CheckPlain() => _plain is { } known ? known.Error : PlainDocument.Check(Document);
}
