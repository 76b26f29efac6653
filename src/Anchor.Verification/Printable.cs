using System.Globalization;
using System.Text;

namespace Anchor.Verification;

/// <summary>Makes text from strangers safe to show: one line, bounded, nothing that steers a terminal or turns the reading direction.</summary>
internal static class Printable
{
    private const int MaxLength = 500;

    public static string? Fact(string? text) => string.IsNullOrWhiteSpace(text) ? null : Line(text);

    public static string Line(string text)
    {
        // Most of it is plain ASCII, which is safe as it is.
        if (text.Length <= MaxLength && text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0) return text.Trim();
        var line = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= MaxLength) return line.Append('…').ToString();
            if (!IsSafe(rune)) line.Append(' ');
            else if (rune.IsBmp) line.Append((char)rune.Value);
            else line.Append(rune.ToString());
        }
        return line.ToString().Trim();
    }

    private static bool IsSafe(Rune rune) => !Rune.IsControl(rune)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not (0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF);
}
