using System.Security.Cryptography;
using System.Text;
using Anchor.JsonLd.NQuads;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Tests.Rdfc;

/// <summary>RDFC-1.0 step by step as the specification has it, with strings and maps; slow, obvious, and unbounded.</summary>
internal sealed class RdfcReference
{
    private readonly Dictionary<string, List<Quad>> _quadsOf = [];
    private readonly Dictionary<string, string> _firstDegree = [];
    private readonly Issuer _canonical = new("c14n");
    private readonly List<Quad> _quads;

    private RdfcReference(IEnumerable<Quad> quads)
    {
        _quads = [.. quads.Distinct()];
        foreach (var quad in _quads)
            foreach (var label in BlankNodesOf(quad).Select(b => b.Label).Distinct())
                (_quadsOf.TryGetValue(label, out var list) ? list : _quadsOf[label] = []).Add(quad);
    }

    public static string Canonicalise(IEnumerable<Quad> quads) => new RdfcReference(quads).Run();

    private string Run()
    {
        foreach (var label in _quadsOf.Keys) _firstDegree[label] = HashFirstDegree(label);
        var groups = _firstDegree.GroupBy(p => p.Value, p => p.Key).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        foreach (var group in groups.Where(g => g.Count() == 1)) _canonical.Issue(group.Single());
        foreach (var group in groups.Where(g => g.Count() > 1))
        {
            var results = new List<(string Hash, Issuer Issuer)>();
            foreach (var label in group.Where(l => !_canonical.Has(l)))
            {
                var issuer = new Issuer("b");
                issuer.Issue(label);
                results.Add(HashNDegree(label, issuer));
            }
            foreach (var result in results.OrderBy(r => r.Hash, StringComparer.Ordinal))
                foreach (var label in result.Issuer.Order)
                    _canonical.Issue(label);
        }
        return string.Concat(_quads.Select(q => Line(q, _canonical.Issue)).Order(ByCodePoint.Order));
    }

    private string HashFirstDegree(string label) =>
        Hash(string.Concat(_quadsOf[label].Select(q => Line(q, l => l == label ? "a" : "z")).Order(ByCodePoint.Order)));

    private string HashRelated(string label, Quad quad, Issuer issuer, char position)
    {
        var input = position == 'g' ? "g" : $"{position}<{quad.Predicate.Value}>";
        return Hash(input + (_canonical.Has(label) ? "_:" + _canonical.Issue(label)
            : issuer.Has(label) ? "_:" + issuer.Issue(label)
            : _firstDegree[label]));
    }

    private (string Hash, Issuer Issuer) HashNDegree(string label, Issuer issuer)
    {
        var related = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var quad in _quadsOf[label])
            foreach (var (other, position) in BlankNodesOf(quad).Where(b => b.Label != label))
            {
                var hash = HashRelated(other, quad, issuer, position);
                (related.TryGetValue(hash, out var list) ? list : related[hash] = []).Add(other);
            }

        var data = new StringBuilder();
        foreach (var (hash, labels) in related)
        {
            data.Append(hash);
            string? chosenPath = null;
            Issuer? chosen = null;
            foreach (var order in Permutations(labels))
            {
                var copy = new Issuer(issuer);
                var path = "";
                var toVisit = new List<string>();
                foreach (var other in order)
                {
                    if (!_canonical.Has(other) && !copy.Has(other)) toVisit.Add(other);
                    path += "_:" + (_canonical.Has(other) ? _canonical.Issue(other) : copy.Issue(other));
                }
                foreach (var other in toVisit)
                {
                    var result = HashNDegree(other, copy);
                    path += $"_:{copy.Issue(other)}<{result.Hash}>";
                    copy = result.Issuer;
                }
                if (chosenPath is null || string.CompareOrdinal(path, chosenPath) < 0) (chosenPath, chosen) = (path, copy);
            }
            data.Append(chosenPath);
            issuer = chosen!;
        }
        return (Hash(data.ToString()), issuer);
    }

    private static IEnumerable<IReadOnlyList<string>> Permutations(IReadOnlyList<string> items)
    {
        if (items.Count == 0) return [[]];
        return items.SelectMany((item, i) =>
            Permutations([.. items.Where((_, j) => j != i)]).Select(rest => (IReadOnlyList<string>)[item, .. rest]));
    }

    private static IEnumerable<(string Label, char Position)> BlankNodesOf(Quad quad)
    {
        if (quad.Subject.Kind == RdfTermKind.BlankNode) yield return (quad.Subject.Value, 's');
        if (quad.Object.Kind == RdfTermKind.BlankNode) yield return (quad.Object.Value, 'o');
        if (quad.Graph is { Kind: RdfTermKind.BlankNode } graph) yield return (graph.Value, 'g');
    }

    private static string Line(Quad quad, Func<string, string> rename)
    {
        RdfTerm Renamed(RdfTerm term) => term.Kind == RdfTermKind.BlankNode ? RdfTerm.BlankNode(rename(term.Value)) : term;
        return Encoding.UTF8.GetString(NQuadsWriter.Write(
            [new Quad(Renamed(quad.Subject), quad.Predicate, Renamed(quad.Object), quad.Graph is null ? null : Renamed(quad.Graph))]));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed class Issuer(string prefix)
    {
        private readonly Dictionary<string, string> _issued = [];

        public Issuer(Issuer other) : this(other.Prefix)
        {
            foreach (var label in other.Order) Issue(label);
        }

        public List<string> Order { get; } = [];

        private string Prefix => prefix;

        public bool Has(string label) => _issued.ContainsKey(label);

        public string Issue(string label)
        {
            if (_issued.TryGetValue(label, out var issued)) return issued;
            Order.Add(label);
            return _issued[label] = prefix + _issued.Count;
        }
    }

    private sealed class ByCodePoint : IComparer<string>
    {
        public static ByCodePoint Order { get; } = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
    }
}
