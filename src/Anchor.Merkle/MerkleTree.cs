using System.Numerics;

namespace Anchor.Merkle;

/// <summary>A whole tree in one flat block of memory, level after level, leaves first (64 bytes a leaf in all).</summary>
public sealed class MerkleTree
{
    private readonly Hash32[] _nodes;
    private readonly int[] _levelStarts;

    private MerkleTree(Hash32[] nodes, int[] levelStarts, int size)
    {
        _nodes = nodes;
        _levelStarts = levelStarts;
        Size = size;
    }

    /// <summary>The number of leaves.</summary>
    public int Size { get; }

    /// <summary>The root of the RFC 9162 tree.</summary>
    public Hash32 TreeHash => _nodes[^1];

    /// <summary>The value that goes on chain: SHA-256(size word ‖ tree hash).</summary>
    public Hash32 AnchoredRoot => MerkleHash.AnchoredRoot((ulong)Size, TreeHash);

    /// <summary>Hashes every level once.</summary>
    /// <param name="leaves">At least one, and at most 2^29, leaf hashes in the order of their indexes.</param>
    /// <exception cref="ArgumentException">There are none, or too many.</exception>
    public static MerkleTree Build(ReadOnlySpan<Hash32> leaves)
    {
        if (leaves.Length is 0 or > 1 << 29)
            throw new ArgumentException($"A tree has 1 to {1 << 29} leaves, not {leaves.Length}.", nameof(leaves));

        var starts = new List<int>();
        var total = 0;
        for (var count = leaves.Length; ; count = (count + 1) / 2)
        {
            starts.Add(total);
            total += count;
            if (count == 1) break;
        }

        var nodes = GC.AllocateUninitializedArray<Hash32>(total);
        leaves.CopyTo(nodes);
        for (var level = 1; level < starts.Count; level++)
            MerkleHash.Level(nodes.AsSpan(starts[level - 1]..starts[level]), nodes.AsSpan(starts[level]));
        return new MerkleTree(nodes, [.. starts], leaves.Length);
    }

    /// <summary>The proof for one leaf; reads the tree, hashes nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public InclusionProof Prove(int index)
    {
        Span<Hash32> path = stackalloc Hash32[InclusionProof.MaxPathLength];
        var length = Prove(index, path);
        return new InclusionProof((ulong)Size, (ulong)index, path[..length]);
    }

    /// <summary>Writes the siblings of one leaf, from the leaf upwards.</summary>
    /// <param name="index">Which leaf.</param>
    /// <param name="path">Room for 64 hashes is always enough.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public int Prove(int index, Span<Hash32> path)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        var length = 0;
        for (var level = 0; level + 1 < _levelStarts.Length; level++, index >>= 1)
        {
            var sibling = _levelStarts[level] + (index ^ 1);
            if (sibling < _levelStarts[level + 1]) path[length++] = _nodes[sibling];
        }
        return length;
    }

    /// <summary>Visits the path of every leaf in order; nothing is recomputed and nothing is allocated per leaf.</summary>
    public void ProveAll(PathVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        Span<Hash32> path = stackalloc Hash32[InclusionProof.MaxPathLength];
        var length = Prove(0, path);
        visit(0, path[..length]);
        for (var index = 1; index < Size; index++)
        {
            // From one leaf to the next only the siblings up to the lowest bit set are others, and so far the one before has
            // one on every level; where this one lacks one, at the right edge, those above move down.
            for (var level = 0; level <= BitOperations.TrailingZeroCount(index); level++)
            {
                var sibling = _levelStarts[level] + ((index >> level) ^ 1);
                if (sibling < _levelStarts[level + 1]) path[level] = _nodes[sibling];
                else
                {
                    length = Prove(index, path);
                    break;
                }
            }
            visit(index, path[..length]);
        }
    }
}

/// <summary>Receives one leaf's siblings, from the leaf upwards; the memory is reused for the next leaf.</summary>
public delegate void PathVisitor(int index, ReadOnlySpan<Hash32> path);
