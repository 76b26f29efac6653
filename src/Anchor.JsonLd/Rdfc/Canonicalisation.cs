using System.Buffers;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Rdfc;

/// <summary>One run of the canonicalisation algorithm (RDFC-1.0 section 4.4.3).</summary>
internal sealed class Canonicalisation(RdfcOptions options) : IDisposable
{
    private readonly QuadLineOrder _lineOrder = new();
    private readonly PooledBytes _scratch = new(4 * 1024);
    private readonly PooledBytes _output = new(16 * 1024);
    private readonly int _hashLength = RdfcDigest.LengthOf(options.Hash);
    private QuadLine[] _lines = [];
    private byte[] _hashes = [];
    private int[] _canonical = [];
    private int _issued;

    public QuadTable Table { get; } = new();

    /// <summary>The canonical N-Quads.</summary>
    public ReadOnlySpan<byte> Output => _output.Written;

    /// <summary>A blank node's first-degree hash.</summary>
    public ReadOnlySpan<byte> HashOf(int node) => _hashes.AsSpan(node * _hashLength, _hashLength);

    /// <summary>A blank node's canonical number, or -1.</summary>
    public int CanonicalOf(int node) => _canonical[node] - 1;

    public void IssueCanonical(int node)
    {
        if (_canonical[node] == 0) _canonical[node] = ++_issued;
    }

    public void Complete(IReadOnlyList<Quad> quads)
    {
        Table.Load(quads, options);
        _lines = ArrayPool<QuadLine>.Shared.Rent(Math.Max(1, Table.Quads.Length));
        var nodes = Table.NodeCount;
        _hashes = ArrayPool<byte>.Shared.Rent(nodes * _hashLength);
        _canonical = ArrayPool<int>.Shared.Rent(nodes);
        _canonical.AsSpan(0, nodes).Clear();
        for (var node = 0; node < nodes; node++) HashFirstDegree(node);
        IssueAll(nodes);
        WriteOutput();
    }

    public IReadOnlyDictionary<string, string> Labels()
    {
        var labels = new Dictionary<string, string>(Table.NodeCount);
        for (var node = 0; node < Table.NodeCount; node++) labels[Table.Labels[node]] = $"c14n{CanonicalOf(node)}";
        return labels;
    }

    public void Dispose()
    {
        Table.Dispose();
        _scratch.Dispose();
        _output.Dispose();
        ArrayPool<QuadLine>.Shared.Return(_lines);
        ArrayPool<byte>.Shared.Return(_hashes);
        ArrayPool<int>.Shared.Return(_canonical);
    }

    // Section 4.6.3: the node's quads with itself as _:a and every other blank node as _:z, sorted, hashed as one text.
    private void HashFirstDegree(int node)
    {
        _scratch.Truncate(0);
        var quads = Table.QuadsOf(node);
        var lines = _lines.AsSpan(0, quads.Length);
        for (var i = 0; i < quads.Length; i++)
        {
            ref readonly var quad = ref Table.Quads[quads[i]];
            var start = _scratch.Length;
            _scratch.Append(Table.Text.Written.Slice(quad.Line.Start, quad.Line.Length));
            foreach (ref readonly var slot in Table.SlotsOf(quad))
                if (slot.Node == node) _scratch.Written[start + slot.Position - quad.Line.Start] = (byte)'a';
            lines[i] = new QuadLine(start, quad.Line.Length);
        }
        var unsorted = _scratch.Length;
        if (lines.Length > 1)
        {
            _lineOrder.Sort(_scratch, lines);
            AppendLines(_scratch, lines, _scratch);
        }
        var text = lines.Length > 1 ? _scratch.Written[unsorted..] : _scratch.Written;
        RdfcDigest.Of(options.Hash, text, _hashes.AsSpan(node * _hashLength, _hashLength));
    }

    // Nodes with a hash of their own first, in the order of the hashes; then those that look alike, likewise.
    private void IssueAll(int nodes)
    {
        var order = ArrayPool<int>.Shared.Rent(nodes);
        var sorted = order.AsSpan(0, nodes);
        for (var node = 0; node < nodes; node++) sorted[node] = node;
        sorted.Sort((x, y) => HashOf(x).SequenceCompareTo(HashOf(y)));
        var twins = false;
        for (var (start, end) = (0, 0); start < nodes; start = end)
        {
            end = EndOfGroup(sorted, start);
            if (end - start == 1) IssueCanonical(sorted[start]);
            else twins = true;
        }
        if (twins)
        {
            using var resolver = new TwinResolver(this, options);
            for (var (start, end) = (0, 0); start < nodes; start = end)
            {
                end = EndOfGroup(sorted, start);
                if (end - start > 1) resolver.Resolve(sorted[start..end]);
            }
        }
        ArrayPool<int>.Shared.Return(order);
    }

    private int EndOfGroup(ReadOnlySpan<int> sorted, int start)
    {
        var end = start + 1;
        while (end < sorted.Length && HashOf(sorted[end]).SequenceEqual(HashOf(sorted[start]))) end++;
        return end;
    }

    private void WriteOutput()
    {
        _scratch.Truncate(0);
        var lines = _lines.AsSpan(0, Table.Quads.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            ref readonly var quad = ref Table.Quads[i];
            var (start, from) = (_scratch.Length, quad.Line.Start);
            foreach (ref readonly var slot in Table.SlotsOf(quad))
            {
                _scratch.Append(Table.Text.Written[from..slot.Position]);
                _scratch.Append("c14n"u8);
                _scratch.AppendNumber(CanonicalOf(slot.Node));
                from = slot.Position + 1;
            }
            _scratch.Append(Table.Text.Written[from..(quad.Line.Start + quad.Line.Length)]);
            lines[i] = new QuadLine(start, _scratch.Length - start);
        }
        _lineOrder.Sort(_scratch, lines);
        AppendLines(_scratch, lines, _output);
    }

    private static void AppendLines(PooledBytes source, ReadOnlySpan<QuadLine> lines, PooledBytes destination)
    {
        foreach (var line in lines)
        {
            // Room first: the source may be the destination, and may move when it grows.
            var room = destination.Reserve(line.Length);
            source.Written.Slice(line.Start, line.Length).CopyTo(room);
            destination.Advance(line.Length);
        }
    }
}
