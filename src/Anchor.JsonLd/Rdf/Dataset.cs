using System.Collections;
using Anchor.JsonLd.NQuads;
using Anchor.JsonLd.Rdfc;

namespace Anchor.JsonLd.Rdf;

/// <summary>A dataset that is a table, for those who canonicalise it, and only for others a list of quads, each of them once.</summary>
internal sealed class Dataset(QuadTable table) : IReadOnlyList<Quad>
{
    private IReadOnlyList<Quad>? _quads;

    public QuadTable Table => table;

    public int Count => Quads.Count;

    private IReadOnlyList<Quad> Quads => _quads ??= List();

    public Quad this[int index] => Quads[index];

    public IEnumerator<Quad> GetEnumerator() => Quads.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<Quad> List()
    {
        using var text = new PooledBytes(16 * 1024);
        var labels = new int[table.Names.Length];
        for (var (node, label) = (0, 0); node < labels.Length; node++)
            if (table.IsBlank(node)) labels[node] = label++;
        foreach (ref readonly var quad in table.Quads)
        {
            if (table.IsBlank(quad.Subject)) AppendLabel(quad.Subject);
            else text.Append(table.Names[quad.Subject].In(table.Text));
            text.Append((byte)' ');
            var rest = quad.Rest.In(table.Text);
            var from = 0;
            if (quad.Object >= 0) AppendUntil(rest, quad.ObjectSlot, quad.Object, ref from);
            if (quad.Graph >= 0) AppendUntil(rest, quad.GraphSlot, quad.Graph, ref from);
            text.Append(rest[from..]);
        }
        var seen = new HashSet<Quad>(table.Quads.Length);
        var quads = new List<Quad>(table.Quads.Length);
        foreach (var quad in NQuadsReader.Read(text.Written, int.MaxValue))
            if (seen.Add(quad)) quads.Add(quad);
        return quads;

        void AppendUntil(ReadOnlySpan<byte> rest, int slot, int node, ref int from)
        {
            text.Append(rest[from..(slot - "_:".Length)]);
            AppendLabel(node);
            from = slot + 1;
        }

        void AppendLabel(int node)
        {
            text.Append("_:b"u8);
            text.AppendNumber(labels[node]);
        }
    }
}
