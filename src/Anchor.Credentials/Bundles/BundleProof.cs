using Anchor.Merkle;

namespace Anchor.Credentials.Bundles;

/// <summary>An inclusion proof as a bundle carries it: shape only, nothing is verified here.</summary>
/// <param name="Size">How many leaves the tree has; at least 1.</param>
/// <param name="Index">The leaf's position; below <paramref name="Size"/>.</param>
/// <param name="Path">The siblings, from the leaf upwards.</param>
public sealed record BundleProof(ulong Size, ulong Index, IReadOnlyList<Hash32> Path)
{
    /// <summary>The longest path of any tree that a 64-bit size can name.</summary>
    public const int MaxPath = 64;
}
