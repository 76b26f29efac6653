using System.Text.Json;
using Anchor.JsonLd.Contexts;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Expansion;

/// <summary>One object of an expanded document.</summary>
internal abstract class Item
{
    /// <summary>The value of <c>@index</c>, or null.</summary>
    public string? Index { get; set; }
}

/// <summary>A value object.</summary>
internal sealed class ValueItem : Item
{
    /// <summary>The string; null for other kinds of values.</summary>
    public string? Text { get; init; }

    /// <summary>The number, boolean or JSON literal where there is no <see cref="Text"/>.</summary>
    public JsonElement Value { get; init; }

    public bool IsJson { get; init; }

    public string? Datatype { get; init; }

    public string? Language { get; init; }

    public TextDirection Direction { get; init; }
}

/// <summary>A list object.</summary>
internal sealed class ListItem(List<Item> items) : Item
{
    public List<Item> Items { get; } = items;
}

/// <summary>A node object, a reference to a node, or a graph object.</summary>
internal sealed class NodeItem : Item
{
    private PropertyMap? _properties;

    /// <summary>Whether there is an <c>@id</c>, be it one that is ignored.</summary>
    public bool HasId { get; set; }

    public string? Id { get; set; }

    public List<TypeName>? Types { get; set; }

    public List<Item>? Graph { get; set; }

    public List<Item>? Included { get; set; }

    public PropertyMap? Reverse { get; set; }

    public PropertyMap? Properties => _properties;

    /// <summary>The members that only other kinds of objects have; null as soon as this is known to be a node.</summary>
    public ValueMembers? Other { get; set; }

    /// <summary>The node as a term of RDF, once it has one.</summary>
    public RdfTerm? Subject { get; set; }

    public PropertyMap EnsureProperties() => _properties ??= new PropertyMap();

    /// <summary>How many members the object has in expanded form.</summary>
    public int MemberCount => (HasId ? 1 : 0) + (Types is null ? 0 : 1) + (Graph is null ? 0 : 1) + (Included is null ? 0 : 1)
        + (Reverse is null ? 0 : 1) + (Index is null ? 0 : 1) + (_properties?.All.Count ?? 0) + (Other?.MemberCount ?? 0);

    /// <summary>Whether there is nothing but a graph, which may have a name and an index.</summary>
    public bool IsGraph => Graph is not null && MemberCount == 1 + (HasId ? 1 : 0) + (Index is null ? 0 : 1);
}

/// <summary>A type, and its term of RDF where a context had it ready.</summary>
internal readonly record struct TypeName(string Iri, RdfTerm? Node);

/// <summary>The members of value, list and set objects, while it is not known yet what an object is.</summary>
internal sealed class ValueMembers
{
    /// <summary>The value of <c>@value</c>; of kind Undefined when there is none.</summary>
    public JsonElement Value { get; set; }

    public string? Language { get; set; }

    public TextDirection Direction { get; set; }

    public List<Item>? List { get; set; }

    public List<Item>? Set { get; set; }

    public bool HasValue => Value.ValueKind != JsonValueKind.Undefined;

    public int MemberCount => (HasValue ? 1 : 0) + (Language is null ? 0 : 1) + (Direction == TextDirection.None ? 0 : 1) + (List is null ? 0 : 1) + (Set is null ? 0 : 1);
}
