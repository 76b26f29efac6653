using Anchor.Credentials.Text;

namespace Anchor.Credentials.Csv;

/// <summary>Names as people write them, made comparable without losing anything that can be seen.</summary>
internal static class PersonName
{
    public const int MaxLength = 400;

    /// <summary>NFC, trimmed, each run of white space one space.</summary>
    public static string Normalise(string raw)
    {
        var words = raw.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return CanonicalForm.Compose(string.Join(' ', words));
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
