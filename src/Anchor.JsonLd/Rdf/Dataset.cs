using System.Collections;
using Anchor.JsonLd.Rdfc;

namespace Anchor.JsonLd.Rdf;

/// <summary>A dataset that is a table, for those who canonicalise it, and a list of quads only for those who look into it.</summary>
/// <param name="table">The quads, perhaps some of them more than once.</param>
/// <param name="list">Makes the list of the same quads, each of them once.</param>
internal sealed class Dataset(QuadTable table, Func<IReadOnlyList<Quad>> list) : IReadOnlyList<Quad>
{
    private IReadOnlyList<Quad>? _quads;

    public QuadTable Table => table;

    public int Count => Quads.Count;

    private IReadOnlyList<Quad> Quads => _quads ??= list();

    public Quad this[int index] => Quads[index];

    public IEnumerator<Quad> GetEnumerator() => Quads.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
