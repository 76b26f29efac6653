namespace Anchor.Credentials.MerkleProofs;

/// <summary>Every refusal of a merkle-proof-2019.</summary>
internal static class MerkleProofErrors
{
    public static Error Malformed(string why, string? path = null) => Error.Invalid("merkle_proof.malformed", why, path);

    public static Error SizeMissing { get; } = Error.Invalid(
        "merkle_proof.size_missing", "The last step of the Merkle proof does not state how many credentials the batch has.");

    public static Error PathMismatch { get; } = Error.Invalid(
        "merkle_proof.path_mismatch", "The steps of the Merkle proof are not those of any place in a batch of the size that it states.");

    public static Error NotOfLeaf { get; } = Error.Invalid(
        "merkle_proof.not_of_leaf", "The inclusion proof does not lead from this credential to this root.");

    public static Error AlreadyThere { get; } = Error.Invalid(
        "merkle_proof.already_there", "The document carries a Merkle proof already.", "$.proof");
}
