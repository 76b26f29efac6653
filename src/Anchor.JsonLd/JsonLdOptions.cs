using System.Text.Json;
using Anchor.JsonLd.Contexts;

namespace Anchor.JsonLd;

/// <summary>How a document is read.</summary>
public sealed record JsonLdOptions
{
    /// <summary>Safe mode, bundled contexts, no base: what a credential is read with.</summary>
    public static JsonLdOptions Default { get; } = new();

    /// <summary>The contexts that are known. Default: <see cref="ContextRegistry.Bundled"/>.</summary>
    public ContextRegistry Registry { get; init; } = ContextRegistry.Bundled;

    /// <summary>The absolute IRI that relative references are resolved against; none by default.</summary>
    public string? BaseIri { get; init; }

    /// <summary>Whether a member that would be dropped silently is an error instead. Default: yes.</summary>
    public bool Safe { get; init; } = true;

    /// <summary>A local context that is applied before the document's own; none by default.</summary>
    public JsonElement? ExpandContext { get; init; }

    /// <summary>The version of the rules for contexts. Default: 1.1.</summary>
    public JsonLdVersion ProcessingMode { get; init; } = JsonLdVersion.V11;

    /// <summary>What becomes of the direction of text in RDF. By default it is lost, which safe mode refuses.</summary>
    public RdfDirection RdfDirection { get; init; }

    /// <summary>Whether blank nodes may be predicates. Default: no.</summary>
    public bool ProduceGeneralizedRdf { get; init; }

    /// <summary>How much work a document may cause.</summary>
    public JsonLdBounds Bounds { get; init; } = JsonLdBounds.Default;
}

/// <summary>A version of JSON-LD.</summary>
public enum JsonLdVersion
{
    /// <summary><c>json-ld-1.1</c></summary>
    V11,

    /// <summary><c>json-ld-1.0</c></summary>
    V10,
}

/// <summary>How a direction of text is written in RDF.</summary>
public enum RdfDirection
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>As a datatype under <c>https://www.w3.org/ns/i18n#</c>.</summary>
    I18nDatatype,

    /// <summary>As a blank node with <c>rdf:value</c>, <c>rdf:language</c> and <c>rdf:direction</c>.</summary>
    CompoundLiteral,
}
