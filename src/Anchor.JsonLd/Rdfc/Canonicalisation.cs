using System.Buffers;

namespace Anchor.JsonLd.Rdfc;

/// <summary>One run of the canonicalisation algorithm (RDFC-1.0 section 4.4.3).</summary>
internal sealed class Canonicalisation(QuadTable table, RdfcOptions options) : IDisposable
{
    private readonly QuadOrder _quads = new(table);
    private readonly QuadLineOrder _lineOrder = new();
    private readonly PooledBytes _scratch = new(4 * 1024);
    private readonly PooledBytes _output = new(16 * 1024);
    private readonly PooledBytes _labels = new(256);
    private readonly int _hashLength = RdfcDigest.LengthOf(options.Hash);
    private readonly byte[] _hashes = ArrayPool<byte>.Shared.Rent(table.Names.Length * RdfcDigest.LengthOf(options.Hash));
    private readonly int[] _canonical = ArrayPool<int>.Shared.Rent(table.Names.Length);
    private readonly QuadLine[] _names = ArrayPool<QuadLine>.Shared.Rent(table.Names.Length);
    private QuadLine[] _lines = ArrayPool<QuadLine>.Shared.Rent(64);
    private int _issued;

    public QuadTable Table => table;

    public QuadOrder Quads => _quads;

    /// <summary>The canonical N-Quads.</summary>
    public PooledBytes Output => _output;

    /// <summary>A blank node's first-degree hash.</summary>
    public ReadOnlySpan<byte> HashOf(int node) => _hashes.AsSpan(node * _hashLength, _hashLength);

    /// <summary>A blank node's canonical number, or -1.</summary>
    public int CanonicalOf(int node) => _canonical[node] - 1;

    public void IssueCanonical(int node)
    {
        if (_canonical[node] == 0) _canonical[node] = ++_issued;
    }

    public void Complete()
    {
        _canonical.AsSpan(0, table.Names.Length).Clear();
        HashAndIssue();
        WriteOutput();
    }

    public void Dispose()
    {
        _quads.Dispose();
        _scratch.Dispose();
        _output.Dispose();
        _labels.Dispose();
        ArrayPool<QuadLine>.Shared.Return(_lines);
        ArrayPool<byte>.Shared.Return(_hashes);
        ArrayPool<int>.Shared.Return(_canonical);
        ArrayPool<QuadLine>.Shared.Return(_names);
    }

    // Nodes with a hash of their own first, in the order of the hashes; then those that look alike, likewise.
    private void HashAndIssue()
    {
        var rented = ArrayPool<int>.Shared.Rent(table.Names.Length);
        var count = 0;
        for (var node = 0; node < table.Names.Length; node++)
        {
            if (!table.IsBlank(node) || !_quads.Mentions(node)) continue;
            HashFirstDegree(node);
            rented[count++] = node;
        }
        var sorted = rented.AsSpan(0, count);
        SmallSort.Sort(sorted, new ByHash(this));
        var twins = false;
        for (var (start, end) = (0, 0); start < count; start = end)
        {
            end = EndOfGroup(sorted, start);
            if (end - start == 1) IssueCanonical(sorted[start]);
            else twins = true;
        }
        if (twins)
        {
            using var resolver = new TwinResolver(this, options);
            for (var (start, end) = (0, 0); start < count; start = end)
            {
                end = EndOfGroup(sorted, start);
                if (end - start > 1) resolver.Resolve(sorted[start..end]);
            }
        }
        ArrayPool<int>.Shared.Return(rented);
    }

    private int EndOfGroup(ReadOnlySpan<int> sorted, int start)
    {
        var end = start + 1;
        while (end < sorted.Length && HashOf(sorted[end]).SequenceEqual(HashOf(sorted[start]))) end++;
        return end;
    }

    // Section 4.6.3: the node's quads with itself as _:a and every other blank node as _:z, sorted, hashed as one text.
    // IRIs stand before blank nodes and _:a before _:z, so in this order the lines are sorted but for the labels themselves.
    private void HashFirstDegree(int node)
    {
        _scratch.Truncate(0);
        var mentions = _quads.MentionsOf(node);
        var own = _quads.QuadsOf(node);
        var lines = Lines(mentions.Length + own.Length);
        var (count, at) = (0, 0);
        for (; at < mentions.Length && !table.IsBlank(table.Quads[mentions[at]].Subject); at++) AppendFirstDegree(mentions[at], node, ref lines[count++]);
        foreach (var index in own) AppendFirstDegree(index, node, ref lines[count++]);
        for (; at < mentions.Length; at++) AppendFirstDegree(mentions[at], node, ref lines[count++]);
        Arrange(_scratch, lines, _output);
        _output.Truncate(0);
        RdfcDigest.Of(options.Hash, _scratch.Written, _hashes.AsSpan(node * _hashLength, _hashLength));
    }

    private void AppendFirstDegree(int index, int node, ref QuadLine line)
    {
        ref readonly var quad = ref table.Quads[index];
        var start = _scratch.Length;
        if (table.IsBlank(quad.Subject)) _scratch.Append(quad.Subject == node ? "_:a "u8 : "_:z "u8);
        else
        {
            _scratch.Append(table.Names[quad.Subject].In(table.Text));
            _scratch.Append((byte)' ');
        }
        var rest = _scratch.Length;
        _scratch.Append(quad.Rest.In(table.Text));
        if (quad.Object == node) _scratch.Written[rest + quad.ObjectSlot] = (byte)'a';
        if (quad.Graph == node) _scratch.Written[rest + quad.GraphSlot] = (byte)'a';
        line = new QuadLine(start, _scratch.Length - start);
    }

    private void WriteOutput()
    {
        for (var node = 0; node < table.Names.Length; node++) WriteLabel(node);
        foreach (var node in _quads.Iris) WriteQuads(node, table.Names[node].In(table.Text));
        var rented = ArrayPool<int>.Shared.Rent(_quads.BlankSubjects.Length);
        var blank = rented.AsSpan(0, _quads.BlankSubjects.Length);
        _quads.BlankSubjects.CopyTo(blank);
        SmallSort.Sort(blank, new ByLabel(this));
        foreach (var node in blank) WriteQuads(node, LabelOf(node));
        ArrayPool<int>.Shared.Return(rented);
    }

    private ReadOnlySpan<byte> LabelOf(int node) => _names[node].In(_labels.Written);

    private void WriteLabel(int node)
    {
        if (!table.IsBlank(node)) return;
        var start = _labels.Length;
        _labels.Append("_:c14n"u8);
        _labels.AppendNumber(CanonicalOf(node));
        _names[node] = new QuadLine(start, _labels.Length - start);
    }

    private void WriteQuads(int subject, ReadOnlySpan<byte> name)
    {
        var quads = _quads.QuadsOf(subject);
        var lines = Lines(quads.Length);
        var hasBlank = false;
        for (var i = 0; i < quads.Length; i++)
        {
            ref readonly var quad = ref table.Quads[quads[i]];
            var start = _output.Length;
            _output.Append(name);
            _output.Append((byte)' ');
            var rest = quad.Rest.In(table.Text);
            if (quad.Object < 0 && quad.Graph < 0) _output.Append(rest);
            else
            {
                hasBlank = true;
                AppendLabelled(quad, rest);
            }
            lines[i] = new QuadLine(start, _output.Length - start);
        }
        if (hasBlank) Arrange(_output, lines, _scratch);
    }

    private void AppendLabelled(in TableQuad quad, ReadOnlySpan<byte> rest)
    {
        var from = 0;
        if (quad.Object >= 0)
        {
            _output.Append(rest[..(quad.ObjectSlot - "_:".Length)]);
            _output.Append(LabelOf(quad.Object));
            from = quad.ObjectSlot + 1;
        }
        if (quad.Graph >= 0)
        {
            _output.Append(rest[from..(quad.GraphSlot - "_:".Length)]);
            _output.Append(LabelOf(quad.Graph));
            from = quad.GraphSlot + 1;
        }
        _output.Append(rest[from..]);
    }

    // Lines are nearly always in order; only those that labels put out of it are sorted.
    private void Arrange(PooledBytes text, Span<QuadLine> lines, PooledBytes spare)
    {
        ReadOnlySpan<byte> written = text.Written;
        for (var i = 1; i < lines.Length; i++)
            if (lines[i - 1].In(written).SequenceCompareTo(lines[i].In(written)) > 0)
            {
                _lineOrder.Rearrange(text, lines, spare);
                return;
            }
    }

    private Span<QuadLine> Lines(int count)
    {
        if (_lines.Length < count)
        {
            ArrayPool<QuadLine>.Shared.Return(_lines);
            _lines = ArrayPool<QuadLine>.Shared.Rent(count);
        }
        return _lines.AsSpan(0, count);
    }

    private readonly struct ByHash(Canonicalisation run) : IComparer<int>
    {
        public int Compare(int x, int y) => run.HashOf(x).SequenceCompareTo(run.HashOf(y));
    }

    private readonly struct ByLabel(Canonicalisation run) : IComparer<int>
    {
        public int Compare(int x, int y) => run.LabelOf(x).SequenceCompareTo(run.LabelOf(y));
    }
}
