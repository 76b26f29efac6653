using Anchor.JsonLd.Contexts;
using Anchor.JsonLd.Expansion;
using Anchor.JsonLd.Iris;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.ToRdf;

/// <summary>
/// Expanded items as quads (JSON-LD 1.1 API §7.1). No node map is built: nodes are written where they stand, and only
/// where a statement may come twice are the duplicates removed.
/// </summary>
internal sealed class QuadWriter(Operation operation)
{
    /// <summary>Up to so many values of one property are compared with each other; more are left to a hash set.</summary>
    private const int FewValues = 6;

    private readonly List<Quad> _quads = new(64);
    private readonly BlankNodes _blankNodes = new();
    private readonly Literals _literals = new(operation);
    private readonly HashSet<string> _described = new(StringComparer.Ordinal);
    private Dictionary<(string Id, RdfTerm? Graph), string>? _indexes;
    private bool _mayRepeat;

    public List<Quad> Write(List<Item> items)
    {
        foreach (var item in items) Visit(item, null);
        if (_mayRepeat)
        {
            var seen = new HashSet<Quad>(_quads.Count);
            _quads.RemoveAll(quad => !seen.Add(quad));
        }
        return _quads;
    }

    /// <summary>Writes what an item says in itself, without a statement that leads to it.</summary>
    private void Visit(Item item, RdfTerm? graph)
    {
        if (item is NodeItem node) WriteNode(node, graph);
        else if (item is ListItem list)
            foreach (var inner in list.Items) Visit(inner, graph);
    }

    private void WriteNode(NodeItem node, RdfTerm? graph)
    {
        var subject = TermOf(node);
        if (node.Index is not null && node.Id is not null) CheckIndex(node.Id, graph, node.Index);
        if (node.Types is null && node.Properties is null && node.Reverse is null && node.Graph is null && node.Included is null) return;
        if (node.Id is not null && !_described.Add(node.Id)) _mayRepeat = true;

        if (node.Types is { } types && subject is not null) WriteTypes(subject, types, graph);
        if (node.Properties is { } properties)
            foreach (var property in properties.All) WriteProperty(subject, property, graph);
        if (node.Reverse is { } reverse)
            foreach (var property in reverse.All) WriteReverse(subject, property, graph);
        if (node.Graph is { } content && subject is not null)
            foreach (var item in content) Visit(item, subject);
        if (node.Included is { } included)
            foreach (var item in included) Visit(item, graph);
    }

    private void WriteTypes(RdfTerm subject, List<TypeName> types, RdfTerm? graph)
    {
        var start = _quads.Count;
        foreach (var type in types)
            if ((type.Node ?? TermOf(type.Iri)) is { } node) Add(subject, RdfNames.Type, node, graph, start);
    }

    private void WriteProperty(RdfTerm? subject, PropertyValues property, RdfTerm? graph)
    {
        var predicate = property.Node ?? PredicateOf(property.Iri);
        if (subject is null || predicate is null)
        {
            foreach (var value in property.Values) Visit(value, graph);
            return;
        }
        // Types may have said the same already.
        if (predicate.Value == RdfNames.Type.Value) _mayRepeat = true;
        var start = _quads.Count;
        var isFew = property.Values.Count <= FewValues;
        if (!isFew) _mayRepeat = true;
        foreach (var value in property.Values)
            switch (value)
            {
                case NodeItem { HasId: true, Id: null or "" }:
                    // A reserved identifier: what it identifies is no node, and nothing is said about it.
                    break;
                case NodeItem node:
                    // The statement first: what the node says then lies outside the range that is searched for duplicates.
                    if (TermOf(node) is { } target) Add(subject, predicate, target, graph, isFew ? start : int.MaxValue);
                    WriteNode(node, graph);
                    break;
                case ValueItem literal:
                    if (ObjectOf(literal, graph) is { } term) Add(subject, predicate, term, graph, isFew ? start : int.MaxValue);
                    break;
                case ListItem list:
                    // Only empty lists are equal: all others have a head of their own.
                    Add(subject, predicate, WriteList(list.Items, graph), graph, isFew && list.Items.Count == 0 ? start : int.MaxValue);
                    break;
            }
    }

    private void WriteReverse(RdfTerm? subject, PropertyValues property, RdfTerm? graph)
    {
        _mayRepeat = true;
        var predicate = property.Node ?? PredicateOf(property.Iri);
        foreach (var value in property.Values)
            if (value is NodeItem node)
            {
                if (TermOf(node) is { } source && subject is not null && predicate is not null) Add(source, predicate, subject, graph, int.MaxValue);
                WriteNode(node, graph);
            }
    }

    /// <summary>Writes a list as a chain of blank nodes.</summary>
    /// <returns>The head of the chain.</returns>
    private RdfTerm WriteList(List<Item> items, RdfTerm? graph)
    {
        if (items.Count == 0) return RdfNames.Nil;
        var head = _blankNodes.Next();
        var link = head;
        for (var i = 0; i < items.Count; i++)
        {
            var next = i + 1 < items.Count ? _blankNodes.Next() : RdfNames.Nil;
            var value = items[i] switch
            {
                NodeItem node => TermOf(node),
                ValueItem literal => ObjectOf(literal, graph),
                ListItem inner => WriteList(inner.Items, graph),
                _ => null,
            };
            if (value is not null) Add(link, RdfNames.First, value, graph, int.MaxValue);
            Add(link, RdfNames.Rest, next, graph, int.MaxValue);
            if (items[i] is NodeItem inside) WriteNode(inside, graph);
            link = next;
        }
        return head;
    }

    private RdfTerm? ObjectOf(ValueItem value, RdfTerm? graph)
    {
        if (value is not { Direction: not TextDirection.None, Text: { } text } || operation.Options.RdfDirection != RdfDirection.CompoundLiteral)
            return _literals.Of(value);
        var node = _blankNodes.Next();
        Add(node, RdfNames.Value, RdfTerm.Literal(text), graph, int.MaxValue);
        if (value.Language is not null) Add(node, RdfNames.Language, RdfTerm.Literal(value.Language), graph, int.MaxValue);
        Add(node, RdfNames.Direction, RdfTerm.Literal(Literals.DirectionText(value.Direction)), graph, int.MaxValue);
        return node;
    }

    /// <summary>Adds a quad, unless one with the same predicate and object stands between a start and the end.</summary>
    private void Add(RdfTerm subject, RdfTerm predicate, RdfTerm value, RdfTerm? graph, int searchFrom)
    {
        for (var i = searchFrom; i < _quads.Count; i++)
            if (ReferenceEquals(_quads[i].Predicate, predicate) && ReferenceEquals(_quads[i].Subject, subject) && _quads[i].Object.Equals(value)) return;
        operation.CountCharacters(subject.Value.Length + predicate.Value.Length + value.Value.Length + (value.Datatype?.Length ?? 0) + (graph?.Value.Length ?? 0));
        _quads.Add(new Quad(subject, predicate, value, graph));
    }

    private RdfTerm? TermOf(NodeItem node) => node.Subject ??= node.HasId ? TermOf(node.Id) : _blankNodes.Next();

    private RdfTerm? TermOf(string? id) =>
        id is null || !Iri.IsAbsolute(id) ? null
        : Iri.IsBlank(id) ? _blankNodes.Named(id)
        : Iri.IsWritable(id) ? RdfTerm.Iri(id) : null;

    private RdfTerm? PredicateOf(string iri) => (Iri.IsBlank(iri) ? operation.Options.ProduceGeneralizedRdf : Iri.IsProperty(iri)) ? TermOf(iri) : null;

    private void CheckIndex(string id, RdfTerm? graph, string index)
    {
        _indexes ??= [];
        if (_indexes.TryAdd((id, graph), index) || _indexes[(id, graph)] == index) return;
        throw operation.Error(Codes.ConflictingIndexes, "A node has two different indexes.");
    }
}
