using System.Collections.Concurrent;
using Anchor.Merkle;
using Npgsql;

namespace Anchor.Issuance.Batches;

/// <summary>Proves leaves of sealed batches, and keeps the tiles that were read last with the hashes between them.</summary>
/// <remarks>
/// Tiles of a sealed batch never change, and hold nothing about anybody. Each takes at most 16 KiB; two generations of half
/// the bound each are kept, and what nobody asked for during one of them is forgotten.
/// </remarks>
internal sealed class TileCache(NpgsqlDataSource dataSource)
{
    private const long MaxBytes = 64 << 20;

    private readonly KnownNodes _nodes = new();
    private Generation _young = new();
    private Generation _old = new();

    /// <summary>Whether a path leads from a leaf to a root; inner nodes that lead there from other leaves are not hashed again.</summary>
    public bool Verifies(InclusionProof proof, in Hash32 leaf, in Hash32 root) => proof.TryComputeRoot(leaf, _nodes, out var computed) && computed == root;

    /// <exception cref="InvalidDataException">A tile is missing or was cut.</exception>
    public async Task<InclusionProof> ProveAsync(IssuerId issuer, Guid batchId, ulong size, ulong index, CancellationToken cancellationToken)
    {
        var needed = MerkleTiles.Needed(size, index);
        var trees = new Hash32[]?[needed.Length];
        for (var i = 0; i < needed.Length; i++) trees[i] = Find((issuer, batchId, needed[i]));
        var missing = needed.Where((_, i) => trees[i] is null).ToArray();
        if (missing.Length > 0)
        {
            var read = await TileReader.ReadAsync(dataSource, issuer, batchId, missing, cancellationToken);
            for (int i = 0, next = 0; i < needed.Length; i++)
                if (trees[i] is null) Keep((issuer, batchId, needed[i]), trees[i] = TreeOf(read[next++].Span));
        }
        return Join(size, index, trees!);
    }

    /// <summary>The path through the tiles, which must be those of <see cref="MerkleTiles.Needed"/>, as trees.</summary>
    private static InclusionProof Join(ulong size, ulong index, Hash32[][] trees)
    {
        Span<Hash32> path = stackalloc Hash32[InclusionProof.MaxPathLength];
        var (length, count, position) = (0, size, index);
        foreach (var tree in trees)
        {
            var width = (int)Math.Min(MerkleTiles.Width, count - position / MerkleTiles.Width * MerkleTiles.Width);
            if (tree.Length != TreeLength(width)) throw new InvalidDataException("A tile has another number of hashes than its batch asks for.");
            var (row, place) = (0, (int)(position % MerkleTiles.Width));
            for (; width > 1; row += width, width = (width + 1) / 2, place >>= 1)
                if ((place ^ 1) < width) path[length++] = tree[row + (place ^ 1)];
            position /= MerkleTiles.Width;
            count = (count + MerkleTiles.Width - 1) / MerkleTiles.Width;
        }
        return new InclusionProof(size, index, path[..length]);
    }

    /// <summary>The rows of a tile from its entries to its root, one behind the other.</summary>
    private static Hash32[] TreeOf(ReadOnlySpan<Hash32> entries)
    {
        if (entries.Length is 0 or > MerkleTiles.Width) throw new InvalidDataException("A tile has no hashes, or too many.");
        var tree = new Hash32[TreeLength(entries.Length)];
        entries.CopyTo(tree);
        for (int row = 0, width = entries.Length; width > 1; row += width, width = (width + 1) / 2)
            MerkleHash.Level(tree.AsSpan(row, width), tree.AsSpan(row + width, (width + 1) / 2));
        return tree;
    }

    private static int TreeLength(int width)
    {
        var length = width;
        for (; width > 1; width = (width + 1) / 2) length += (width + 1) / 2;
        return length;
    }

    private Hash32[]? Find((IssuerId, Guid, TileId) name)
    {
        if (_young.Trees.TryGetValue(name, out var tree)) return tree;
        if (!_old.Trees.TryGetValue(name, out tree)) return null;
        Keep(name, tree);
        return tree;
    }

    private void Keep((IssuerId, Guid, TileId) name, Hash32[] tree)
    {
        var young = _young;
        if (!young.Trees.TryAdd(name, tree)) return;
        if (Interlocked.Add(ref young.Bytes, tree.Length * Hash32.Length) < MaxBytes / 2) return;
        // Whoever comes first turns the page.
        if (Interlocked.CompareExchange(ref _young, new Generation(), young) == young) _old = young;
    }

    private sealed class Generation
    {
        public long Bytes;

        public ConcurrentDictionary<(IssuerId, Guid, TileId), Hash32[]> Trees { get; } = [];
    }
}
