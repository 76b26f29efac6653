namespace Anchor.JsonLd.Rdf;

/// <summary>What a term is.</summary>
public enum RdfTermKind
{
    /// <summary>An absolute IRI.</summary>
    Iri,

    /// <summary>A blank node.</summary>
    BlankNode,

    /// <summary>A literal.</summary>
    Literal,
}

/// <summary>A term of RDF 1.1: an IRI, a blank node or a literal. Immutable; equal when it says the same.</summary>
public sealed record RdfTerm
{
    /// <summary>The datatype of a plain string.</summary>
    public const string XsdString = "http://www.w3.org/2001/XMLSchema#string";

    /// <summary>The datatype of a string with a language.</summary>
    public const string RdfLangString = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";

    private RdfTerm(RdfTermKind kind, string value, string? datatype, string? language) =>
        (Kind, Value, Datatype, Language) = (kind, value, datatype, language);

    /// <summary>What the term is.</summary>
    public RdfTermKind Kind { get; }

    /// <summary>The IRI, the blank node's label without <c>_:</c>, or the literal's lexical form.</summary>
    public string Value { get; }

    /// <summary>The datatype's IRI of a literal; null for other terms.</summary>
    public string? Datatype { get; }

    /// <summary>The language tag of a literal whose datatype is <see cref="RdfLangString"/>; else null.</summary>
    public string? Language { get; }

    /// <summary>An IRI; the caller has checked that it is absolute.</summary>
    public static RdfTerm Iri(string iri) => new(RdfTermKind.Iri, iri, null, null);

    /// <summary>A blank node.</summary>
    /// <param name="label">Without <c>_:</c>.</param>
    public static RdfTerm BlankNode(string label) => new(RdfTermKind.BlankNode, label, null, null);

    /// <summary>A literal.</summary>
    /// <param name="lexical">The lexical form.</param>
    /// <param name="datatype">The datatype's IRI; <see cref="XsdString"/> when left out.</param>
    public static RdfTerm Literal(string lexical, string datatype = XsdString) => new(RdfTermKind.Literal, lexical, datatype, null);

    /// <summary>A string with a language tag.</summary>
    public static RdfTerm Text(string lexical, string language) => new(RdfTermKind.Literal, lexical, RdfLangString, language);
}
