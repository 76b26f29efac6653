using System.Buffers;
using System.Text;
using Anchor.JsonLd.Contexts;
using Anchor.JsonLd.Iris;
using Anchor.JsonLd.NQuads;

namespace Anchor.JsonLd.Direct;

/// <content>Terms of RDF in the canonical form of N-Quads.</content>
internal ref partial struct DirectWriter
{
    private static readonly SearchValues<byte> PlainIri = SearchValues.Create(
        "!#$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz~"u8);

    // Whatever may need an escape: control characters, the quote, the backslash, DEL, and the first byte of U+FFFE and U+FFFF.
    private static readonly SearchValues<byte> Suspicious = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\', 0x7f, 0xef]);

    /// <summary>Whether a text means itself and can be written as an IRI: it is absolute, no blank node, and no compact IRI.</summary>
    private static bool IsIri(ReadOnlySpan<byte> text, ActiveContext context)
    {
        var colon = text.IndexOf((byte)':');
        if (colon <= 0 || !char.IsAsciiLetter((char)text[0])) return false;
        foreach (var c in text[..colon])
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'+' or (byte)'-' or (byte)'.')) return false;
        if (!text[(colon + 1)..].StartsWith("//"u8) && context.Terms.Utf8.Find(text[..colon]) is { IsPrefix: true }) return false;
        return text.IndexOfAnyExcept(PlainIri) < 0 || IsUnusualIri(text);
    }

    private static bool IsUnusualIri(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        return Iri.IsAbsolute(text) && Iri.IsWritable(text);
    }

    private readonly void AppendIri(ReadOnlySpan<byte> iri)
    {
        _text.Append((byte)'<');
        _text.Append(iri);
        _text.Append((byte)'>');
    }

    private readonly void AppendLiteral(ReadOnlySpan<byte> text)
    {
        _text.Append((byte)'"');
        if (text.IndexOfAny(Suspicious) < 0) _text.Append(text);
        else TermWriter.WriteLiteralText(_text, Encoding.UTF8.GetString(text));
        _text.Append((byte)'"');
    }

    private void WriteLink(in Link link, int node, int graph)
    {
        var start = Begin(link.Predicate!);
        if (_table.IsBlank(node)) _text.Append("_:z"u8);
        else _text.Append(_table.NameOf(node));
        End(link.Subject, start, link.Predicate!.Length, _table.IsBlank(node) ? node : -1, graph);
    }

    /// <summary>Begins a quad; its object follows.</summary>
    private readonly int Begin(byte[] predicate)
    {
        var start = _text.Length;
        _text.Append(predicate);
        _text.Append((byte)' ');
        return start;
    }

    private void End(int subject, int start, int predicateLength, int blankObject, int graph)
    {
        _text.Append(graph < 0 ? " .\n"u8 : " _:z .\n"u8);
        _table.AddQuad(subject, start, predicateLength, blankObject, graph);
        _characters += _text.Length - start + _table.NameOf(subject).Length + UnwrittenCharacters;
    }
}
