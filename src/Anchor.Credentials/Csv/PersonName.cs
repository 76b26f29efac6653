using Anchor.Credentials.Text;

namespace Anchor.Credentials.Csv;

/// <summary>Names as people write them, made comparable without losing anything that can be seen.</summary>
internal static class PersonName
{
    public const int MaxLength = 400;

    /// <summary>NFC, trimmed, each run of white space one space.</summary>
    public static string Normalise(string raw) =>
        CanonicalForm.Compose(IsSpaced(raw) ? raw : string.Join(' ', raw.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    // Words with one space between each two, as nearly all names are.
    private static bool IsSpaced(string text)
    {
        var isSpace = true;
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character)) isSpace = false;
            else if (isSpace || character != ' ') return false;
            else isSpace = true;
        }
        return !isSpace;
    }

    /// <summary>Whether nothing in it hides or reorders what is seen, and nothing was lost in an earlier conversion.</summary>
    public static bool IsShowable(string name)
    {
        if (name.Length > MaxLength) return false;
        foreach (var character in name)
            if (char.IsControl(character) || character is '\uFFFD' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'))
                return false;
        return true;
    }
}
