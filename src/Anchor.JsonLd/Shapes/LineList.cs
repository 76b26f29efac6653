namespace Anchor.JsonLd.Shapes;

/// <summary>Lines that are written one after another and then put into the order of their bytes.</summary>
#pragma warning disable CA1001 // It lives as long as its thread, and the rented memory with it.
internal sealed class LineList : IComparer<WrittenLine>
{
    // Lines come almost in order: up to here moving the few that are not is faster than sorting all.
    private const int MaxInserted = 96;

    private readonly PooledBytes _text = new(16 * 1024);
    private readonly PooledBytes _sorted = new(16 * 1024);
    private WrittenLine[] _lines = new WrittenLine[64];
    private int _count;
    private bool _moved;

    /// <summary>Where the next line is written.</summary>
    public PooledBytes Text => _text;

    /// <summary>The lines' text in their order.</summary>
    public ReadOnlySpan<byte> Written => (_moved ? _sorted : _text).Written;

    /// <summary>The lines' numbers in their order.</summary>
    public int[] Numbers => [.. _lines.Take(_count).Select(line => line.Number)];

    public void Clear()
    {
        _text.Truncate(0);
        (_count, _moved) = (0, false);
    }

    /// <summary>Ends a line.</summary>
    /// <param name="start">Where it began in the text.</param>
    /// <param name="number">What the caller calls it.</param>
    /// <param name="hasSlots">Whether it can become the same as another line.</param>
    public void Add(int start, int number, bool hasSlots)
    {
        if (_count == _lines.Length) Array.Resize(ref _lines, 2 * _count);
        _lines[_count++] = new WrittenLine(start, _text.Length - start, number, hasSlots);
    }

    /// <summary>Sorts the lines.</summary>
    /// <returns>False when two lines are the same that need not have been.</returns>
    public bool TrySort()
    {
        if (!(_count > MaxInserted ? TrySortAll() : TryInsert())) return false;
        if (_moved) CopySorted();
        return true;
    }

    public int Compare(WrittenLine x, WrittenLine y) => TextOf(x).SequenceCompareTo(TextOf(y));

    private bool TrySortAll()
    {
        Array.Sort(_lines, 0, _count, this);
        _moved = true;
        for (var i = 1; i < _count; i++)
            if (AreSuspicious(_lines[i - 1], _lines[i]) && TextOf(_lines[i]).SequenceEqual(TextOf(_lines[i - 1]))) return false;
        return true;
    }

    private bool TryInsert()
    {
        for (var i = 1; i < _count; i++)
        {
            var line = _lines[i];
            var (to, order) = (i, Compare(line, _lines[i - 1]));
            if (order < 0)
            {
                do _lines[to] = _lines[--to];
                while (to > 0 && (order = Compare(line, _lines[to - 1])) < 0);
                _lines[to] = line;
                _moved = true;
            }
            // The one before it is the only one that it can still be equal to.
            if (order == 0 && AreSuspicious(_lines[to - 1], line)) return false;
        }
        return true;
    }

    private static bool AreSuspicious(in WrittenLine x, in WrittenLine y) => x.HasSlots || y.HasSlots;

    private void CopySorted()
    {
        _sorted.Truncate(0);
        for (var i = 0; i < _count; i++) _sorted.Append(TextOf(_lines[i]));
    }

    private ReadOnlySpan<byte> TextOf(in WrittenLine line) => _text.Written.Slice(line.Start, line.Length);
}

/// <summary>A line in a text.</summary>
internal readonly record struct WrittenLine(int Start, int Length, int Number, bool HasSlots);
