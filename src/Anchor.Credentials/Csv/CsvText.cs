using System.Buffers;
using System.Text.Unicode;

namespace Anchor.Credentials.Csv;

/// <summary>Turns the bytes of a file into characters in one pass, finding the encoding on the way.</summary>
/// <remarks>
/// ASCII means the same in both encodings, so the decision waits for the first byte beyond it, however late it comes, and
/// is then made on the 64 KiB that begin there. After the decision a byte that does not fit is a failure, never a guess.
/// </remarks>
internal sealed class CsvText(Stream stream, CsvEncoding encoding)
{
    private const int WindowLength = 64 * 1024;
    private readonly byte[] _bytes = new byte[WindowLength];
    private int _start, _end;
    private bool _started, _ended;

    public CsvEncoding Encoding { get; private set; } = encoding;

    /// <summary>Why no more characters can come, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Fills the destination as far as possible.</summary>
    /// <param name="destination">At least two characters, so that a surrogate pair fits.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>0 at the end of the file and at a failure.</returns>
    public async ValueTask<int> ReadAsync(Memory<char> destination, CancellationToken cancellationToken)
    {
        var written = 0;
        while (written == 0 && Failure is null)
        {
            if (_end - _start < 4 && !_ended) await FillAsync(cancellationToken).ConfigureAwait(false);
            if (!_started) Start();
            if (_start == _end && _ended) break;
            if (Failure is not null) break;
            if (Encoding == CsvEncoding.Detect && _bytes[_start] >= 0x80)
            {
                await FillAsync(cancellationToken).ConfigureAwait(false);
                if (EncodingGuess.Decide(_bytes.AsSpan(_start, _end - _start), _ended) is { } found) Encoding = found;
                else Failure = "The file mixes UTF-8 with another encoding.";
                continue;
            }
            written = Decode(destination.Span);
        }
        return written;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
        var read = await stream.ReadAtLeastAsync(_bytes.AsMemory(_end), _bytes.Length - _end, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        _end += read;
        _ended = _end < _bytes.Length;
    }

    private void Start()
    {
        _started = true;
        var bytes = _bytes.AsSpan(0, _end);
        if (bytes.StartsWith("\uFEFF"u8)) (_start, Encoding) = (3, CsvEncoding.Utf8);
        else if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) Failure = "The file is UTF-16; save it as UTF-8.";
        else if (bytes.StartsWith("PK\u0003\u0004"u8)) Failure = "The file is a workbook or an archive; save the sheet as CSV.";
    }

    private int Decode(Span<char> destination)
    {
        var source = _bytes.AsSpan(_start, _end - _start);
        var (read, written) = Encoding switch
        {
            CsvEncoding.Utf8 => DecodeUtf8(source, destination),
            CsvEncoding.Windows1252 => DecodeWindows1252(source, destination),
            _ => DecodeAscii(source, destination),
        };
        _start += read;
        var zero = destination[..written].IndexOf('\0');
        if (zero < 0) return written;
        Failure = "The file holds a byte that is no text; it may be UTF-16 or no CSV at all.";
        return zero;
    }

    private (int Read, int Written) DecodeUtf8(ReadOnlySpan<byte> source, Span<char> destination)
    {
        var status = Utf8.ToUtf16(source, destination, out var read, out var written, replaceInvalidSequences: false, isFinalBlock: _ended);
        if (status == OperationStatus.InvalidData && written == 0) Failure = "The file is UTF-8, but a byte here is not.";
        return (read, written);
    }

    private static (int Read, int Written) DecodeWindows1252(ReadOnlySpan<byte> source, Span<char> destination)
    {
        var length = Math.Min(source.Length, destination.Length);
        for (var i = 0; i < length; i++) destination[i] = EncodingGuess.FromWindows1252(source[i]);
        return (length, length);
    }

    private static (int Read, int Written) DecodeAscii(ReadOnlySpan<byte> source, Span<char> destination)
    {
        var ascii = source.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        var length = Math.Min(ascii < 0 ? source.Length : ascii, destination.Length);
        for (var i = 0; i < length; i++) destination[i] = (char)source[i];
        return (length, length);
    }
}
