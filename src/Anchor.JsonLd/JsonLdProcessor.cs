using System.Text.Json;
using Anchor.JsonLd.Direct;
using Anchor.JsonLd.Expansion;
using Anchor.JsonLd.Rdf;
using Anchor.JsonLd.ToRdf;

namespace Anchor.JsonLd;

/// <summary>JSON-LD 1.1: expansion and deserialisation to RDF. Pure; nothing is ever fetched.</summary>
/// <remarks>
/// Source: JSON-LD 1.1 Processing Algorithms and API (W3C), sections 4, 5 and 7. The document should have been parsed
/// without duplicate members; of two equal names both would count. Safe for use by several threads.
/// </remarks>
public static class JsonLdProcessor
{
    /// <summary>Expands a document.</summary>
    /// <returns>An array of objects in expanded form; the order of members is not defined.</returns>
    /// <exception cref="JsonLdException">The document breaks a rule, a bound, or in safe mode says something that would be lost.</exception>
    public static JsonElement Expand(JsonElement document, JsonLdOptions? options = null) =>
        new Operation(options ?? JsonLdOptions.Default).Run(operation => ExpandedJson.Write(new Expander(operation, forRdf: false).ExpandDocument(document)));

    /// <summary>Expands a document and deserialises it to RDF.</summary>
    /// <returns>
    /// The quads, each of them once, in no defined order. Blank nodes are labelled b0, b1 and so on. The list may read the
    /// document once more when it is looked into; the document must not be disposed of before.
    /// </returns>
    /// <exception cref="JsonLdException">As for <see cref="Expand"/>; in safe mode also for what RDF cannot say.</exception>
    public static IReadOnlyList<Quad> ToRdf(JsonElement document, JsonLdOptions? options = null)
    {
        options ??= JsonLdOptions.Default;
        // Order and labels of the list are those of the expander, whichever way a document went.
        return DirectWriter.TryWrite(document, options) is { } table
            ? new Dataset(table, () => ToRdfByExpansion(document, options))
            : ToRdfByExpansion(document, options);
    }

    /// <summary>The same by way of the expanded document, which takes longer and can do everything.</summary>
    internal static IReadOnlyList<Quad> ToRdfByExpansion(JsonElement document, JsonLdOptions options) =>
        new Operation(options).Run(operation => new QuadWriter(operation).Write(new Expander(operation, forRdf: true).ExpandDocument(document)));
}
