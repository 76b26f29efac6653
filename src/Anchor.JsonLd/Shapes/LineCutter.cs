using System.Globalization;
using Anchor.JsonLd.NQuads;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Shapes;

/// <summary>Cuts statements at the marks that stand for slots and at their blank nodes.</summary>
internal sealed class LineCutter(string[] marks)
{
    public const string MarkName = "anchor-mark-";
    private const string NodeName = "anchor-node:";
    private const int Digits = 6;

    private readonly List<byte> _text = [];
    private readonly List<Piece> _pieces = [];
    private readonly List<ShapeLine> _lines = [];
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<List<int>> _mentions = [];

    /// <summary>What a document must not hold itself.</summary>
    public static ReadOnlySpan<byte> Reserved => "anchor-"u8;

    /// <summary>The mark of a slot; an IRI's prefix may stand before it.</summary>
    public static string MarkOf(int slot) => MarkName + Number(slot);

    /// <summary>The shape of a document with these statements.</summary>
    public Shape Cut(IReadOnlyList<Quad> quads, byte[] example, DocumentString[] slots, SlotRule[] rules)
    {
        foreach (var quad in quads) Cut(quad);
        return new Shape(example, slots, rules, [.. _text], [.. _pieces], [.. _lines], [.. _mentions.Select(lines => new ShapeNode([.. lines], null))]);
    }

    private void Cut(Quad quad)
    {
        var first = _pieces.Count;
        // Blank nodes stand there as IRIs, which cannot be mistaken for anything else in the line.
        var line = NQuadsWriter.Write([new Quad(Named(quad.Subject), quad.Predicate, Named(quad.Object), quad.Graph is { } graph ? Named(graph) : null)]).AsSpan();
        while (true)
        {
            var (mark, node) = (line.IndexOf("anchor-mark-"u8), line.IndexOf("<anchor-node:"u8));
            if (node >= 0 && (mark < 0 || node < mark)) line = line[CutNode(line, node)..];
            else if (mark >= 0) line = line[CutMark(line, mark)..];
            else break;
        }
        Add(line, Piece.None);
        _lines.Add(new ShapeLine(first, _pieces.Count - first, _pieces.Skip(first).Any(piece => piece.Filling >= 0)));
    }

    private int CutNode(ReadOnlySpan<byte> line, int at)
    {
        var number = at + "<anchor-node:".Length;
        Add([.. line[..at], .. "_:"u8], ~int.Parse(line.Slice(number, Digits), CultureInfo.InvariantCulture));
        return number + Digits + 1;
    }

    private int CutMark(ReadOnlySpan<byte> line, int at)
    {
        var (number, end) = (at + MarkName.Length, at + MarkName.Length + Digits);
        var slot = int.Parse(line.Slice(number, Digits), CultureInfo.InvariantCulture);
        Add(line[..(end - marks[slot].Length)], slot);
        return end;
    }

    private void Add(ReadOnlySpan<byte> constant, int filling)
    {
        _pieces.Add(new Piece(_text.Count, constant.Length, filling));
        _text.AddRange(constant);
    }

    private RdfTerm Named(RdfTerm term)
    {
        if (term.Kind != RdfTermKind.BlankNode) return term;
        if (!_numbers.TryGetValue(term.Value, out var number))
        {
            _numbers.Add(term.Value, number = _numbers.Count);
            _mentions.Add([]);
        }
        if (_mentions[number] is not [.., var last] || last != _lines.Count) _mentions[number].Add(_lines.Count);
        return RdfTerm.Iri(NodeName + Number(number));
    }

    private static string Number(int value) => value.ToString("d6", CultureInfo.InvariantCulture);
}
