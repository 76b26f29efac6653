using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Anchor.Credentials.Csv;
using Anchor.Credentials.Issuing;

namespace Anchor.Issuance.Batches;

/// <summary>Rows from a CSV or from newline-delimited JSON.</summary>
internal static class RowSource
{
    private const int MaxLine = 64 * 1024;

    public static IAsyncEnumerable<CsvRow> ReadAsync(Stream stream, RowFormat format, CsvOptions options, CancellationToken cancellationToken) =>
        format == RowFormat.Csv ? GraduateCsv.ReadAsync(stream, options, cancellationToken) : ReadJsonAsync(stream, options, cancellationToken);

    private static async IAsyncEnumerable<CsvRow> ReadJsonAsync(Stream stream, CsvOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        var (line, rows) = (0, 0);
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            while (Next(ref buffer, result.IsCompleted) is { } text)
            {
                line++;
                if (text.Length > MaxLine)
                {
                    yield return Ending(line, "csv.line_too_long", "The row is longer than any row may be.");
                    yield break;
                }
                if (text.AsSpan().Trim(" \t\r"u8).IsEmpty) continue;
                rows++;
                yield return rows > options.MaxRows
                    ? Ending(line, "csv.too_many_rows", $"At most {options.MaxRows} rows are read.")
                    : Row(line, text, options);
            }
            if (buffer.Length > MaxLine)
            {
                yield return Ending(line + 1, "csv.line_too_long", "The row is longer than any row may be.");
                yield break;
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (!result.IsCompleted) continue;
            if (rows == 0) yield return Ending(line, "csv.empty", "The file has no rows.");
            yield break;
        }
    }

    private static byte[]? Next(ref ReadOnlySequence<byte> buffer, bool last)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            var line = buffer.Slice(0, end).ToArray();
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return line;
        }
        if (!last || buffer.IsEmpty) return null;
        var rest = buffer.ToArray();
        buffer = buffer.Slice(buffer.End);
        return rest;
    }

    private static CsvRow Row(int line, byte[] text, CsvOptions options)
    {
        if (!CredentialDraft.ReadFrom(text).TryGet(out var draft, out var error))
            return new CsvRow(line, null, [new RowError(line, error.Path, error.Code, error.Message)], null);
        if (draft.ResultValue is null || options.Results is null) return new CsvRow(line, draft, [], null);
        return options.Results.Accept(draft.ResultValue) is { } value
            ? new CsvRow(line, draft with { ResultValue = value }, [], null)
            : new CsvRow(line, null, [new RowError(line, "resultValue", "csv.result_invalid", "The achievement does not allow this result.")], null);
    }

    private static CsvRow Ending(int line, string code, string message) =>
        new(line, null, [new RowError(line, null, code, message, EndsReading: true)], null);
}
