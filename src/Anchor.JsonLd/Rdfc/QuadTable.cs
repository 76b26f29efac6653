using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Anchor.JsonLd.NQuads;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Rdfc;

/// <summary>A quad in the table's text; its blank nodes are slots.</summary>
/// <param name="Line">Its canonical form with <c>_:z</c> for every blank node.</param>
/// <param name="Source">Its place in the input.</param>
/// <param name="FirstSlot">Its first slot in the table.</param>
/// <param name="SlotCount">0 to 3.</param>
internal readonly record struct TableQuad(QuadLine Line, int Source, int FirstSlot, int SlotCount);

/// <summary>Where a quad names a blank node.</summary>
/// <param name="Position">The place of the label's single byte in the table's text.</param>
/// <param name="Node">The blank node's number.</param>
/// <param name="Role"><c>s</c>, <c>o</c> or <c>g</c>.</param>
internal readonly record struct Slot(int Position, int Node, byte Role);

/// <summary>A dataset, every quad written once, every blank node a number, repeated quads left out.</summary>
internal sealed class QuadTable : IDisposable
{
    private readonly Dictionary<string, int> _numbers = new(16);
    private readonly List<string> _labels = new(16);
    private IReadOnlyList<Quad> _input = [];
    private TableQuad[] _quads = [];
    private Slot[] _slots = [];
    private int[] _seen = [];
    private int[] _mentions = [];
    private int[] _firstMention = [];
    private uint _seenMask;
    private int _quadCount, _slotCount;

    public PooledBytes Text { get; } = new(16 * 1024);

    public ReadOnlySpan<TableQuad> Quads => _quads.AsSpan(0, _quadCount);

    /// <summary>The blank nodes' labels in the input, by number.</summary>
    public IReadOnlyList<string> Labels => _labels;

    public int NodeCount => _labels.Count;

    public ReadOnlySpan<Slot> SlotsOf(in TableQuad quad) => _slots.AsSpan(quad.FirstSlot, quad.SlotCount);

    /// <summary>The quads that mention a blank node, each once.</summary>
    public ReadOnlySpan<int> QuadsOf(int node) => _mentions.AsSpan(_firstMention[node], _firstMention[node + 1] - _firstMention[node]);

    /// <summary>The predicate of a quad of the input, as it is.</summary>
    public string PredicateOf(int source) => _input[source].Predicate.Value;

    public void Load(IReadOnlyList<Quad> quads, RdfcOptions options)
    {
        _input = quads;
        if (quads.Count > options.MaxQuads)
            throw new JsonLdException("rdfc.too_many_quads", $"The dataset has {quads.Count} quads; at most {options.MaxQuads} are read.");
        _quads = ArrayPool<TableQuad>.Shared.Rent(quads.Count);
        _slots = ArrayPool<Slot>.Shared.Rent(3 * quads.Count);
        _seenMask = BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, 2 * quads.Count)) - 1;
        _seen = RentCleared((int)_seenMask + 1);
        for (var i = 0; i < quads.Count; i++)
        {
            Add(quads[i], i);
            if (NodeCount > options.MaxBlankNodes)
                throw new JsonLdException("rdfc.too_many_blank_nodes", $"The dataset has more than {options.MaxBlankNodes} blank nodes.");
        }
        CollectMentions();
    }

    public void Dispose()
    {
        Text.Dispose();
        ArrayPool<TableQuad>.Shared.Return(_quads);
        ArrayPool<Slot>.Shared.Return(_slots);
        ArrayPool<int>.Shared.Return(_seen);
        ArrayPool<int>.Shared.Return(_mentions);
        ArrayPool<int>.Shared.Return(_firstMention);
    }

    private void Add(in Quad quad, int source)
    {
        NQuadsWriter.CheckPlaces(quad);
        var (start, firstSlot) = (Text.Length, _slotCount);
        AddTerm(quad.Subject, (byte)'s');
        Text.Append((byte)' ');
        TermWriter.WriteIri(Text, quad.Predicate.Value);
        Text.Append((byte)' ');
        AddTerm(quad.Object, (byte)'o');
        if (quad.Graph is { } graph)
        {
            Text.Append((byte)' ');
            AddTerm(graph, (byte)'g');
        }
        Text.Append(" .\n"u8);
        var added = new TableQuad(new QuadLine(start, Text.Length - start), source, firstSlot, _slotCount - firstSlot);
        if (IsNew(added)) return;
        Text.Truncate(start);
        _slotCount = firstSlot;
    }

    private void AddTerm(RdfTerm term, byte role)
    {
        if (term.Kind != RdfTermKind.BlankNode)
        {
            TermWriter.WriteNamed(Text, term);
            return;
        }
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, term.Value, out var known);
        if (!known)
        {
            number = _labels.Count;
            _labels.Add(term.Value);
        }
        _slots[_slotCount++] = new Slot(Text.Length + 2, number, role);
        Text.Append("_:z"u8);
    }

    // Open addressing; an entry is a quad's number plus one. The runtime seeds the hash, so nobody can prepare collisions.
    private bool IsNew(in TableQuad quad)
    {
        for (var at = HashOf(quad) & _seenMask; ; at = (at + 1) & _seenMask)
        {
            if (_seen[at] == 0)
            {
                _quads[_quadCount++] = quad;
                _seen[at] = _quadCount;
                return true;
            }
            if (Same(_quads[_seen[at] - 1], quad)) return false;
        }
    }

    private uint HashOf(in TableQuad quad)
    {
        var hash = (uint)string.GetHashCode(MemoryMarshal.Cast<byte, char>(TextOf(quad)));
        foreach (var slot in SlotsOf(quad)) hash = (hash ^ (uint)slot.Node) * 0x9E3779B1;
        return hash ^ hash >> 15;
    }

    private bool Same(in TableQuad left, in TableQuad right)
    {
        if (!TextOf(left).SequenceEqual(TextOf(right))) return false;
        for (var i = 0; i < left.SlotCount; i++)
            if (_slots[left.FirstSlot + i].Node != _slots[right.FirstSlot + i].Node) return false;
        return true;
    }

    private ReadOnlySpan<byte> TextOf(in TableQuad quad) => Text.Written.Slice(quad.Line.Start, quad.Line.Length);

    private void CollectMentions()
    {
        _firstMention = RentCleared(NodeCount + 2);
        _mentions = ArrayPool<int>.Shared.Rent(_slotCount);
        foreach (ref readonly var quad in Quads)
            for (var i = 0; i < quad.SlotCount; i++)
                if (IsFirstMention(quad, i)) _firstMention[_slots[quad.FirstSlot + i].Node + 2]++;
        // Counts become starts; filling moves each start to the next node's, one place ahead.
        for (var node = 0; node < NodeCount; node++) _firstMention[node + 2] += _firstMention[node + 1];
        for (var q = 0; q < _quadCount; q++)
            for (var i = 0; i < _quads[q].SlotCount; i++)
                if (IsFirstMention(_quads[q], i)) _mentions[_firstMention[_slots[_quads[q].FirstSlot + i].Node + 1]++] = q;
    }

    private bool IsFirstMention(in TableQuad quad, int index)
    {
        var slots = SlotsOf(quad);
        for (var i = 0; i < index; i++)
            if (slots[i].Node == slots[index].Node) return false;
        return true;
    }

    private static int[] RentCleared(int length)
    {
        var array = ArrayPool<int>.Shared.Rent(length);
        array.AsSpan(0, length).Clear();
        return array;
    }
}
