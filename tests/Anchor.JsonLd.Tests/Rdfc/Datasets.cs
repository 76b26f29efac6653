using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Tests.Rdfc;

/// <summary>Datasets made from a seed, full of blank nodes that look alike.</summary>
internal static class Datasets
{
    private static readonly string[] Texts =
        ["", "a", "Ana Ejemplo Núñez", "\"\\\n\r\t\b\f", "\u0000\u001f\u007f", "学位证书", "😀 ￰", "_:b0 <urn:x> .", "\u2028"];

    public static IReadOnlyList<Quad> Make(int seed)
    {
        var random = new Random(seed);
        var nodes = random.Next(0, 7);
        var quads = new List<Quad>();
        for (var i = random.Next(1, 14); i > 0; i--)
            quads.Add(new Quad(Resource(random, nodes), Iri(random, "p", 3), Term(random, nodes), Graph(random, nodes)));
        if (random.Next(2) == 0) quads.AddRange(quads.ToList().Select(q => Rename(q, label => label + "twin")));
        if (random.Next(4) == 0) quads.AddRange(Cycle(random.Next(2, 5), random.Next(2) == 0));
        if (random.Next(3) == 0) quads.Add(quads[random.Next(quads.Count)]);
        return quads;
    }

    /// <summary>The same dataset in another order and with other labels.</summary>
    public static IReadOnlyList<Quad> Disguise(IReadOnlyList<Quad> quads, int seed)
    {
        var random = new Random(seed);
        var shuffled = quads.ToArray();
        random.Shuffle(shuffled);
        var labels = new Dictionary<string, string>();
        return [.. shuffled.Select(q => Rename(q, label =>
            labels.TryGetValue(label, out var other) ? other : labels[label] = $"x{random.Next(1_000_000)}n{labels.Count}"))];
    }

    public static Quad Rename(Quad quad, Func<string, string> rename)
    {
        RdfTerm Renamed(RdfTerm term) => term.Kind == RdfTermKind.BlankNode ? RdfTerm.BlankNode(rename(term.Value)) : term;
        return new Quad(Renamed(quad.Subject), quad.Predicate, Renamed(quad.Object), quad.Graph is null ? null : Renamed(quad.Graph));
    }

    /// <summary>Every one of n blank nodes points to every other.</summary>
    public static IReadOnlyList<Quad> Clique(int n) =>
        [.. from x in Enumerable.Range(0, n) from y in Enumerable.Range(0, n) where x != y
            select new Quad(RdfTerm.BlankNode($"e{x}"), RdfTerm.Iri("urn:p"), RdfTerm.BlankNode($"e{y}"), null)];

    /// <summary>Blank nodes in a circle.</summary>
    public static IEnumerable<Quad> Cycle(int length, bool both = false)
    {
        for (var i = 0; i < length; i++)
        {
            var (here, next) = (RdfTerm.BlankNode($"cycle{i}"), RdfTerm.BlankNode($"cycle{(i + 1) % length}"));
            yield return new Quad(here, RdfTerm.Iri("urn:next"), next, null);
            if (both) yield return new Quad(next, RdfTerm.Iri("urn:next"), here, null);
        }
    }

    private static RdfTerm Iri(Random random, string kind, int count) => RdfTerm.Iri($"urn:{kind}:{random.Next(count)}");

    private static RdfTerm Resource(Random random, int nodes) =>
        nodes > 0 && random.Next(4) > 0 ? RdfTerm.BlankNode($"b{random.Next(nodes)}") : Iri(random, "r", 3);

    private static RdfTerm Term(Random random, int nodes) => random.Next(4) switch
    {
        0 => RdfTerm.Literal(Texts[random.Next(Texts.Length)]),
        1 when random.Next(2) == 0 => RdfTerm.Text(Texts[random.Next(Texts.Length)], random.Next(2) == 0 ? "es" : "zh-Hans"),
        1 => RdfTerm.Literal(random.Next(3).ToString(System.Globalization.CultureInfo.InvariantCulture), "http://www.w3.org/2001/XMLSchema#integer"),
        _ => Resource(random, nodes),
    };

    private static RdfTerm? Graph(Random random, int nodes) => random.Next(3) > 0 ? null : Resource(random, nodes);
}
