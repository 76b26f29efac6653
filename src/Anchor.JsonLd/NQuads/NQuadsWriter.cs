using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.NQuads;

/// <summary>Writes N-Quads, each statement in its canonical form. The order and the labels of blank nodes are the caller's.</summary>
/// <remarks>
/// RDFC-1.0 section 5. Codes: <c>nquads.text_malformed</c> (half of a surrogate pair), <c>nquads.language_malformed</c>,
/// <c>nquads.term_misplaced</c> (a literal as subject or graph, a predicate that is no IRI).
/// </remarks>
public static class NQuadsWriter
{
    /// <summary>Writes quads.</summary>
    /// <returns>UTF-8, one line per quad, each ended by a line feed.</returns>
    /// <exception cref="JsonLdException">A term cannot be written.</exception>
    public static byte[] Write(IEnumerable<Quad> quads)
    {
        using var destination = new PooledBytes();
        foreach (var quad in quads)
        {
            CheckPlaces(quad);
            WriteTerm(destination, quad.Subject);
            destination.Append((byte)' ');
            TermWriter.WriteIri(destination, quad.Predicate.Value);
            destination.Append((byte)' ');
            WriteTerm(destination, quad.Object);
            if (quad.Graph is { } graph)
            {
                destination.Append((byte)' ');
                WriteTerm(destination, graph);
            }
            destination.Append(" .\n"u8);
        }
        return destination.Written.ToArray();
    }

    internal static void CheckPlaces(in Quad quad)
    {
        if (quad.Subject.Kind == RdfTermKind.Literal || quad.Predicate.Kind != RdfTermKind.Iri || quad.Graph is { Kind: RdfTermKind.Literal })
            throw new JsonLdException("nquads.term_misplaced", "A literal is only ever an object, and a predicate is always an IRI.");
    }

    private static void WriteTerm(PooledBytes destination, RdfTerm term)
    {
        if (term.Kind != RdfTermKind.BlankNode)
        {
            TermWriter.WriteNamed(destination, term);
            return;
        }
        destination.Append("_:"u8);
        TermWriter.WritePlain(destination, term.Value);
    }
}
