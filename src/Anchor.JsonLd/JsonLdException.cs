namespace Anchor.JsonLd;

/// <summary>A document cannot be processed. It never holds the document's text, only where and which rule.</summary>
/// <param name="code">Stable and machine-readable, for example <c>jsonld.context_unknown</c>.</param>
/// <param name="message">One sentence for people.</param>
/// <param name="path">Where in the document: a JSON path such as <c>$.issuer.id</c>, or null.</param>
/// <remarks>
/// The room knows no other, so it throws; the rooms that call it turn the exception into their result at the border.
/// The codes of the JSON-LD 1.1 API's error conditions are written <c>jsonld.</c> and the condition's name with
/// underscores (<c>jsonld.cyclic_iri_mapping</c>).
/// </remarks>
public sealed class JsonLdException(string code, string message, string? path = null) : Exception(message)
{
    /// <summary>Stable and machine-readable.</summary>
    public string Code { get; } = code;

    /// <summary>A JSON path, or null.</summary>
    public string? Path { get; } = path;
}
