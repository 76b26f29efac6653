namespace Anchor.Credentials.Csv;

/// <summary>Reads records one after another with bounded memory and counts physical lines.</summary>
internal sealed class CsvScanner(CsvText text, int maxRecordLength)
{
    private const int ChunkLength = 16 * 1024;
    private readonly char[] _buffer = new char[maxRecordLength + ChunkLength];
    private int _start, _end, _nextLine = 1;
    private bool _ended;

    /// <summary>What a step found.</summary>
    public enum Step
    {
        /// <summary>A record, in <see cref="Fields"/>.</summary>
        Record,

        /// <summary>A line whose quotes are wrong.</summary>
        BadQuote,

        /// <summary>A record longer than allowed; nothing more is read.</summary>
        TooLong,

        /// <summary>Bytes that fit no encoding; nothing more is read.</summary>
        BadEncoding,

        /// <summary>The end of the file.</summary>
        End,
    }

    public char Separator { get; set; } = ',';

    /// <summary>The physical line on which the last step's record begins.</summary>
    public int Line { get; private set; } = 1;

    public List<string> Fields { get; } = [];

    /// <summary>Looks at the first record without consuming it, to find the separator.</summary>
    public async ValueTask<ReadOnlyMemory<char>> PeekAsync(CancellationToken cancellationToken)
    {
        while (_end - _start < ChunkLength && await MoreAsync(cancellationToken).ConfigureAwait(false)) { }
        return _buffer.AsMemory(_start, _end - _start);
    }

    public async ValueTask<Step> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_start < _end)
            {
                var found = CsvRecord.Parse(_buffer.AsSpan(_start, _end - _start), Separator, _ended && text.Failure is null, Fields, out var length);
                if (length > maxRecordLength) return Stop(Step.TooLong);
                if (found != CsvRecord.Outcome.Incomplete) return Consume(found, length);
                if (_end - _start > maxRecordLength) return Overlong();
            }
            if (await MoreAsync(cancellationToken).ConfigureAwait(false)) continue;
            if (text.Failure is not null)
            {
                var broken = Stop(Step.BadEncoding);
                Line += LineEnds(_buffer.AsSpan(_start, _end - _start));
                return broken;
            }
            if (_start == _end) return Stop(Step.End);
        }
    }

    private Step Consume(CsvRecord.Outcome found, int length)
    {
        Line = _nextLine;
        _nextLine += LineEnds(_buffer.AsSpan(_start, length));
        _start += length;
        return found == CsvRecord.Outcome.Complete ? Step.Record : Step.BadQuote;
    }

    // A record that never ends: if its first line does, a quote was left open there; otherwise the line itself is too long.
    private Step Overlong() =>
        CsvRecord.FirstLine(_buffer.AsSpan(_start, maxRecordLength), isEnd: false, out var length) == CsvRecord.Outcome.BadQuote
            ? Consume(CsvRecord.Outcome.BadQuote, length)
            : Stop(Step.TooLong);

    private Step Stop(Step step)
    {
        Line = _nextLine;
        return step;
    }

    private async ValueTask<bool> MoreAsync(CancellationToken cancellationToken)
    {
        if (_ended) return false;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_buffer.Length - _end < 2) return false;
        var read = await text.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        _ended = read == 0;
        return true;
    }

    private static int LineEnds(ReadOnlySpan<char> span)
    {
        var count = 0;
        while (span.IndexOfAny('\r', '\n') is >= 0 and var at)
        {
            count++;
            var isPair = span[at] == '\r' && at + 1 < span.Length && span[at + 1] == '\n';
            span = span[(at + (isPair ? 2 : 1))..];
        }
        return count;
    }
}
