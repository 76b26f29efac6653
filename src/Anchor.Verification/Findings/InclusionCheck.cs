using Anchor.Merkle;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Findings;

/// <summary>The credential's place in its batch, and the root that follows from it; only a registry can confirm that root.</summary>
/// <param name="Check">What was found.</param>
/// <param name="Root">The root, or null.</param>
internal sealed record InclusionCheck(Check Check, Hash32? Root)
{
    private const string Name = CheckNames.Inclusion;

    /// <param name="evidence">The document.</param>
    /// <param name="nodes">Nodes that other documents' proofs have led through.</param>
    public static InclusionCheck Of(Evidence evidence, KnownNodes nodes)
    {
        if (evidence.ProofFault is { } fault) return new(fault, null);
        if (evidence.Leaf is not { } leaf)
            return new(evidence.Credential is null ? NotReached.Of(Name) : Check.Unknown(
                Name, "inclusion.leaf_unknown", "The credential's fingerprint cannot be computed, because it is not signed, or uses words whose meaning is not known here."), null);
        if (evidence.Proof is not { } proof)
            return new(evidence.IsBare
                ? Check.Unknown(Name, "inclusion.missing", "This is the credential alone; the evidence of its batch is in the issuer's complete file.")
                : Check.Unknown(Name, "inclusion.not_sealed_yet", "The credential is not yet sealed into a batch; ask for the file again later."), null);

        if (FaultOf(proof.Size, proof.Index, proof.Path.Count) is { } unfit) return new(unfit, null);
        _ = new InclusionProof(proof.Size, proof.Index, [.. proof.Path]).TryComputeRoot(leaf, nodes, out var root);
        if (evidence.MerkleProof is { } merkle && merkle.TargetHash != leaf)
            return new(Check.Fail(Name, "inclusion.target_differs", "The Merkle proof inside the credential is another document's, or the credential was changed since."), null);
        if (evidence.MerkleProof is { } stated && stated.MerkleRoot != root)
            return new(Check.Fail(Name, "inclusion.root_differs", "The Merkle proof inside the credential does not lead to the root that it names."), null);
        return new(Check.Pass(Name, $"The credential has place {proof.Index} in a sealed batch of {proof.Size}."), root);
    }

    /// <summary>What is wrong with a path's length for a size and an index, or null.</summary>
    public static Check? FaultOf(ulong size, ulong index, int length)
    {
        if (index >= size)
            return Check.Fail(Name, "inclusion.index_out_of_range", $"The proof speaks of place {index} in a batch of {size}, which does not exist.");
        var expected = InclusionProof.PathLength(size, index);
        return length == expected ? null : Check.Fail(
            Name, length > expected ? "inclusion.path_too_long" : "inclusion.path_too_short",
            $"The proof has {length} steps, and its place in a batch of {size} asks for {expected}.");
    }
}
