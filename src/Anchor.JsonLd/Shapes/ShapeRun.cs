namespace Anchor.JsonLd.Shapes;

/// <summary>Fills a shape with what one document says: the canonical N-Quads by RDFC-1.0, without reading the document as JSON-LD. Scratch space of one thread.</summary>
/// <remarks>
/// Labels of blank nodes come from their first-degree hashes (section 4.6), as everywhere. Where these do not tell all nodes
/// apart, or two statements have become the same, the shape gives up and the general algorithm decides.
/// </remarks>
internal sealed class ShapeRun : IComparer<int>
{
    private const int HashLength = 32;

    private readonly SlotValues _values = new();
    private readonly LineList _lines = new();
    private readonly RecentHashes _recent = new();
    private byte[] _hashes = new byte[16 * HashLength];
    private int[] _labels = new int[16];
    private int[] _nodes = new int[16];

    /// <summary>The canonical N-Quads of the last document. Valid until the next one.</summary>
    public ReadOnlySpan<byte> Output => _lines.Written;

    /// <summary>SHA-256 of <see cref="Output"/>.</summary>
    public void HashOutput(Span<byte> hash) => _recent.HashAnew(_lines.Written, hash);

    /// <summary>Canonicalises a document.</summary>
    /// <returns>False when it does not fit the shape, or the shape cannot tell.</returns>
    public bool TryFill(Shape shape, ReadOnlySpan<byte> document) =>
        _values.TryRead(shape, document) && TryLabel(shape) && TryWriteAll(shape);

    /// <summary>The lines of the last document in canonical order, by their numbers in the shape.</summary>
    public int[] Order => _lines.Numbers;

    /// <summary>The lines that name a node, in the order in which they are hashed for the last document.</summary>
    public int[] MentionsOf(Shape shape, int node)
    {
        TryWriteMentions(shape, node);
        return _lines.Numbers;
    }

    /// <summary>A blank node's first-degree hash in the last document.</summary>
    public ReadOnlySpan<byte> HashOf(int node) => _hashes.AsSpan(node * HashLength, HashLength);

    public int Compare(int x, int y) => HashOf(x).SequenceCompareTo(HashOf(y));

    private bool TryLabel(Shape shape)
    {
        var count = shape.Nodes.Length;
        if (_labels.Length < count) (_labels, _nodes, _hashes) = (new int[count], new int[count], new byte[count * HashLength]);
        for (var node = 0; node < count; node++)
        {
            var hash = _hashes.AsSpan(node * HashLength, HashLength);
            _nodes[node] = node;
            if (shape.Nodes[node].FixedHash is { } known) known.CopyTo(hash);
            else if (TryWriteMentions(shape, node)) _recent.Hash(_lines.Written, hash);
            else return false;
        }
        Array.Sort(_nodes, 0, count, this);
        for (var i = 0; i < count; i++)
        {
            if (i > 0 && HashOf(_nodes[i]).SequenceEqual(HashOf(_nodes[i - 1]))) return false;
            _labels[_nodes[i]] = i;
        }
        return true;
    }

    // Section 4.6.3: the node's lines with itself as _:a and every other blank node as _:z, sorted.
    private bool TryWriteMentions(Shape shape, int node)
    {
        _lines.Clear();
        foreach (var number in shape.Nodes[node].Mentions)
        {
            var (line, start) = (shape.Lines[number], _lines.Text.Length);
            foreach (ref readonly var piece in shape.PiecesOf(line))
                if (!TryWriteStart(shape, piece)) _lines.Text.Append(~piece.Filling == node ? (byte)'a' : (byte)'z');
            _lines.Add(start, number, line.HasSlots);
        }
        return _lines.TrySort();
    }

    private bool TryWriteAll(Shape shape)
    {
        _lines.Clear();
        for (var number = 0; number < shape.Lines.Length; number++)
        {
            var (line, start) = (shape.Lines[number], _lines.Text.Length);
            foreach (ref readonly var piece in shape.PiecesOf(line))
            {
                if (TryWriteStart(shape, piece)) continue;
                _lines.Text.Append("c14n"u8);
                _lines.Text.AppendNumber(_labels[~piece.Filling]);
            }
            _lines.Add(start, number, line.HasSlots);
        }
        return _lines.TrySort();
    }

    /// <returns>False when a blank node's label is still to be written.</returns>
    private bool TryWriteStart(Shape shape, in Piece piece)
    {
        _lines.Text.Append(shape.Text.AsSpan(piece.Start, piece.Length));
        if (piece.Filling >= 0) _lines.Text.Append(_values[piece.Filling]);
        return piece.Filling >= 0 || piece.Filling == Piece.None;
    }
}
