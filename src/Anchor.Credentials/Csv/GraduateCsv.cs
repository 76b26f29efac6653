using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Anchor.Merkle;

namespace Anchor.Credentials.Csv;

/// <summary>Reads a file of graduates, as universities export it.</summary>
/// <remarks>
/// One pass, no seeking, bounded memory; the caller keeps the stream. A row in error never shifts the others. Codes of rows:
/// <c>csv.column_count</c>, <c>csv.quote</c>, <c>csv.identifier_missing</c>, <c>csv.identifier_invalid</c>, <c>csv.email_invalid</c>,
/// <c>csv.name_missing</c>, <c>csv.name_invalid</c>, <c>csv.date_missing</c>, <c>csv.date_invalid</c>,
/// <c>csv.valid_until_before_award</c>, <c>csv.result_invalid</c>, <c>csv.evidence_invalid</c>, <c>csv.duplicate_row</c>. Codes that end the reading:
/// <c>csv.empty</c>, <c>csv.missing_column</c>, <c>csv.duplicate_column</c>, <c>csv.encoding</c>, <c>csv.line_too_long</c>,
/// <c>csv.too_many_rows</c>. Blank lines are skipped but counted.
/// </remarks>
public static class GraduateCsv
{
    /// <summary>Reads row after row.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<CsvRow> ReadAsync(
        Stream stream, CsvOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = new CsvText(stream, options.Encoding);
        var scanner = new CsvScanner(text, options.MaxRecordLength);
        scanner.Separator = options.Separator ?? SeparatorGuess.Of((await scanner.PeekAsync(cancellationToken).ConfigureAwait(false)).Span);

        RowReader? reader = null;
        CsvLayout? layout = null;
        var digests = new Dictionary<Hash32, int>();
        var rows = 0;
        while (true)
        {
            var step = await scanner.NextAsync(cancellationToken).ConfigureAwait(false);
            if (step == CsvScanner.Step.Record && (scanner.Fields.TrueForAll(string.IsNullOrWhiteSpace) || SeparatorGuess.IsDirective(scanner))) continue;
            if (Ending(step, scanner.Line, text, rows) is { } last)
            {
                if (step != CsvScanner.Step.End || rows == 0) yield return Failed(last, layout);
                yield break;
            }
            if (reader is null)
            {
                var (columns, error) = step == CsvScanner.Step.BadQuote
                    ? (null, BadQuote(scanner.Line) with { EndsReading = true })
                    : CsvColumns.Read([.. scanner.Fields], scanner.Line, options);
                if (error is not null)
                {
                    yield return Failed(error, layout);
                    yield break;
                }
                reader = new RowReader(columns!, options);
                layout = new CsvLayout(text, scanner.Separator, columns!.Names);
                continue;
            }
            if (rows++ == options.MaxRows)
            {
                yield return Failed(new RowError(scanner.Line, null, "csv.too_many_rows", $"At most {options.MaxRows} rows are read.", EndsReading: true), layout);
                yield break;
            }
            yield return step == CsvScanner.Step.BadQuote
                ? Failed(BadQuote(scanner.Line), layout)
                : Row(reader, scanner, layout!, options.RefuseDuplicates ? digests : null);
        }
    }

    private static CsvRow Row(RowReader reader, CsvScanner scanner, CsvLayout layout, Dictionary<Hash32, int>? digests)
    {
        var (draft, errors) = reader.Read(scanner.Fields, scanner.Line);
        if (draft is null || digests is null) return new CsvRow(scanner.Line, draft, errors, layout);
        var utf8 = draft.ToUtf8();
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(digests, MerkleHash.Leaf(utf8), out var isRepeated);
        if (!isRepeated)
        {
            first = scanner.Line;
            return new CsvRow(scanner.Line, draft, errors, layout) { DraftUtf8 = utf8 };
        }
        return Failed(new RowError(scanner.Line, null, "csv.duplicate_row", $"The row says the same as line {first}."), layout);
    }

    private static RowError? Ending(CsvScanner.Step step, int line, CsvText text, int rows) => step switch
    {
        CsvScanner.Step.TooLong => new RowError(line, null, "csv.line_too_long", "The row is longer than any row may be; is the file a CSV?", EndsReading: true),
        CsvScanner.Step.BadEncoding => new RowError(line, null, "csv.encoding", text.Failure!, EndsReading: true),
        CsvScanner.Step.End => new RowError(line, null, "csv.empty", rows == 0 ? "The file has no rows." : "", EndsReading: true),
        _ => null,
    };

    private static RowError BadQuote(int line) =>
        new(line, null, "csv.quote", "A quotation mark opens here and is not closed before a separator or the end of the row.");

    private static CsvRow Failed(RowError error, CsvLayout? layout) => new(error.Line, null, [error], layout);
}
