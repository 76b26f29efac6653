using System.Buffers;
using System.Text;

namespace Anchor.Credentials.Csv;

/// <summary>Tells UTF-8 from Windows-1252 by the bytes.</summary>
internal static class EncodingGuess
{
    // What the bytes 0x80 to 0x9F mean in Windows-1252; five of them mean nothing.
    private const string HighControls = "\u20AC\0\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\0\u017D\0"
        + "\0\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\0\u017E\u0178";

    /// <summary>Decides by a window that begins with the first byte beyond ASCII.</summary>
    /// <returns>Null when it is neither: mostly UTF-8 with broken places.</returns>
    public static CsvEncoding? Decide(ReadOnlySpan<byte> window, bool isEnd)
    {
        var (whole, broken) = (0, 0);
        while (!window.IsEmpty)
        {
            if (window[0] < 0x80)
            {
                window = window[1..];
                continue;
            }
            var status = Rune.DecodeFromUtf8(window, out _, out var length);
            if (status == OperationStatus.NeedMoreData && !isEnd) break;
            if (status == OperationStatus.Done) whole++;
            else broken++;
            window = window[length..];
        }
        // An accented letter before a curly quote looks like UTF-8 by chance, so a few whole sequences prove nothing.
        if (broken == 0) return CsvEncoding.Utf8;
        return whole > broken ? null : CsvEncoding.Windows1252;
    }

    /// <summary>The character of a Windows-1252 byte; NUL for a byte without meaning.</summary>
    public static char FromWindows1252(byte value) => value is >= 0x80 and < 0xA0 ? HighControls[value - 0x80] : (char)value;
}
