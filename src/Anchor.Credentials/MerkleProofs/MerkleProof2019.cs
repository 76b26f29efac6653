using System.Text.Json;
using Anchor.Credentials.DataIntegrity;
using Anchor.Merkle;

namespace Anchor.Credentials.MerkleProofs;

/// <summary>The proof of a Blockcerts credential: which batch it belongs to, and which transactions carried the batch's root.</summary>
/// <remarks>
/// It says nothing about who signed; the credential's own proof stands before it in the set and is covered by the leaf. Everybody can write
/// one, so nothing in it counts before leaf and root were computed anew and a chain confirmed the transaction. Codes:
/// <c>merkle_proof.malformed</c>, <c>merkle_proof.size_missing</c>, <c>merkle_proof.path_mismatch</c>, <c>merkle_proof.not_of_leaf</c>.
/// </remarks>
/// <param name="MerkleRoot">The anchored root.</param>
/// <param name="TargetHash">The leaf.</param>
/// <param name="Path">The steps from the leaf upwards; in our trees the last one is {left: size} (DESIGN.md "tree rule").</param>
/// <param name="Anchors">1 to 4 anchors.</param>
public sealed record MerkleProof2019(Hash32 MerkleRoot, Hash32 TargetHash, IReadOnlyList<MerkleStep> Path, IReadOnlyList<ChainAnchor> Anchors)
{
    /// <summary>The cryptosuite's name.</summary>
    public const string Cryptosuite = "merkle-proof-2019";

    /// <summary>The type of such a proof before there were cryptosuites; read, never written.</summary>
    public const string LegacyType = "MerkleProof2019";

    /// <summary>The most steps: the longest path of a tree, and the size.</summary>
    public const int MaxPath = InclusionProof.MaxPathLength + 1;

    /// <summary>The most anchors.</summary>
    public const int MaxAnchors = 4;

    /// <summary>The Merkle proof of one credential of a sealed batch.</summary>
    /// <param name="proof">The credential's inclusion proof.</param>
    /// <param name="leaf">The credential's leaf.</param>
    /// <param name="anchoredRoot">The batch's anchored root.</param>
    /// <param name="anchors">The transactions whose whole call data was the root; 1 to 4.</param>
    /// <returns><c>merkle_proof.not_of_leaf</c> when the proof does not lead from the leaf to the root.</returns>
    /// <exception cref="ArgumentException">There is no anchor, or there are too many.</exception>
    public static Result<MerkleProof2019> Of(InclusionProof proof, in Hash32 leaf, in Hash32 anchoredRoot, params IReadOnlyList<ChainAnchor> anchors)
    {
        if (anchors.Count is 0 or > MaxAnchors) throw new ArgumentException($"A Merkle proof names 1 to {MaxAnchors} anchors.", nameof(anchors));
        return proof.Verify(leaf, anchoredRoot)
            ? new MerkleProof2019(anchoredRoot, leaf, MerklePath.StepsOf(proof), anchors)
            : MerkleProofErrors.NotOfLeaf;
    }

    /// <summary>Reads a proof of a document: a DataIntegrityProof of this cryptosuite, or one of the legacy type. Verifies nothing.</summary>
    /// <param name="proof">The proof's JSON.</param>
    /// <returns>Also <c>proof.malformed</c> when the JSON has not the form of a proof.</returns>
    public static Result<MerkleProof2019> Read(JsonElement proof) => ProofReader.ReadOne(proof, "$").Then(Read);

    /// <inheritdoc cref="Read(JsonElement)"/>
    public static Result<MerkleProof2019> Read(DataIntegrityProof proof)
    {
        var isLegacy = proof.Type == LegacyType && proof.Cryptosuite is null;
        if (!isLegacy && (proof.Type != DataIntegrityProofs.ProofType || proof.Cryptosuite != Cryptosuite))
            return MerkleProofErrors.Malformed("A Merkle proof is a DataIntegrityProof of the cryptosuite merkle-proof-2019.", proof.Path);
        if (proof.ProofPurpose != "assertionMethod" || proof.VerificationMethod is null || proof.Created is null)
            return MerkleProofErrors.Malformed("A Merkle proof has a time, a verification method and the purpose assertionMethod.", proof.Path);
        return proof.ProofValue is { } value && MerkleProofValue.Read(value) is { } read
            ? read
            : MerkleProofErrors.Malformed("The value of a Merkle proof is z and base58btc of its parts in CBOR.", proof.Path + ".proofValue");
    }

    /// <summary>Reads a <c>proofValue</c>: <c>z</c> and base58btc of CBOR.</summary>
    public static Result<MerkleProof2019> ReadValue(string proofValue) =>
        MerkleProofValue.Read(proofValue) is { } read ? read : MerkleProofErrors.Malformed("The value of a Merkle proof is z and base58btc of its parts in CBOR.");

    /// <summary>The <c>proofValue</c>, hashes and transactions as CBOR text.</summary>
    public string ToValue() => MerkleProofValue.Write(this);

    /// <summary>The inclusion proof in the steps: the size from the last one, the index from the sides of the others.</summary>
    /// <returns>
    /// A proof of exact shape; <c>merkle_proof.size_missing</c> when the last step is no size, <c>merkle_proof.path_mismatch</c> when sides
    /// and number of the steps are not those of any place in a tree of that size (RFC 9162 section 2.1.3.2).
    /// </returns>
    public Result<InclusionProof> ToInclusionProof()
    {
        MerkleStep[] steps = [.. Path];
        if (steps.Length == 0 || MerklePath.SizeIn(steps[^1]) is null) return MerkleProofErrors.SizeMissing;
        return MerklePath.ProofOf(steps) is { } proof ? proof : MerkleProofErrors.PathMismatch;
    }

    /// <summary>The root to which the steps lead from the target, whatever tree they belong to.</summary>
    public Hash32 Replay()
    {
        var hash = TargetHash;
        foreach (var step in Path) hash = step.Above(hash);
        return hash;
    }

    /// <summary>Whether both say the same, step by step and anchor by anchor.</summary>
    public bool Equals(MerkleProof2019? other) =>
        other is not null && MerkleRoot == other.MerkleRoot && TargetHash == other.TargetHash && Path.SequenceEqual(other.Path) && Anchors.SequenceEqual(other.Anchors);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(MerkleRoot, TargetHash, Path.Count, Anchors.Count);
}
