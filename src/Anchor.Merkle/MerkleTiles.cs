namespace Anchor.Merkle;

/// <summary>Names one tile: 256 neighbouring hashes of every eighth level of the tree.</summary>
/// <param name="Level">0 for leaves, 1 for the nodes eight levels up, and so on.</param>
/// <param name="Index">The zero-based position of the tile on its level.</param>
public readonly record struct TileId(int Level, long Index);

/// <summary>
/// A stored tree as small rows: a proof reads one tile of at most 8 KiB per eight levels (three for a million leaves)
/// and hashes what lies between.
/// </summary>
/// <remarks>The entries of a tile are the roots of the tiles below it, under the same rule as the tree itself.</remarks>
public static class MerkleTiles
{
    /// <summary>The hashes in a full tile.</summary>
    public const int Width = 256;

    private const int Height = 8;

    /// <summary>Cuts a whole tree into tiles, leaves first.</summary>
    /// <param name="leaves">All leaf hashes.</param>
    /// <param name="write">Receives each tile; the memory is only valid during the call.</param>
    public static void Cut(ReadOnlySpan<Hash32> leaves, TileWriter write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var entries = leaves;
        for (var level = 0; ; level++)
        {
            var parents = new Hash32[(entries.Length + Width - 1) / Width];
            for (var tile = 0; tile < parents.Length; tile++)
            {
                var part = entries.Slice(tile * Width, Math.Min(Width, entries.Length - tile * Width));
                write(new TileId(level, tile), part);
                parents[tile] = Root(part);
            }
            if (parents.Length <= 1) return;
            entries = parents;
        }
    }

    /// <summary>The tiles that a proof reads, from the leaf upwards.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below the size.</exception>
    public static TileId[] Needed(ulong size, ulong index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var needed = new List<TileId>(Height);
        for (var level = 0; ; level++)
        {
            needed.Add(new TileId(level, (long)(index >>= Height)));
            size = (size >> Height) + (size % Width == 0 ? 0UL : 1UL);
            if (size <= 1) return [.. needed];
        }
    }

    /// <summary>Proves one leaf from its tiles.</summary>
    /// <param name="size">The number of leaves in the tree.</param>
    /// <param name="index">Which leaf.</param>
    /// <param name="tiles">The tiles that <see cref="Needed"/> names, in that order.</param>
    /// <exception cref="ArgumentException">A tile is missing or has another number of hashes than the size asks for.</exception>
    public static InclusionProof Prove(ulong size, ulong index, IReadOnlyList<ReadOnlyMemory<Hash32>> tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        var needed = Needed(size, index);
        if (tiles.Count != needed.Length) throw new ArgumentException($"{needed.Length} tiles are needed, not {tiles.Count}.", nameof(tiles));

        Span<Hash32> path = stackalloc Hash32[InclusionProof.MaxPathLength];
        Span<Hash32> row = stackalloc Hash32[Width];
        Span<Hash32> above = stackalloc Hash32[Width / 2];
        var (length, count, position) = (0, size, index);
        for (var level = 0; level < tiles.Count; level++)
        {
            var entries = tiles[level].Span;
            var expected = (int)Math.Min(Width, count - (position >> Height) * Width);
            if (entries.Length != expected)
                throw new ArgumentException($"Tile {needed[level]} has {entries.Length} hashes, not {expected}.", nameof(tiles));

            entries.CopyTo(row);
            var (width, place) = (entries.Length, (int)(position % Width));
            for (; width > 1; width = (width + 1) / 2, place >>= 1)
            {
                if ((place ^ 1) < width) path[length++] = row[place ^ 1];
                MerkleHash.Level(row[..width], above);
                above[..((width + 1) / 2)].CopyTo(row);
            }
            position >>= Height;
            count = (count >> Height) + (count % Width == 0 ? 0UL : 1UL);
        }
        return new InclusionProof(size, index, path[..length]);
    }

    /// <summary>The root over one to <see cref="Width"/> neighbours.</summary>
    internal static Hash32 Root(ReadOnlySpan<Hash32> entries)
    {
        Span<Hash32> row = stackalloc Hash32[Width];
        Span<Hash32> above = stackalloc Hash32[Width / 2];
        entries.CopyTo(row);
        for (var width = entries.Length; width > 1; width = (width + 1) / 2)
        {
            MerkleHash.Level(row[..width], above);
            above[..((width + 1) / 2)].CopyTo(row);
        }
        return row[0];
    }
}

/// <summary>Receives one tile; the memory is only valid during the call.</summary>
public delegate void TileWriter(TileId tile, ReadOnlySpan<Hash32> hashes);
