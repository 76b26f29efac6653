using System.Buffers;
using System.Globalization;
using System.Text;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.NQuads;

/// <summary>A place in an N-Quads document. Every read leaves it before the next term.</summary>
internal ref struct NQuadsCursor(ReadOnlySpan<char> text)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly SearchValues<char> LanguageCharacters = SearchValues.Create(Letters + "0123456789-");
    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(Letters + "0123456789+-.");

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;
    private int _line = 1;

    public readonly char Next => _at < _text.Length ? _text[_at] : '\0';

    /// <summary>Skips white space, empty lines and comments.</summary>
    /// <returns>False at the end.</returns>
    public bool MoveToStatement()
    {
        for (; ; _at++)
        {
            SkipSpaces();
            if (Next == '#') SkipComment();
            if (_at == _text.Length) return false;
            if (Next is not ('\r' or '\n')) return true;
            if (Next == '\n') _line++;
        }
    }

    public RdfTerm ReadNode()
    {
        if (Next == '<') return ReadIri();
        if (!_text[_at..].StartsWith("_:", StringComparison.Ordinal)) throw Malformed("an IRI or a blank node is expected");
        _at += 2;
        var start = _at;
        var end = start;
        // A full stop may stand inside a label, never at its end.
        while (Rune.DecodeFromUtf16(_text[_at..], out var rune, out var length) == OperationStatus.Done
            && (NameCharacters.IsStart(rune) || _at > start && (rune.Value == '.' || NameCharacters.IsFollowing(rune))))
        {
            _at += length;
            if (rune.Value != '.') end = _at;
        }
        if (end == start) throw Malformed("a blank node has no label");
        _at = end;
        var label = _text[start..end].ToString();
        SkipSpaces();
        return RdfTerm.BlankNode(label);
    }

    public RdfTerm ReadIri()
    {
        var iri = RdfTerm.Iri(ReadIriText());
        SkipSpaces();
        return iri;
    }

    public RdfTerm ReadLiteral()
    {
        _at++;
        var lexical = ReadUntil('"', iri: false);
        RdfTerm literal;
        if (_text[_at..].StartsWith("^^", StringComparison.Ordinal))
        {
            _at += 2;
            literal = RdfTerm.Literal(lexical, ReadIriText());
        }
        else literal = Next == '@' ? RdfTerm.Text(lexical, ReadLanguage()) : RdfTerm.Literal(lexical);
        SkipSpaces();
        return literal;
    }

    public void EndStatement()
    {
        if (Next != '.') throw Malformed("a full stop is expected");
        _at++;
        SkipSpaces();
        if (Next == '#') SkipComment();
        if (_at < _text.Length && Next is not ('\r' or '\n')) throw Malformed("nothing may follow the full stop on its line");
    }

    private string ReadIriText()
    {
        if (Next != '<') throw Malformed("an IRI is expected");
        _at++;
        var iri = ReadUntil('>', iri: true);
        var colon = iri.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !char.IsAsciiLetter(iri[0]) || iri.AsSpan(0, colon).IndexOfAnyExcept(SchemeCharacters) >= 0)
            throw Malformed("an IRI must be absolute");
        return iri;
    }

    private string ReadLanguage()
    {
        _at++;
        var rest = _text[_at..];
        var length = rest.IndexOfAnyExcept(LanguageCharacters);
        var tag = (length < 0 ? rest : rest[..length]).ToString();
        _at += tag.Length;
        var parts = tag.Split('-');
        return parts[0].All(char.IsAsciiLetter) && parts.All(p => p.Length > 0) ? tag : throw Malformed("a language tag is wrong");
    }

    private string ReadUntil(char end, bool iri)
    {
        var content = new StringBuilder();
        for (; _at < _text.Length; _at++)
        {
            var character = _text[_at];
            if (character == end)
            {
                _at++;
                return content.ToString();
            }
            if (character == '\\') ReadEscape(content, iri);
            else if (iri ? character <= ' ' || "<\"{}|^`".Contains(character, StringComparison.Ordinal) : character is '\r' or '\n')
                throw Malformed("a character must be escaped");
            else content.Append(character);
        }
        throw Malformed("a term does not end");
    }

    private void ReadEscape(StringBuilder content, bool iri)
    {
        var name = ++_at < _text.Length ? _text[_at] : '\0';
        var digits = name switch { 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (_at + digits >= _text.Length
                || !int.TryParse(_text.Slice(_at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                || !Rune.IsValid(value))
                throw Malformed("an escape names no character");
            _at += digits;
            content.Append(new Rune(value).ToString());
            return;
        }
        var index = "tbnrf\"'\\".IndexOf(name, StringComparison.Ordinal);
        if (iri || index < 0) throw Malformed("an escape is unknown");
        content.Append("\t\b\n\r\f\"'\\"[index]);
    }

    private void SkipSpaces()
    {
        while (Next is ' ' or '\t') _at++;
    }

    private void SkipComment()
    {
        var length = _text[_at..].IndexOfAny('\r', '\n');
        _at = length < 0 ? _text.Length : _at + length;
    }

    private readonly JsonLdException Malformed(string why) => new("nquads.malformed", $"Line {_line}: {why}.");
}
