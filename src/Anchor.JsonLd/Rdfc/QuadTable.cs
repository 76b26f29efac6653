namespace Anchor.JsonLd.Rdfc;

/// <summary>A quad in a table's text.</summary>
/// <param name="Subject">The subject's number.</param>
/// <param name="Rest">What follows the subject and a space in its canonical line, the line feed included, with <c>_:z</c> for every blank node.</param>
/// <param name="PredicateLength">The bytes of the predicate, its brackets included, at the start of the rest.</param>
/// <param name="Object">The object's number where it is a blank node, else -1.</param>
/// <param name="Graph">The graph's number where it is a blank node, else -1.</param>
internal readonly record struct TableQuad(int Subject, QuadLine Rest, int PredicateLength, int Object, int Graph)
{
    /// <summary>The place in the rest of the single letter of a blank object.</summary>
    public int ObjectSlot => PredicateLength + " _:".Length;

    /// <summary>The place in the rest of the single letter of a blank graph.</summary>
    public int GraphSlot => Rest.Length - "z .\n".Length;
}

/// <summary>A dataset in one text. Subjects and blank nodes are numbers; a quad may stand in it more than once.</summary>
/// <param name="text">Where names and quads lie.</param>
/// <param name="names">By number: an IRI in its brackets; of no length for a blank node.</param>
/// <param name="quads">In any order.</param>
internal sealed class QuadTable(byte[] text, QuadLine[] names, TableQuad[] quads)
{
    public ReadOnlySpan<byte> Text => text;

    public ReadOnlySpan<QuadLine> Names => names;

    public ReadOnlySpan<TableQuad> Quads => quads;

    public bool IsBlank(int node) => names[node].Length == 0;
}
