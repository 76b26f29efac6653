using System.Buffers;

namespace Anchor.Credentials.OpenBadges;

/// <summary>Absolute URLs in the sense of VC 2.0: a scheme, a colon, something; DIDs and URNs included.</summary>
internal static class AbsoluteUrl
{
    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" <>\"{}|\\^`\u007F");

    public static bool IsOne(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon < 1 || colon == text.Length - 1 || !char.IsAsciiLetter(text[0])) return false;
        if (text[..colon].IndexOfAnyExcept(SchemeCharacters) >= 0) return false;
        return text.IndexOfAny(Forbidden) < 0 && text.IndexOfAnyInRange('\0', '\u001F') < 0;
    }
}
