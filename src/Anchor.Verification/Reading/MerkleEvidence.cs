using Anchor.Credentials.Bundles;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.MerkleProofs;

namespace Anchor.Verification.Reading;

/// <summary>The Merkle proof inside a document (profile <c>blockcerts</c>), and whether a bundle around it says the same. Computes no hash of the document.</summary>
internal static class MerkleEvidence
{
    private const string Name = CheckNames.Inclusion;

    /// <summary>The evidence with what the document's Merkle proof adds; unchanged where there is none.</summary>
    public static Evidence Add(SignedDocument document, Evidence evidence)
    {
        if (!document.Proofs.TryGet(out var proofs, out _)) return evidence;
        var merkle = proofs.Where(proof => proof.IsMerkleProof).Take(2).ToArray();
        if (merkle.Length == 0) return evidence;
        if (merkle.Length > 1) return Fault(evidence, Check.Unknown(Name, "merkle_proof.several", "The credential carries several Merkle proofs; only one is looked at."));
        if (!MerkleProof2019.Read(merkle[0]).TryGet(out var proof, out var error))
            return Fault(evidence, Check.Fail(Name, error.Code, $"The Merkle proof inside the credential cannot be read: {error.Message}"));
        evidence = evidence with { MerkleProof = proof };
        if (!proof.ToInclusionProof().TryGet(out var inclusion, out error)) return Fault(evidence, Unplaced(proof, error.Code, error.Message));

        var place = new BundleProof(inclusion.Size, inclusion.Index, inclusion.Path.ToArray());
        if (evidence.Proof is not { } stated) return evidence with { Proof = place };
        return stated.Size == place.Size && stated.Index == place.Index && stated.Path.SequenceEqual(place.Path)
            ? evidence
            : Fault(evidence, Check.Fail(Name, "inclusion.proofs_differ", "The file and the Merkle proof inside the credential give it different places in its batch."));
    }

    // Other issuers' trees do not commit to their size; that is no fault, but without it a place proves nothing here.
    private static Check Unplaced(MerkleProof2019 proof, string code, string message) =>
        code == "merkle_proof.size_missing" && proof.Replay() == proof.MerkleRoot
            ? Check.Unknown(Name, code, $"{message} It was made by a rule that is not known here.")
            : Check.Fail(Name, code, message);

    private static Evidence Fault(Evidence evidence, Check fault) => evidence with { ProofFault = evidence.ProofFault ?? fault };
}
