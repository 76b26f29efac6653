using System.Numerics;

namespace Anchor.Merkle;

/// <summary>Evidence that a leaf stands at one index of a tree of one size.</summary>
/// <remarks>
/// Directions and the exact path length follow from size and index (RFC 9162 §2.1.3.2); they are never read from the
/// proof. Vectors: tests/vectors/merkle.json.
/// </remarks>
public sealed class InclusionProof
{
    /// <summary>The longest path: one sibling for each bit of the size.</summary>
    public const int MaxPathLength = 64;

    private readonly Hash32[] _path;

    /// <summary>Copies the path; whether the three belong together is for <see cref="Verify"/> to say.</summary>
    public InclusionProof(ulong size, ulong index, ReadOnlySpan<Hash32> path)
    {
        Size = size;
        Index = index;
        _path = path.ToArray();
    }

    /// <summary>The number of leaves in the tree.</summary>
    public ulong Size { get; }

    /// <summary>The zero-based position of the leaf.</summary>
    public ulong Index { get; }

    /// <summary>The siblings from the leaf upwards.</summary>
    public ReadOnlySpan<Hash32> Path => _path;

    /// <summary>How many siblings a leaf has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below the size.</exception>
    public static int PathLength(ulong size, ulong index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        // Below the point where the leaf's way parts from the right edge every level has a sibling; above it only the
        // levels on which the way is a right child.
        var inner = 64 - BitOperations.LeadingZeroCount(index ^ (size - 1));
        return inner + (inner == 64 ? 0 : BitOperations.PopCount(index >> inner));
    }

    /// <summary>What is wrong with the shape, before any hash is computed.</summary>
    public ProofShape Shape =>
        Size == 0 || Index >= Size ? ProofShape.IndexOutOfRange
        : _path.Length > PathLength(Size, Index) ? ProofShape.PathTooLong
        : _path.Length < PathLength(Size, Index) ? ProofShape.PathTooShort
        : ProofShape.Exact;

    /// <summary>Computes the anchored root that this proof leads to.</summary>
    /// <returns>False when the shape is not exact; the root is then zero.</returns>
    public bool TryComputeRoot(in Hash32 leaf, out Hash32 anchoredRoot) => TryComputeRoot(leaf, null, out anchoredRoot);

    /// <summary>The same, where other proofs may have hashed some of the nodes.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="known">What was hashed before; null hashes all.</param>
    /// <param name="anchoredRoot">The root.</param>
    /// <inheritdoc cref="TryComputeRoot(in Hash32, out Hash32)" path="/returns"/>
    public bool TryComputeRoot(in Hash32 leaf, KnownNodes? known, out Hash32 anchoredRoot)
    {
        anchoredRoot = default;
        if (Shape != ProofShape.Exact) return false;

        var hash = leaf;
        var (node, last) = (Index, Size - 1);
        foreach (ref readonly var sibling in _path.AsSpan())
        {
            // A left child at the right edge has no sibling: it is carried up until it has one.
            while ((node & 1) == 0 && node == last)
            {
                node >>= 1;
                last >>= 1;
            }
            hash = (node & 1) == 1 ? Node(sibling, hash, known) : Node(hash, sibling, known);
            node >>= 1;
            last >>= 1;
        }
        anchoredRoot = Node(MerkleHash.SizeWord(Size), hash, known);
        return true;
    }

    private static Hash32 Node(in Hash32 left, in Hash32 right, KnownNodes? known) => known?.Node(left, right) ?? MerkleHash.Node(left, right);

    /// <summary>Whether this leaf stands at this index of the tree with this anchored root.</summary>
    public bool Verify(in Hash32 leaf, in Hash32 anchoredRoot) =>
        TryComputeRoot(leaf, out var computed) && computed == anchoredRoot;
}

/// <summary>Whether a path can belong to a size and an index at all.</summary>
public enum ProofShape
{
    /// <summary>The path has the length that size and index ask for.</summary>
    Exact,

    /// <summary>The index is not below the size.</summary>
    IndexOutOfRange,

    /// <summary>There are fewer siblings than levels that need one.</summary>
    PathTooShort,

    /// <summary>There are more siblings than levels that need one.</summary>
    PathTooLong,
}
