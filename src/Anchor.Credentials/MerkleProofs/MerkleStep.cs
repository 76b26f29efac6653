using Anchor.Merkle;

namespace Anchor.Credentials.MerkleProofs;

/// <summary>One step of a merkle-proof-2019: a sibling and the side on which it stands.</summary>
/// <param name="IsLeft">Whether the sibling is hashed first.</param>
/// <param name="Sibling">The sibling.</param>
public readonly record struct MerkleStep(bool IsLeft, Hash32 Sibling)
{
    /// <summary>The node above: SHA-256 of the two siblings, the left one first.</summary>
    public Hash32 Above(in Hash32 hash) => IsLeft ? MerkleHash.Node(Sibling, hash) : MerkleHash.Node(hash, Sibling);
}
