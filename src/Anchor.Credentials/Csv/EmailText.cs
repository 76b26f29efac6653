namespace Anchor.Credentials.Csv;

/// <summary>Whether a text can be an e-mail address. Only writing to it would prove more.</summary>
internal static class EmailText
{
    public static bool IsPlausible(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (text.Length > 254 || at is < 1 or > 64 || text.LastIndexOf('@') != at) return false;
        foreach (var character in text)
            if (char.IsWhiteSpace(character) || char.IsControl(character) || character is ',' or ';' or '<' or '>' or '"' or '(' or ')')
                return false;
        return IsDotted(text.AsSpan(0, at)) && IsDotted(text.AsSpan(at + 1)) && text.AsSpan(at + 1).Contains('.');
    }

    private static bool IsDotted(ReadOnlySpan<char> part) =>
        !part.IsEmpty && part[0] != '.' && part[^1] != '.' && !part.Contains("..", StringComparison.Ordinal);
}
