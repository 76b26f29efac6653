namespace Anchor.JsonLd.Rdfc;

/// <summary>A piece of a text of bytes: usually one line.</summary>
internal readonly record struct QuadLine(int Start, int Length)
{
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> text) => text.Slice(Start, Length);
}

/// <summary>Sorts lines by their bytes, which for UTF-8 is the order of code points.</summary>
internal sealed class QuadLineOrder : IComparer<QuadLine>
{
    private PooledBytes? _text;

    /// <summary>Puts lines that lie one after another at the end of a text in order.</summary>
    /// <param name="text">The text; its end is written anew.</param>
    /// <param name="lines">All lines from the first of them to the end of the text; put in order, their places are those of before.</param>
    /// <param name="spare">Written over.</param>
    public void Rearrange(PooledBytes text, Span<QuadLine> lines, PooledBytes spare)
    {
        var start = lines[0].Start;
        _text = text;
        lines.Sort(this);
        spare.Truncate(0);
        foreach (var line in lines) spare.Append(line.In(text.Written));
        spare.Written.CopyTo(text.Written[start..]);
    }

    public int Compare(QuadLine x, QuadLine y) => x.In(_text!.Written).SequenceCompareTo(y.In(_text.Written));
}
