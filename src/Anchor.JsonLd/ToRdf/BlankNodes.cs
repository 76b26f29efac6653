using System.Globalization;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.ToRdf;

/// <summary>Gives blank nodes their labels: b0, b1 and so on, whatever the document calls them.</summary>
internal sealed class BlankNodes
{
    private Dictionary<string, RdfTerm>? _named;
    private int _count;

    /// <summary>A blank node that the document does not name.</summary>
    public RdfTerm Next() => RdfTerm.BlankNode(string.Create(CultureInfo.InvariantCulture, $"b{_count++}"));

    /// <summary>The blank node of an identifier such as <c>_:x</c>.</summary>
    public RdfTerm Named(string identifier)
    {
        _named ??= new(StringComparer.Ordinal);
        if (!_named.TryGetValue(identifier, out var node)) _named.Add(identifier, node = Next());
        return node;
    }
}
