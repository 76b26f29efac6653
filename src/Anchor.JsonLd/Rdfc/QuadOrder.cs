using System.Buffers;

namespace Anchor.JsonLd.Rdfc;

/// <summary>
/// The quads of a table by subject: IRIs in their order and then blank nodes, the quads of each in the order of their rests,
/// each quad once. In this order most lines of the algorithm come out sorted.
/// </summary>
internal sealed class QuadOrder : IDisposable
{
    private readonly QuadTable _table;
    private readonly int[] _order;
    private readonly int[] _first;
    private readonly int[] _subjects;
    private readonly int[] _mentions;
    private readonly int[] _firstMention;
    private int _quadCount, _subjectCount, _iriCount;

    public QuadOrder(QuadTable table)
    {
        _table = table;
        var (nodes, quads) = (table.Names.Length, table.Quads.Length);
        _order = ArrayPool<int>.Shared.Rent(quads);
        _first = RentCleared(2 * nodes + 2);
        _subjects = ArrayPool<int>.Shared.Rent(nodes);
        _mentions = ArrayPool<int>.Shared.Rent(2 * quads);
        _firstMention = RentCleared(nodes + 2);
        SortSubjects();
        SortQuads();
        CollectMentions();
    }

    /// <summary>How many quads there are, repeated ones left out.</summary>
    public int QuadCount => _quadCount;

    /// <summary>The IRIs that are subjects, in the order of their names.</summary>
    public ReadOnlySpan<int> Iris => _subjects.AsSpan(0, _iriCount);

    /// <summary>The blank nodes that are subjects.</summary>
    public ReadOnlySpan<int> BlankSubjects => _subjects.AsSpan(_iriCount, _subjectCount - _iriCount);

    /// <summary>The quads whose subject is a node.</summary>
    public ReadOnlySpan<int> QuadsOf(int node) => _order.AsSpan(_first[2 * node], _first[2 * node + 1]);

    /// <summary>The quads of other subjects that mention a blank node, those of IRIs first.</summary>
    public ReadOnlySpan<int> MentionsOf(int node) => _mentions.AsSpan(_firstMention[node], _firstMention[node + 1] - _firstMention[node]);

    /// <summary>Whether any quad mentions a blank node; a table may have numbered one that none does.</summary>
    public bool Mentions(int node) => QuadsOf(node).Length > 0 || MentionsOf(node).Length > 0;

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_order);
        ArrayPool<int>.Shared.Return(_first);
        ArrayPool<int>.Shared.Return(_subjects);
        ArrayPool<int>.Shared.Return(_mentions);
        ArrayPool<int>.Shared.Return(_firstMention);
    }

    private void SortSubjects()
    {
        foreach (ref readonly var quad in _table.Quads) _first[2 * quad.Subject + 1]++;
        for (var node = 0; node < _table.Names.Length; node++)
            if (_first[2 * node + 1] > 0 && !_table.IsBlank(node)) _subjects[_subjectCount++] = node;
        _iriCount = _subjectCount;
        for (var node = 0; node < _table.Names.Length; node++)
            if (_first[2 * node + 1] > 0 && _table.IsBlank(node)) _subjects[_subjectCount++] = node;
        SmallSort.Sort(_subjects.AsSpan(0, _iriCount), new ByName(_table));
    }

    // The counts of the quads become their places; repeated quads are then left out, the places stay.
    private void SortQuads()
    {
        var at = 0;
        foreach (var node in _subjects.AsSpan(0, _subjectCount))
        {
            _first[2 * node] = at;
            at += _first[2 * node + 1];
            _first[2 * node + 1] = 0;
        }
        for (var i = 0; i < _table.Quads.Length; i++)
        {
            var node = _table.Quads[i].Subject;
            _order[_first[2 * node] + _first[2 * node + 1]++] = i;
        }
        var byRest = new ByRest(_table);
        foreach (var node in _subjects.AsSpan(0, _subjectCount))
        {
            var quads = _order.AsSpan(_first[2 * node], _first[2 * node + 1]);
            SmallSort.Sort(quads, byRest);
            var kept = 1;
            for (var i = 1; i < quads.Length; i++)
                if (byRest.Compare(quads[kept - 1], quads[i]) != 0) quads[kept++] = quads[i];
            _first[2 * node + 1] = kept;
            _quadCount += kept;
        }
    }

    private void CollectMentions()
    {
        foreach (var node in _subjects.AsSpan(0, _subjectCount))
            foreach (var index in QuadsOf(node))
            {
                ref readonly var quad = ref _table.Quads[index];
                if (quad.Object >= 0 && quad.Object != node) _firstMention[quad.Object + 2]++;
                if (quad.Graph >= 0 && quad.Graph != node && quad.Graph != quad.Object) _firstMention[quad.Graph + 2]++;
            }
        // Counts become starts; filling moves each start to the next node's, one place ahead.
        for (var node = 0; node < _table.Names.Length; node++) _firstMention[node + 2] += _firstMention[node + 1];
        foreach (var node in _subjects.AsSpan(0, _subjectCount))
            foreach (var index in QuadsOf(node))
            {
                ref readonly var quad = ref _table.Quads[index];
                if (quad.Object >= 0 && quad.Object != node) _mentions[_firstMention[quad.Object + 1]++] = index;
                if (quad.Graph >= 0 && quad.Graph != node && quad.Graph != quad.Object) _mentions[_firstMention[quad.Graph + 1]++] = index;
            }
    }

    private static int[] RentCleared(int length)
    {
        var array = ArrayPool<int>.Shared.Rent(length);
        array.AsSpan(0, length).Clear();
        return array;
    }

    private readonly struct ByName(QuadTable table) : IComparer<int>
    {
        public int Compare(int x, int y) => table.Names[x].In(table.Text).SequenceCompareTo(table.Names[y].In(table.Text));
    }

    private readonly struct ByRest(QuadTable table) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            ref readonly var left = ref table.Quads[x];
            ref readonly var right = ref table.Quads[y];
            var order = left.Rest.In(table.Text).SequenceCompareTo(right.Rest.In(table.Text));
            if (order != 0) return order;
            return left.Object != right.Object ? left.Object.CompareTo(right.Object) : left.Graph.CompareTo(right.Graph);
        }
    }
}

/// <summary>Sorts a few numbers without the price of the library's sort, and many with it.</summary>
internal static class SmallSort
{
    private const int Few = 24;

    public static void Sort<TOrder>(Span<int> numbers, TOrder order) where TOrder : struct, IComparer<int>
    {
        if (numbers.Length > Few)
        {
            numbers.Sort(order);
            return;
        }
        for (var i = 1; i < numbers.Length; i++)
        {
            var number = numbers[i];
            var at = i;
            for (; at > 0 && order.Compare(numbers[at - 1], number) > 0; at--) numbers[at] = numbers[at - 1];
            numbers[at] = number;
        }
    }
}
