using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Anchor.JsonLd.NQuads;
using Anchor.JsonLd.Rdf;
using Anchor.JsonLd.Rdfc;

namespace Anchor.JsonLd.Shapes;

/// <summary>What a document says in the slots of a shape, spelt as canonical N-Quads spell it. Used again for each document.</summary>
#pragma warning disable CA1001 // It lives as long as its thread, and the rented memory with it.
internal sealed class SlotValues
{
    private const byte Quote = (byte)'"', Backslash = (byte)'\\';

    // What ends a string, is not allowed in one, or is spelt otherwise in N-Quads; 0xEF may begin U+FFFE and U+FFFF.
    private static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (byte)i), Quote, Backslash, 0x7f, 0xef]);
    private static readonly SearchValues<byte> QuoteOrBackslash = SearchValues.Create([Quote, Backslash]);

    // Less than IRIs may hold; any other is left to the general way.
    private static readonly SearchValues<byte> IriCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#@!$&*+,;="u8);

    private readonly PooledBytes _text = new(4 * 1024);
    private QuadLine[] _values = new QuadLine[32];

    public ReadOnlySpan<byte> this[int slot] => _text.Written.Slice(_values[slot].Start, _values[slot].Length);

    /// <summary>Lays a shape over a document.</summary>
    /// <returns>False when the document differs from the shape anywhere but in its slots, or says something there that does not fit.</returns>
    public bool TryRead(Shape shape, ReadOnlySpan<byte> document)
    {
        _text.Truncate(0);
        if (_values.Length < shape.Slots.Length) _values = new QuadLine[shape.Slots.Length];
        ReadOnlySpan<byte> example = shape.Example;
        var constant = 0;
        for (var i = 0; i < shape.Slots.Length; i++)
        {
            var before = example[constant..shape.Slots[i].Start];
            if (!document.StartsWith(before)) return false;
            document = document[before.Length..];
            var start = _text.Length;
            var isIri = shape.Rules[i].IriPrefix is not null;
            var length = isIri ? ReadIri(document, shape.Rules[i].IriPrefix) : ReadLiteral(document);
            if (length < 0) return false;
            _values[i] = new QuadLine(start, _text.Length - start);
            if (isIri && NamesBlock(shape, this[i])) return false;
            document = document[length..];
            constant = shape.Slots[i].Start + shape.Slots[i].Length;
        }
        return document.SequenceEqual(example[constant..]);
    }

    private static bool NamesBlock(Shape shape, ReadOnlySpan<byte> iri)
    {
        foreach (var subject in shape.BlockSubjects)
            if (iri.SequenceEqual(subject)) return true;
        return false;
    }

    /// <returns>How many bytes the string takes in the document; -1 when it does not fit.</returns>
    private int ReadIri(ReadOnlySpan<byte> document, ReadOnlySpan<byte> prefix)
    {
        var length = document.IndexOfAny(Special);
        if (length < 0 || document[length] != Quote || !document.StartsWith(prefix)) return -1;
        var value = document[..length];
        var rest = value[Math.Min(prefix.Length, length)..];
        // With two slashes behind the colon an IRI is never taken for a prefix and a name; without them it might have been.
        if (rest.IsEmpty || rest.StartsWith("//"u8) || rest.IndexOfAnyExcept(IriCharacters) >= 0) return -1;
        _text.Append(value);
        return length;
    }

    private int ReadLiteral(ReadOnlySpan<byte> document)
    {
        var length = document.IndexOfAny(Special);
        if (length < 0) return -1;
        if (document[length] != Quote) return ReadUnusual(document);
        if (!Utf8.IsValid(document[..length])) return -1;
        _text.Append(document[..length]);
        return length;
    }

    // Escaped in JSON, or to be escaped in N-Quads: rare enough to take the way of every other literal.
    private int ReadUnusual(ReadOnlySpan<byte> document)
    {
        var length = LengthOf(document);
        if (length < 0) return -1;
        var reader = new Utf8JsonReader([Quote, .. document[..length], Quote]);
        try
        {
            reader.Read();
            var name = RdfTerm.Iri("a:a");
            var line = NQuadsWriter.Write([new Quad(name, name, RdfTerm.Literal(reader.GetString()!), null)]).AsSpan();
            _text.Append(line[(line.IndexOf(Quote) + 1)..line.LastIndexOf(Quote)]);
            return length;
        }
        // Not JSON, not UTF-8, or half of a surrogate pair: the general way says what is wrong.
        catch (Exception e) when (e is JsonException or InvalidOperationException or JsonLdException)
        {
            return -1;
        }
    }

    private static int LengthOf(ReadOnlySpan<byte> document)
    {
        for (var at = 0; at < document.Length; at++)
        {
            var next = document[at..].IndexOfAny(QuoteOrBackslash);
            if (next < 0) return -1;
            at += next;
            if (document[at] == Quote) return at;
            at++;
        }
        return -1;
    }
}
