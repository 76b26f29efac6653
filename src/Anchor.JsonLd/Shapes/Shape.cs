namespace Anchor.JsonLd.Shapes;

/// <summary>A constant stretch of a line's text, and what stands behind it.</summary>
/// <param name="Start">Where the constant begins in the shape's text.</param>
/// <param name="Length">Its length; it may be empty.</param>
/// <param name="Filling">A slot's number; the complement of a blank node's number; or <see cref="None"/>.</param>
internal readonly record struct Piece(int Start, int Length, int Filling)
{
    public const int None = int.MinValue;
}

/// <summary>A statement as pieces.</summary>
/// <param name="FirstPiece">The first of its pieces.</param>
/// <param name="PieceCount">How many.</param>
/// <param name="HasSlots">Whether a slot is among them.</param>
internal readonly record struct ShapeLine(int FirstPiece, int PieceCount, bool HasSlots);

/// <summary>A blank node.</summary>
/// <param name="Mentions">The lines that name it, in the order in which they stood in the example.</param>
/// <param name="FixedHash">Its first-degree hash when no slot has a part in it; else null.</param>
internal sealed record ShapeNode(int[] Mentions, byte[]? FixedHash);

/// <summary>What a slot takes.</summary>
/// <param name="IriPrefix">For an IRI, its scheme with the colon, and the slashes where there are two; null for a literal's text.</param>
internal sealed record SlotRule(byte[]? IriPrefix);

/// <summary>
/// What documents that differ in some strings only have in common: their text with slots in it, and their canonical
/// statements with the same slots in them.
/// </summary>
/// <param name="Example">The document it was made from.</param>
/// <param name="Slots">Where the strings stand in the example that other documents may have otherwise.</param>
/// <param name="Rules">One for each slot.</param>
/// <param name="Text">The constant parts of all lines.</param>
/// <param name="Pieces">The pieces of all lines.</param>
/// <param name="Lines">The statements, in the canonical order of the example.</param>
/// <param name="Nodes">The blank nodes.</param>
internal sealed record Shape(byte[] Example, DocumentString[] Slots, SlotRule[] Rules, byte[] Text, Piece[] Pieces, ShapeLine[] Lines, ShapeNode[] Nodes)
{
    private long _uses;

    /// <summary>The subjects of blocks of lines, which no slot may name: its lines would belong in between.</summary>
    public byte[][] BlockSubjects { get; init; } = [];

    public ReadOnlySpan<Piece> PiecesOf(ShapeLine line) => Pieces.AsSpan(line.FirstPiece, line.PieceCount);

    /// <returns>How often it has been used, this time included.</returns>
    public long CountUse() => Interlocked.Increment(ref _uses);
}
