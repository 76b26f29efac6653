using System.Buffers;

namespace Anchor.JsonLd.Iris;

/// <summary>What the text of an IRI says about itself.</summary>
internal static class Iri
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(ForbiddenCharacters());
    private static readonly SearchValues<char> WhiteSpace = SearchValues.Create(
        "\t\n\v\f\r \u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF");

    /// <summary>Whether the text is a scheme and anything without white space behind it, or a blank node identifier.</summary>
    public static bool IsAbsolute(ReadOnlySpan<char> text) =>
        (IsBlank(text) || SchemeLength(text) > 0) && text.IndexOfAny(WhiteSpace) < 0;

    public static bool IsBlank(ReadOnlySpan<char> text) => text is ['_', ':', ..];

    /// <summary>Whether an absolute IRI can be written in N-Quads: no control character and none of <c>&lt;&gt;"{}|\^`</c>.</summary>
    public static bool IsWritable(ReadOnlySpan<char> text) => text.IndexOfAny(Forbidden) < 0;

    /// <summary>Whether an absolute IRI can be a property: beyond what can be written, it has one fragment at most.</summary>
    /// <remarks>Identifiers with two of them are seen in the wild, and others keep them.</remarks>
    public static bool IsProperty(ReadOnlySpan<char> text) => IsWritable(text) && text.Count('#') < 2;

    /// <summary>The length of the scheme before its colon; zero when there is none.</summary>
    public static int SchemeLength(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !char.IsAsciiLetter(text[0])) return 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == ':') return i;
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('+' or '-' or '.')) return 0;
        }
        return 0;
    }

    /// <summary>Whether a language tag is well formed by BCP 47 as far as its syntax goes.</summary>
    public static bool IsLanguageTag(ReadOnlySpan<char> text)
    {
        var part = 0;
        var first = true;
        foreach (var c in text)
        {
            if (c == '-')
            {
                if (part == 0) return false;
                (part, first) = (0, false);
            }
            else if (++part > 8 || !(char.IsAsciiLetter(c) || (!first && char.IsAsciiDigit(c))))
            {
                return false;
            }
        }
        return part > 0;
    }

    private static string ForbiddenCharacters() => string.Create(0x21 + 9, 0, static (span, _) =>
    {
        for (var i = 0; i <= 0x20; i++) span[i] = (char)i;
        "<>\"{}|\\^`".CopyTo(span[0x21..]);
    });
}
