namespace Anchor.JsonLd;

/// <summary>How much work a document of strangers may cause. The same document always meets the same verdict.</summary>
/// <param name="MaxDepth">Nested objects and arrays of the document, and terms that are defined by each other. Default 64. Code <c>jsonld.too_deep</c>.</param>
/// <param name="MaxNodes">Members of objects and items of arrays that are expanded. Default 250,000. Code <c>jsonld.too_many_nodes</c>.</param>
/// <param name="MaxContexts">Contexts that the document names or carries, scoped ones included. Default 2,000. Code <c>jsonld.too_many_contexts</c>.</param>
/// <param name="MaxContextBytes">UTF-8 bytes of one context inside the document. Default 256 KiB. Code <c>jsonld.context_too_large</c>.</param>
/// <param name="MaxTerms">Terms defined because of contexts inside the document. Default 50,000. Code <c>jsonld.too_many_terms</c>.</param>
/// <param name="MaxIriLength">Characters of an IRI or language tag that a context gives to terms. Default 2,048. Code <c>jsonld.iri_too_long</c>.</param>
/// <param name="MaxCharacters">Characters of all the terms of all quads. Default 64 Mi. Code <c>jsonld.too_large</c>.</param>
public sealed record JsonLdBounds(
    int MaxDepth = 64,
    int MaxNodes = 250_000,
    int MaxContexts = 2_000,
    int MaxContextBytes = 256 * 1024,
    int MaxTerms = 50_000,
    int MaxIriLength = 2_048,
    long MaxCharacters = 64L << 20)
{
    /// <summary>The defaults.</summary>
    public static JsonLdBounds Default { get; } = new();
}
