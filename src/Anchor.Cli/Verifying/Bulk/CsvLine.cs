using System.Buffers;
using System.Text;

namespace Anchor.Cli.Verifying.Bulk;

/// <summary>Writes records of CSV (RFC 4180) that a spreadsheet shows and never computes.</summary>
internal static class CsvLine
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    // What begins like this is a formula to a spreadsheet, and a stranger wrote it.
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r");

    /// <summary>Appends one record with its line end, CR LF.</summary>
    public static void Append(StringBuilder text, IReadOnlyList<string?> cells)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0) text.Append(',');
            Append(text, cells[i] ?? "");
        }
        text.Append("\r\n");
    }

    private static void Append(StringBuilder text, string cell)
    {
        if (cell.Length > 0 && Formula.Contains(cell[0])) cell = "'" + cell;
        if (cell.AsSpan().ContainsAny(Quoted)) text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        else text.Append(cell);
    }
}
