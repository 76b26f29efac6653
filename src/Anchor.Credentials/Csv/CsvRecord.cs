using System.Text;

namespace Anchor.Credentials.Csv;

/// <summary>Parses one record of RFC 4180 at the start of some text.</summary>
/// <remarks>
/// A quote opens a quoted field only at the field's start; elsewhere it is a character like others. Records end with CRLF,
/// LF or CR. A quoted field that never ends well is the fault of its first line alone: the record then ends with that
/// physical line, so that the lines after it are still read as their own rows.
/// </remarks>
internal static class CsvRecord
{
    /// <summary>Outcome of a parse.</summary>
    public enum Outcome
    {
        /// <summary>The text ends before the record does.</summary>
        Incomplete,

        /// <summary>The fields were read.</summary>
        Complete,

        /// <summary>A quoted field is wrong; the first physical line counts as read.</summary>
        BadQuote,
    }

    public static Outcome Parse(ReadOnlySpan<char> text, char separator, bool isEnd, List<string> fields, out int length)
    {
        fields.Clear();
        var position = 0;
        while (true)
        {
            if (position < text.Length && text[position] == '"')
            {
                var outcome = QuotedField(text, ref position, isEnd, fields);
                if (outcome == Outcome.BadQuote) return FirstLine(text, isEnd, out length);
                if (outcome == Outcome.Incomplete) return Stop(out length);
            }
            else
            {
                var plain = text[position..].IndexOfAny(separator, '\r', '\n');
                if (plain < 0 && !isEnd) return Stop(out length);
                var end = plain < 0 ? text.Length : position + plain;
                fields.Add(text[position..end].ToString());
                position = end;
            }
            if (position < text.Length && text[position] == separator)
            {
                position++;
                continue;
            }
            if (position < text.Length && text[position] is not ('\r' or '\n')) return FirstLine(text, isEnd, out length);
            if (!TryLineEnd(text, position, isEnd, out length)) return Stop(out length);
            return Outcome.Complete;
        }
    }

    private static Outcome QuotedField(ReadOnlySpan<char> text, ref int position, bool isEnd, List<string> fields)
    {
        StringBuilder? pieces = null;
        var start = position + 1;
        while (true)
        {
            var quote = text[start..].IndexOf('"');
            if (quote < 0) return isEnd ? Outcome.BadQuote : Outcome.Incomplete;
            var end = start + quote;
            if (end + 1 == text.Length && !isEnd) return Outcome.Incomplete;
            if (end + 1 < text.Length && text[end + 1] == '"')
            {
                (pieces ??= new StringBuilder()).Append(text[start..(end + 1)]);
                start = end + 2;
                continue;
            }
            fields.Add(pieces is null ? text[start..end].ToString() : pieces.Append(text[start..end]).ToString());
            position = end + 1;
            return Outcome.Complete;
        }
    }

    /// <summary>Where the first physical line ends, as the end of a bad record.</summary>
    public static Outcome FirstLine(ReadOnlySpan<char> text, bool isEnd, out int length)
    {
        var end = text.IndexOfAny('\r', '\n');
        if (end < 0 && !isEnd) return Stop(out length);
        return TryLineEnd(text, end < 0 ? text.Length : end, isEnd, out length) ? Outcome.BadQuote : Stop(out length);
    }

    private static bool TryLineEnd(ReadOnlySpan<char> text, int position, bool isEnd, out int length)
    {
        length = position;
        if (position == text.Length) return isEnd;
        if (text[position] == '\n') length = position + 1;
        else if (position + 1 < text.Length) length = position + (text[position + 1] == '\n' ? 2 : 1);
        else if (isEnd) length = position + 1;
        else return false;
        return true;
    }

    private static Outcome Stop(out int length)
    {
        length = 0;
        return Outcome.Incomplete;
    }
}
