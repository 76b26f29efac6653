using System.Runtime.InteropServices;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Expansion;

/// <summary>Properties and their values, in the order of their first appearance.</summary>
internal sealed class PropertyMap
{
    private const int Few = 12;
    private readonly List<PropertyValues> _all = new(4);
    private Dictionary<string, PropertyValues>? _byIri;

    public List<PropertyValues> All => _all;

    /// <summary>Adds values behind those that the property has. Their list belongs to the map from now on.</summary>
    public void Add(string iri, RdfTerm? node, List<Item> values)
    {
        if (Find(iri) is { } known) known.Values.AddRange(values);
        else Append(new PropertyValues(iri, node, values));
    }

    /// <summary>Adds a value before those that the property has.</summary>
    public void Prepend(string iri, Item value)
    {
        if (Find(iri) is { } known) known.Values.Insert(0, value);
        else Append(new PropertyValues(iri, null, [value]));
    }

    private PropertyValues? Find(string iri)
    {
        if (_byIri is not null) return _byIri.GetValueOrDefault(iri);
        foreach (var property in CollectionsMarshal.AsSpan(_all))
            if (property.Iri == iri) return property;
        return null;
    }

    private void Append(PropertyValues property)
    {
        _all.Add(property);
        if (_byIri is not null) _byIri.Add(property.Iri, property);
        else if (_all.Count > Few) _byIri = _all.ToDictionary(static p => p.Iri, StringComparer.Ordinal);
    }
}

/// <summary>A property, an IRI or a blank node identifier, and its values. The node is its term of RDF where a context had it ready.</summary>
internal sealed record PropertyValues(string Iri, RdfTerm? Node, List<Item> Values);
