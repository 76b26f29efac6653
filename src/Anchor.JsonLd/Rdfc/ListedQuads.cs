using System.Runtime.InteropServices;
using Anchor.JsonLd.NQuads;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Rdfc;

/// <summary>Quads of a list as a table.</summary>
internal sealed class ListedQuads(RdfcOptions options) : IDisposable
{
    private readonly QuadTableBuilder _builder = new();
    private readonly Dictionary<string, int> _numbers = new(16, StringComparer.Ordinal);

    /// <summary>The blank nodes by their labels in the input.</summary>
    public IReadOnlyDictionary<string, int> Blank => _numbers;

    /// <summary>Writes the table.</summary>
    /// <exception cref="JsonLdException">The list is beyond a bound, or a term cannot be written.</exception>
    public QuadTable Read(IReadOnlyList<Quad> quads)
    {
        for (var i = 0; i < quads.Count; i++)
        {
            Add(quads[i]);
            if (_numbers.Count > options.MaxBlankNodes)
                throw new JsonLdException("rdfc.too_many_blank_nodes", $"The dataset has more than {options.MaxBlankNodes} blank nodes.");
        }
        return _builder.Build();
    }

    public void Dispose() => _builder.Dispose();

    private void Add(in Quad quad)
    {
        NQuadsWriter.CheckPlaces(quad);
        var text = _builder.Text;
        var subject = NumberOf(quad.Subject);
        var start = text.Length;
        TermWriter.WriteIri(text, quad.Predicate.Value);
        var predicateLength = text.Length - start;
        text.Append((byte)' ');
        var blankObject = AddTerm(quad.Object);
        var blankGraph = -1;
        if (quad.Graph is { } graph)
        {
            text.Append((byte)' ');
            blankGraph = AddTerm(graph);
        }
        text.Append(" .\n"u8);
        _builder.AddQuad(subject, start, predicateLength, blankObject, blankGraph);
    }

    private int AddTerm(RdfTerm term)
    {
        if (term.Kind != RdfTermKind.BlankNode)
        {
            TermWriter.WriteNamed(_builder.Text, term);
            return -1;
        }
        _builder.Text.Append("_:z"u8);
        return NumberOf(term);
    }

    private int NumberOf(RdfTerm term)
    {
        if (term.Kind == RdfTermKind.BlankNode)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, term.Value, out var isKnown);
            if (!isKnown) number = _builder.AddBlank();
            return number;
        }
        var start = _builder.Text.Length;
        TermWriter.WriteIri(_builder.Text, term.Value);
        return _builder.AddNamed(start);
    }
}
