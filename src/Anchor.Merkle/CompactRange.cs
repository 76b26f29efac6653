using System.Numerics;

namespace Anchor.Merkle;

/// <summary>
/// The left edge of a growing tree: the root of each perfect subtree, largest first. At most 64 hashes stand for any
/// number of leaves, so that a batch can be appended to, and its root known, without its leaves.
/// </summary>
/// <remarks>Immutable: appending gives a new range.</remarks>
public sealed class CompactRange
{
    private readonly Hash32[] _roots;

    private CompactRange(ulong size, Hash32[] roots)
    {
        Size = size;
        _roots = roots;
    }

    /// <summary>The range without leaves.</summary>
    public static CompactRange Empty { get; } = new(0, []);

    /// <summary>The number of leaves.</summary>
    public ulong Size { get; }

    /// <summary>One root for each bit set in <see cref="Size"/>, from the highest bit to the lowest.</summary>
    public ReadOnlySpan<Hash32> Roots => _roots;

    /// <summary>Restores a range that was stored.</summary>
    /// <exception cref="ArgumentException">The number of roots is not the number of bits set in the size.</exception>
    public static CompactRange Restore(ulong size, ReadOnlySpan<Hash32> roots) =>
        BitOperations.PopCount(size) == roots.Length
            ? new CompactRange(size, roots.ToArray())
            : throw new ArgumentException($"A range of {size} leaves has {BitOperations.PopCount(size)} roots, not {roots.Length}.", nameof(roots));

    /// <summary>The range with these leaves after the present ones.</summary>
    public CompactRange Append(ReadOnlySpan<Hash32> leaves)
    {
        Span<Hash32> stack = stackalloc Hash32[65];
        _roots.CopyTo(stack);
        var depth = _roots.Length;
        var size = Size;
        while (!leaves.IsEmpty)
        {
            // The highest perfect subtree that begins here, as far as one tile holds it.
            var height = Math.Min(BitOperations.TrailingZeroCount(size | MerkleTiles.Width), BitOperations.Log2((uint)leaves.Length));
            var subtree = 1 << height;
            stack[depth++] = MerkleTiles.Root(leaves[..subtree]);
            leaves = leaves[subtree..];
            size += (ulong)subtree;
            for (var merges = BitOperations.TrailingZeroCount(size) - height; merges > 0; merges--, depth--)
                stack[depth - 2] = MerkleHash.Node(stack[depth - 2], stack[depth - 1]);
        }
        return new CompactRange(size, stack[..depth].ToArray());
    }

    /// <summary>The root of the RFC 9162 tree over the leaves.</summary>
    /// <exception cref="InvalidOperationException">There are no leaves.</exception>
    public Hash32 TreeHash()
    {
        if (Size == 0) throw new InvalidOperationException("A tree without leaves has no root.");
        var hash = _roots[^1];
        for (var i = _roots.Length - 2; i >= 0; i--) hash = MerkleHash.Node(_roots[i], hash);
        return hash;
    }

    /// <summary>The value that goes on chain: SHA-256(size word ‖ tree hash).</summary>
    /// <exception cref="InvalidOperationException">There are no leaves.</exception>
    public Hash32 AnchoredRoot() => MerkleHash.AnchoredRoot(Size, TreeHash());
}
