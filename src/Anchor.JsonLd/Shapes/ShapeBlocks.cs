namespace Anchor.JsonLd.Shapes;

/// <summary>Joins neighbouring lines that never change into blocks, which are written and sorted as one.</summary>
/// <remarks>
/// A block holds the lines of one subject, and only where every line of that subject is constant: no other line can then come to
/// stand between them, unless a slot says that very subject, which then fits no more.
/// </remarks>
internal static class ShapeBlocks
{
    /// <summary>The shape with its lines joined; those that name blank nodes stay as they are.</summary>
    /// <param name="shape">Its lines are in canonical order.</param>
    public static Shape Join(Shape shape)
    {
        var (lines, pieces, text) = (new List<ShapeLine>(), new List<Piece>(shape.Pieces), new List<byte>(shape.Text));
        var (places, subjects) = (new int[shape.Lines.Length], new List<byte[]>());
        for (var i = 0; i < shape.Lines.Length; )
        {
            var end = EndOfBlock(shape, i);
            for (var line = i; line < Math.Max(end, i + 1); line++) places[line] = lines.Count;
            if (end > i + 1)
            {
                var start = text.Count;
                for (var line = i; line < end; line++) text.AddRange(TextOf(shape, shape.Lines[line]));
                lines.Add(new ShapeLine(pieces.Count, 1, false));
                pieces.Add(new Piece(start, text.Count - start, Piece.None));
                // Between its brackets.
                subjects.Add(SubjectOf(shape, shape.Lines[i])[1..^2].ToArray());
            }
            else
            {
                lines.Add(shape.Lines[i]);
            }
            i = Math.Max(end, i + 1);
        }
        var nodes = Array.ConvertAll(shape.Nodes, node => node with { Mentions = Array.ConvertAll(node.Mentions, line => places[line]) });
        return shape with { Lines = [.. lines], Pieces = [.. pieces], Text = [.. text], Nodes = nodes, BlockSubjects = [.. subjects] };
    }

    private static int EndOfBlock(Shape shape, int first)
    {
        if (!IsConstant(shape, shape.Lines[first])) return first;
        var subject = SubjectOf(shape, shape.Lines[first]).ToArray();
        if (Array.Exists(shape.Lines, line => !IsConstant(shape, line) && SubjectOf(shape, line).SequenceEqual(subject))) return first;
        var end = first + 1;
        while (end < shape.Lines.Length && IsConstant(shape, shape.Lines[end]) && SubjectOf(shape, shape.Lines[end]).SequenceEqual(subject)) end++;
        return end;
    }

    private static bool IsConstant(Shape shape, ShapeLine line) => line.PieceCount == 1 && shape.Pieces[line.FirstPiece].Filling == Piece.None;

    private static ReadOnlySpan<byte> TextOf(Shape shape, ShapeLine line)
    {
        var piece = shape.Pieces[line.FirstPiece];
        return shape.Text.AsSpan(piece.Start, piece.Length);
    }

    /// <summary>The subject with the space behind it; empty where it is a slot or a blank node.</summary>
    private static ReadOnlySpan<byte> SubjectOf(Shape shape, ShapeLine line)
    {
        var text = TextOf(shape, line);
        return text[..(text.IndexOf((byte)' ') + 1)];
    }
}
