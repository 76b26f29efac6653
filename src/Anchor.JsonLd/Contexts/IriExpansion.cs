using Anchor.JsonLd.Iris;

namespace Anchor.JsonLd.Contexts;

/// <summary>From what stands in a document to the IRI or keyword that it means (JSON-LD 1.1 API §5.2).</summary>
internal static class IriExpansion
{
    /// <summary>Expands a property, a type or another value that belongs to the vocabulary.</summary>
    /// <returns>An IRI, a blank node identifier, a keyword, or, where none is meant, the value; null when it is to be ignored.</returns>
    public static string? Vocab(ITermSource terms, string value, Operation operation, bool document = false)
    {
        if (IsReserved(value, out var reserved)) return reserved;
        if (terms.Find(value) is { } definition) return definition.Iri;
        if (Compact(terms, value, operation) is { } iri) return iri;
        if (terms.Vocab is { } vocab) return operation.Concat(vocab, value);
        return document ? Resolve(terms.Base, value, operation) : value;
    }

    /// <summary>Expands the identifier of a node, which belongs to the document.</summary>
    /// <inheritdoc cref="Vocab"/>
    public static string? Document(ITermSource terms, string value, Operation operation)
    {
        if (IsReserved(value, out var reserved)) return reserved;
        return Compact(terms, value, operation) ?? Resolve(terms.Base, value, operation);
    }

    public static string Resolve(string? baseIri, string value, Operation operation)
    {
        if (baseIri is null) return value;
        operation.CountCharacters(baseIri.Length + value.Length);
        return IriReference.Resolve(baseIri, value);
    }

    private static bool IsReserved(string value, out string? result)
    {
        result = null;
        if (value is not ['@', ..]) return false;
        if (Keywords.Parse(value) != Keyword.None) result = value;
        return result is not null || Keywords.HasForm(value);
    }

    private static string? Compact(ITermSource terms, string value, Operation operation)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) return null;
        var prefix = value.AsSpan(0, colon);
        var suffix = value.AsSpan(colon + 1);
        if (prefix is "_" || suffix.StartsWith("//")) return value;
        if (terms.Find(prefix) is { IsPrefix: true, Iri: { } start }) return operation.Concat(start, suffix);
        return Iri.IsAbsolute(value) ? value : null;
    }
}
