using System.Text;

namespace Anchor.Cli;

/// <summary>Text from elsewhere, made safe for a terminal.</summary>
internal static class Plain
{
    private const int MaxLength = 1000;

    /// <summary>One bounded line without control or direction characters.</summary>
    public static string Line(string text)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= MaxLength) break;
            line.Append(Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) ? " " : rune.ToString());
        }
        return line.ToString();
    }
}
