using Anchor.Merkle;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Findings;

/// <summary>The credential's place in its batch, and the root that follows from it; only a registry can confirm that root.</summary>
/// <param name="Check">What was found.</param>
/// <param name="Root">The root, or null.</param>
internal sealed record InclusionCheck(Check Check, Hash32? Root)
{
    private const string Name = CheckNames.Inclusion;

    public static InclusionCheck Of(Evidence evidence)
    {
        if (evidence.ProofFault is { } fault) return new(fault, null);
        if (evidence.Leaf is not { } leaf)
            return new(evidence.Credential is null ? NotReached.Of(Name) : Check.Unknown(
                Name, "inclusion.leaf_unknown", "The credential's fingerprint cannot be computed, because its form is not read here yet."), null);
        if (evidence.Proof is not { } proof)
            return new(evidence.IsBare
                ? Check.Unknown(Name, "inclusion.missing", "This is the credential alone; the evidence of its batch is in the issuer's complete file.")
                : Check.Unknown(Name, "inclusion.not_sealed_yet", "The credential is not yet sealed into a batch; ask for the file again later."), null);

        return new InclusionProof(proof.Size, proof.Index, [.. proof.Path]).TryComputeRoot(leaf, out var root)
            ? new(Check.Pass(Name, $"The credential has place {proof.Index} in a sealed batch of {proof.Size}."), root)
            : new(Check.Fail(Name, "inclusion.path_too_long", "The proof does not have the length that its batch asks for."), null);
    }
}
