namespace Anchor.JsonLd.Rdfc;

/// <summary>A piece of a text of bytes: usually one line.</summary>
internal readonly record struct QuadLine(int Start, int Length);

/// <summary>Sorts lines by their bytes, which for UTF-8 is the order of code points.</summary>
internal sealed class QuadLineOrder : IComparer<QuadLine>
{
    private PooledBytes? _text;

    public void Sort(PooledBytes text, Span<QuadLine> lines)
    {
        if (lines.Length < 2) return;
        _text = text;
        lines.Sort(this);
    }

    public int Compare(QuadLine x, QuadLine y)
    {
        ReadOnlySpan<byte> text = _text!.Written;
        return text.Slice(x.Start, x.Length).SequenceCompareTo(text.Slice(y.Start, y.Length));
    }
}
