using System.Buffers;
using System.Text.Unicode;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.NQuads;

/// <summary>Writes terms in the canonical form of N-Quads: one spelling for each term.</summary>
/// <remarks>
/// RDFC-1.0 section 5. In a literal, <c>\b \t \n \f \r \" \\</c> by these names; the other control characters of ASCII, DEL,
/// U+FFFE and U+FFFF (no characters of XML 1.1) as <c>\uXXXX</c> with upper-case digits; all else as itself. In an IRI,
/// what IRIREF does not allow as <c>\uXXXX</c>, so that no IRI can end its own brackets.
/// </remarks>
internal static class TermWriter
{
    private const string Controls =
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\v\f\r\u000e\u000f" +
        "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f";

    private static readonly SearchValues<char> LiteralEscapes = SearchValues.Create(Controls + "\"\\\u007f");
    private static readonly SearchValues<char> IriEscapes = SearchValues.Create(Controls + " <>\"{}|^`\\");
    private static readonly SearchValues<char> LanguageCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    public static void WriteIri(PooledBytes destination, string iri)
    {
        destination.Append((byte)'<');
        WriteEscaped(destination, iri, IriEscapes);
        destination.Append((byte)'>');
    }

    /// <summary>An IRI or a literal; blank nodes are their writer's business.</summary>
    public static void WriteNamed(PooledBytes destination, RdfTerm term)
    {
        if (term.Kind == RdfTermKind.Iri) WriteIri(destination, term.Value);
        else WriteLiteral(destination, term);
    }

    /// <summary>An IRI or a literal in N-Quads.</summary>
    public static byte[] Encode(RdfTerm term)
    {
        using var text = new PooledBytes(256);
        WriteNamed(text, term);
        return text.Written.ToArray();
    }

    /// <summary>What stands behind the closing quote of a literal without a language; nothing for a plain string.</summary>
    public static byte[] EncodeDatatype(string datatype)
    {
        using var text = new PooledBytes(256);
        WriteDatatype(text, datatype);
        return text.Written.ToArray();
    }

    /// <summary>What stands between the quotes of a literal.</summary>
    public static void WriteLiteralText(PooledBytes destination, string text) => WriteEscaped(destination, text, LiteralEscapes);

    /// <summary>Text without escaping.</summary>
    public static void WritePlain(PooledBytes destination, ReadOnlySpan<char> text)
    {
        var room = destination.Reserve(checked(3 * text.Length));
        if (Utf8.FromUtf16(text, room, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
            throw new JsonLdException("nquads.text_malformed", "A term holds half of a surrogate pair.");
        destination.Advance(written);
    }

    private static void WriteLiteral(PooledBytes destination, RdfTerm term)
    {
        destination.Append((byte)'"');
        WriteEscaped(destination, term.Value, LiteralEscapes);
        destination.Append((byte)'"');
        if (term.Language is { } language)
        {
            // Anything else could end the literal early and begin another statement.
            if (language.Length == 0 || language.AsSpan().IndexOfAnyExcept(LanguageCharacters) >= 0)
                throw new JsonLdException("nquads.language_malformed", "A language tag may hold letters, digits and hyphens only.");
            destination.Append((byte)'@');
            WritePlain(destination, language);
        }
        else
        {
            WriteDatatype(destination, term.Datatype!);
        }
    }

    private static void WriteDatatype(PooledBytes destination, string datatype)
    {
        if (datatype == RdfTerm.XsdString) return;
        destination.Append("^^"u8);
        WriteIri(destination, datatype);
    }

    private static void WriteEscaped(PooledBytes destination, ReadOnlySpan<char> text, SearchValues<char> escapes)
    {
        for (var next = NextEscape(text, escapes); next >= 0; next = NextEscape(text, escapes))
        {
            WritePlain(destination, text[..next]);
            WriteEscape(destination, text[next], escapes == LiteralEscapes);
            text = text[(next + 1)..];
        }
        WritePlain(destination, text);
    }

    private static int NextEscape(ReadOnlySpan<char> text, SearchValues<char> escapes)
    {
        var ascii = text.IndexOfAny(escapes);
        if (escapes != LiteralEscapes) return ascii;
        var other = (ascii < 0 ? text : text[..ascii]).IndexOfAny('\uFFFE', '\uFFFF');
        return other >= 0 ? other : ascii;
    }

    private static void WriteEscape(PooledBytes destination, char character, bool literal)
    {
        destination.Append((byte)'\\');
        var name = !literal ? '\0' : character switch
        {
            '\b' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\f' => 'f',
            '\r' => 'r',
            '"' or '\\' => character,
            _ => '\0',
        };
        if (name != '\0')
        {
            destination.Append((byte)name);
            return;
        }
        destination.Append((byte)'u');
        ReadOnlySpan<byte> digits = "0123456789ABCDEF"u8;
        for (var shift = 12; shift >= 0; shift -= 4) destination.Append(digits[character >> shift & 0xf]);
    }
}
