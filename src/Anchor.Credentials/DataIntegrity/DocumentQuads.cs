using System.Text.Json;
using Anchor.JsonLd;
using Anchor.JsonLd.Rdf;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>What a document says in RDF, for signatures and leaves.</summary>
internal static class DocumentQuads
{
    /// <summary>How documents are read: whatever would be lost is an error, and a text's direction is part of what is signed, as other implementations have it.</summary>
    public static JsonLdOptions Options { get; } = new() { Safe = true, RdfDirection = RdfDirection.I18nDatatype };

    /// <summary>The quads of a document.</summary>
    /// <exception cref="JsonLdException">The document breaks a rule or a bound, or something would be lost.</exception>
    public static IReadOnlyList<Quad> Of(JsonElement document) => JsonLdProcessor.ToRdf(document, Options);
}
