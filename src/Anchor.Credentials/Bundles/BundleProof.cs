using System.Numerics;
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

    /// <summary>How many siblings the path of this leaf has (RFC 9162 section 2.1.3.2).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below the size.</exception>
    public static int PathLength(ulong size, ulong index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        // Up to the level where the leaf's path meets the right edge every node has a sibling;
        // above it only those that are right children have one.
        var inner = 64 - BitOperations.LeadingZeroCount(index ^ (size - 1));
        var border = inner == 64 ? 0 : BitOperations.PopCount(index >> inner);
        return inner + border;
    }
}
