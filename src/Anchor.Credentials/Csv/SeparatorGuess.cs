namespace Anchor.Credentials.Csv;

/// <summary>Finds the separator in the header.</summary>
internal static class SeparatorGuess
{
    private const string Candidates = ",;\t";

    /// <summary>The candidate that occurs most often outside quotes in the first line that is not blank; a comma when none does.</summary>
    public static char Of(ReadOnlySpan<char> text)
    {
        text = text.TrimStart("\r\n ");
        // Excel's own way of saying it: a first line "sep=;".
        if (text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Length > 4 && Candidates.Contains(text[4], StringComparison.Ordinal)) return text[4];
        Span<int> counts = stackalloc int[Candidates.Length];
        var isQuoted = false;
        foreach (var character in text)
        {
            if (character == '"') isQuoted = !isQuoted;
            if (isQuoted) continue;
            if (character is '\r' or '\n') break;
            var at = Candidates.IndexOf(character, StringComparison.Ordinal);
            if (at >= 0) counts[at]++;
        }
        var best = 0;
        for (var i = 1; i < counts.Length; i++)
            if (counts[i] > counts[best]) best = i;
        return Candidates[best];
    }

    /// <summary>Whether the record just read is Excel's separator line.</summary>
    public static bool IsDirective(CsvScanner scanner) =>
        scanner.Line == 1 && scanner.Fields.Count == 2 && scanner.Fields[1].Length == 0
        && scanner.Fields[0].Equals("sep=", StringComparison.OrdinalIgnoreCase);
}
