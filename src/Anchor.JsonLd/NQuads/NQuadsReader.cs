using System.Text;
using System.Text.Unicode;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.NQuads;

/// <summary>Reads N-Quads (RDF 1.1), strictly and within a bound.</summary>
/// <remarks>Codes: <c>nquads.malformed</c> with the line, <c>nquads.too_many_quads</c>.</remarks>
public static class NQuadsReader
{
    /// <summary>Reads a document. Repeated statements are kept.</summary>
    /// <param name="utf8">The document; it may be empty.</param>
    /// <param name="maxQuads">Refuses more statements than this.</param>
    /// <exception cref="JsonLdException">It is not N-Quads, or has too many statements.</exception>
    public static IReadOnlyList<Quad> Read(ReadOnlySpan<byte> utf8, int maxQuads = 65_536)
    {
        if (!Utf8.IsValid(utf8)) throw new JsonLdException("nquads.malformed", "The document is not valid UTF-8.");
        var cursor = new NQuadsCursor(Encoding.UTF8.GetString(utf8));
        var quads = new List<Quad>();
        while (cursor.MoveToStatement())
        {
            if (quads.Count == maxQuads)
                throw new JsonLdException("nquads.too_many_quads", $"The document has more than {maxQuads} statements.");
            quads.Add(ReadStatement(ref cursor));
        }
        return quads;
    }

    private static Quad ReadStatement(ref NQuadsCursor cursor)
    {
        var subject = cursor.ReadNode();
        var predicate = cursor.ReadIri();
        var @object = cursor.Next == '"' ? cursor.ReadLiteral() : cursor.ReadNode();
        var graph = cursor.Next == '.' ? null : cursor.ReadNode();
        cursor.EndStatement();
        return new Quad(subject, predicate, @object, graph);
    }
}
