namespace Anchor.Cli.Verifying.Bulk;

/// <summary>Reads a stream line by line, holding one line at a time and none that is too long.</summary>
internal sealed class LineReader(Stream stream, int maxBytes)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _from, _until;
    private bool _ended;

    /// <summary>The line's number, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line without its line feed; null when it is too long.</summary>
    public byte[]? Line { get; private set; }

    /// <summary>How far the stream was read.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Goes to the next line.</summary>
    /// <returns>False at the end; a line feed at the very end begins no further line.</returns>
    public async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        var (line, any, isTooLong) = (new MemoryStream(), false, false);
        while (_from < _until || await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            any = true;
            var feed = Array.IndexOf(_buffer, (byte)'\n', _from, _until - _from);
            var end = feed < 0 ? _until : feed;
            isTooLong |= line.Length + end - _from > maxBytes;
            if (isTooLong) line.SetLength(0);
            else line.Write(_buffer, _from, end - _from);
            _from = feed < 0 ? _until : feed + 1;
            if (feed >= 0) break;
        }
        Line = isTooLong ? null : line.ToArray();
        if (any) Number++;
        return any;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_ended) return false;
        (_from, _until) = (0, await stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false));
        BytesRead += _until;
        _ended = _until == 0;
        return !_ended;
    }
}
