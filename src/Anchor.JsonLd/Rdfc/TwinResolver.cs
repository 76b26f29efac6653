using System.Globalization;

namespace Anchor.JsonLd.Rdfc;

/// <summary>Tells blank nodes apart whose first-degree hashes are equal (RDFC-1.0 sections 4.7 and 4.8).</summary>
/// <remarks>
/// The temporary issuer of the specification, which is copied for every permutation, is here one stack: a copy is a mark, and
/// going back to the copy takes off what was issued since.
/// </remarks>
internal sealed class TwinResolver(Canonicalisation run, RdfcOptions options) : IDisposable
{
    // Each level of recursion takes a few frames of the stack.
    private const int MaxDepth = 256;

    private readonly int[] _temporary = new int[run.Table.Names.Length];
    private readonly List<int> _issued = [];
    private readonly PooledBytes _input = new();
    private int _work;

    /// <summary>Issues canonical identifiers for a group of twins, and for whatever was met on the way.</summary>
    public void Resolve(ReadOnlySpan<int> twins)
    {
        var results = new List<(byte[] Hash, int[] Issued)>();
        foreach (var node in twins)
        {
            if (run.CanonicalOf(node) >= 0) continue;
            RollBack(0);
            Issue(node);
            results.Add((HashNDegree(node, 0), [.. _issued]));
        }
        results.Sort((x, y) => x.Hash.AsSpan().SequenceCompareTo(y.Hash));
        foreach (var (_, issued) in results)
            foreach (var node in issued)
                run.IssueCanonical(node);
    }

    public void Dispose() => _input.Dispose();

    private byte[] HashNDegree(int node, int depth)
    {
        if (depth > MaxDepth) throw TooComplex();
        var related = Related(node);
        using var data = new PooledBytes();
        for (var (start, end) = (0, 0); start < related.Count; start = end)
        {
            end = start + 1;
            while (end < related.Count && related[end].Hash.AsSpan().SequenceEqual(related[start].Hash)) end++;
            data.AppendHex(related[start].Hash);
            AppendChosenPath(data, [.. related[start..end].Select(r => r.Node)], depth);
        }
        return Digest(data);
    }

    private List<(byte[] Hash, int Node)> Related(int node)
    {
        var related = new List<(byte[] Hash, int Node)>();
        foreach (var index in run.Quads.QuadsOf(node)) AddRelated(related, node, run.Table.Quads[index]);
        foreach (var index in run.Quads.MentionsOf(node)) AddRelated(related, node, run.Table.Quads[index]);
        related.Sort((x, y) => x.Hash.AsSpan().SequenceCompareTo(y.Hash));
        return related;
    }

    private void AddRelated(List<(byte[] Hash, int Node)> related, int node, in TableQuad quad)
    {
        if (quad.Subject != node && run.Table.IsBlank(quad.Subject)) Add(quad.Subject, (byte)'s', quad);
        if (quad.Object >= 0 && quad.Object != node) Add(quad.Object, (byte)'o', quad);
        if (quad.Graph >= 0 && quad.Graph != node) Add(quad.Graph, (byte)'g', quad);

        void Add(int other, byte role, in TableQuad quad)
        {
            Spend();
            related.Add((HashRelated(other, role, quad), other));
        }
    }

    private byte[] HashRelated(int node, byte role, in TableQuad quad)
    {
        _input.Truncate(0);
        _input.Append(role);
        if (role != 'g') AppendPredicate(quad.Rest.In(run.Table.Text)[..quad.PredicateLength]);
        if (run.CanonicalOf(node) >= 0 || _temporary[node] > 0) AppendLabel(_input, node);
        else _input.AppendHex(run.HashOf(node));
        return Digest(_input);
    }

    // Here the predicate stands as it is, and not as N-Quads writes it: what was escaped, always as four digits, is put back.
    private void AppendPredicate(ReadOnlySpan<byte> predicate)
    {
        for (var escape = predicate.IndexOf((byte)'\\'); escape >= 0; escape = predicate.IndexOf((byte)'\\'))
        {
            _input.Append(predicate[..escape]);
            _input.Append(byte.Parse(predicate.Slice(escape + @"\u00".Length, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            predicate = predicate[(escape + @"\u0000".Length)..];
        }
        _input.Append(predicate);
    }

    // Of all orders of nodes that even their relation to the node does not tell apart, the one with the least path.
    private void AppendChosenPath(PooledBytes data, int[] nodes, int depth)
    {
        using var path = new PooledBytes();
        using var chosen = new PooledBytes();
        var mark = _issued.Count;
        int[]? issued = null;
        // A node that is related by several quads is listed as often; orders that differ in nothing else are tried once.
        var order = nodes.Select(node => Array.IndexOf(nodes, node)).Order().ToArray();
        do
        {
            RollBack(mark);
            path.Truncate(0);
            if (!TryWalk(nodes, order, path, chosen, depth)) continue;
            if (issued is not null && path.Written.SequenceCompareTo(chosen.Written) >= 0) continue;
            chosen.Truncate(0);
            chosen.Append(path.Written);
            issued = [.. _issued[mark..]];
        }
        while (MoveToNext(order));
        RollBack(mark);
        foreach (var node in issued!) Issue(node);
        data.Append(chosen.Written);
    }

    /// <summary>False as soon as the path is sure to be greater than the chosen one.</summary>
    private bool TryWalk(int[] nodes, int[] order, PooledBytes path, PooledBytes chosen, int depth)
    {
        var toVisit = new List<int>();
        foreach (var index in order)
        {
            Spend();
            var node = nodes[index];
            if (run.CanonicalOf(node) < 0 && _temporary[node] == 0)
            {
                toVisit.Add(node);
                Issue(node);
            }
            AppendLabel(path, node);
            if (IsWorse(path, chosen)) return false;
        }
        foreach (var node in toVisit)
        {
            var hash = HashNDegree(node, depth + 1);
            AppendLabel(path, node);
            path.Append((byte)'<');
            path.AppendHex(hash);
            path.Append((byte)'>');
            if (IsWorse(path, chosen)) return false;
        }
        return true;
    }

    private static bool IsWorse(PooledBytes path, PooledBytes chosen) =>
        chosen.Length > 0 && path.Length >= chosen.Length && path.Written.SequenceCompareTo(chosen.Written) > 0;

    private void AppendLabel(PooledBytes destination, int node)
    {
        var canonical = run.CanonicalOf(node);
        destination.Append(canonical >= 0 ? "_:c14n"u8 : "_:b"u8);
        destination.AppendNumber(canonical >= 0 ? canonical : _temporary[node] - 1);
    }

    private void Issue(int node)
    {
        _issued.Add(node);
        _temporary[node] = _issued.Count;
    }

    private void RollBack(int mark)
    {
        for (var i = _issued.Count - 1; i >= mark; i--) _temporary[_issued[i]] = 0;
        _issued.RemoveRange(mark, _issued.Count - mark);
    }

    private byte[] Digest(PooledBytes input)
    {
        var hash = new byte[RdfcDigest.LengthOf(options.Hash)];
        RdfcDigest.Of(options.Hash, input.Written, hash);
        return hash;
    }

    private void Spend()
    {
        if (++_work > options.MaxWork) throw TooComplex();
    }

    /// <summary>The next order after this one; false after the last.</summary>
    private static bool MoveToNext(int[] order)
    {
        var pivot = order.Length - 2;
        while (pivot >= 0 && order[pivot] >= order[pivot + 1]) pivot--;
        if (pivot < 0) return false;
        var successor = order.Length - 1;
        while (order[successor] <= order[pivot]) successor--;
        (order[pivot], order[successor]) = (order[successor], order[pivot]);
        order.AsSpan(pivot + 1).Reverse();
        return true;
    }

    private static JsonLdException TooComplex() =>
        new("rdfc.too_complex", "The dataset has too many blank nodes that look alike to be told apart within the bound on work.");
}
