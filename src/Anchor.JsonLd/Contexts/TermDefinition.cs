using System.Text.Json;
using Anchor.JsonLd.NQuads;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Contexts;

/// <summary>How the values of a term are kept in JSON.</summary>
[Flags]
internal enum Container : byte
{
    None = 0,
    Graph = 1,
    Id = 2,
    Index = 4,
    Language = 8,
    List = 16,
    Set = 32,
    Type = 64,
}

/// <summary>What a term makes of a plain value.</summary>
internal enum Coercion : byte
{
    /// <summary>Nothing is said: a native type, or a string with the default language.</summary>
    Unset,

    /// <summary><c>@none</c>: the same, but without the default language only where one is set.</summary>
    None,

    /// <summary>A string is an IRI relative to the document.</summary>
    Id,

    /// <summary>A string is a term or an IRI relative to the vocabulary.</summary>
    Vocab,

    /// <summary>Any value is a JSON literal.</summary>
    Json,

    /// <summary>A literal of <see cref="TermDefinition.Datatype"/>.</summary>
    Datatype,
}

internal enum TextDirection : byte
{
    None,
    LeftToRight,
    RightToLeft,
}

/// <summary>What a context says about one term. Complete, and never changed again, once its context is processed.</summary>
internal sealed class TermDefinition(string term)
{
    public string Term { get; } = term;

    /// <summary>The IRI, blank node identifier or keyword that the term stands for; null when the term is to be ignored.</summary>
    public string? Iri { get; set; }

    public Keyword Keyword { get; set; }

    /// <summary>Whether <see cref="Iri"/> can be a property.</summary>
    public bool IsAbsolute { get; set; }

    /// <summary>The IRI as a term of RDF; null for keywords, blank nodes and what cannot be written in N-Quads.</summary>
    public RdfTerm? Node { get; set; }

    /// <summary><see cref="Node"/> in N-Quads; null where there is none. Not asked for before the definition is complete.</summary>
    public byte[]? NodeText => field ??= Node is { } node ? TermWriter.Encode(node) : null;

    /// <summary>What stands behind the closing quote of a literal of <see cref="Datatype"/> in N-Quads, if anything. Not asked for before the definition is complete.</summary>
    public byte[] DatatypeText => field ??= TermWriter.EncodeDatatype(Datatype ?? RdfTerm.XsdString);

    public bool IsPrefix { get; set; }

    public bool IsProtected { get; set; }

    public bool IsReverse { get; set; }

    public Coercion Coercion { get; set; }

    public string? Datatype { get; set; }

    /// <summary>Whether the datatype can be written in N-Quads.</summary>
    public bool IsDatatypeWritable { get; set; }

    public Container Container { get; set; }

    public bool HasLanguage { get; set; }

    public string? Language { get; set; }

    public bool HasDirection { get; set; }

    public TextDirection Direction { get; set; }

    public string? Nest { get; set; }

    /// <summary>The property that the keys of an index map are values of; null for plain <c>@index</c>.</summary>
    public string? IndexProperty { get; set; }

    /// <summary>The scoped context; of kind Undefined when there is none.</summary>
    public JsonElement ScopedContext { get; set; }

    /// <summary>The URL that relative URLs inside the scoped context belong to.</summary>
    public string? ScopedBase { get; set; }

    public bool HasScopedContext => ScopedContext.ValueKind != JsonValueKind.Undefined;

    /// <summary>Whether two definitions say the same, protection aside.</summary>
    public bool SaysTheSameAs(TermDefinition other) =>
        Iri == other.Iri && IsPrefix == other.IsPrefix && IsReverse == other.IsReverse && Coercion == other.Coercion
        && Datatype == other.Datatype && Container == other.Container && HasLanguage == other.HasLanguage && Language == other.Language
        && HasDirection == other.HasDirection && Direction == other.Direction && Nest == other.Nest && IndexProperty == other.IndexProperty
        && HasScopedContext == other.HasScopedContext && (!HasScopedContext || SameJson(ScopedContext, other.ScopedContext));

    private static bool SameJson(JsonElement one, JsonElement other)
    {
        try
        {
            return JsonElement.DeepEquals(one, other);
        }
        catch (ArgumentException)
        {
            // A number with an exponent beyond measure, in a context that has not been looked at yet.
            return false;
        }
    }
}
