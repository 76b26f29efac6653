using System.Diagnostics;
using System.Text;
using Anchor.JsonLd.NQuads;
using Anchor.JsonLd.Rdf;
using Anchor.JsonLd.Rdfc;

namespace Anchor.JsonLd.Tests.Rdfc;

public sealed class Rdfc10Tests
{
    [Fact]
    public void An_empty_dataset_has_no_bytes() => Assert.Empty(Rdfc10.Canonicalise([]));

    [Fact]
    public void The_slow_reference_agrees()
    {
        for (var seed = 0; seed < 1500; seed++)
        {
            var quads = Datasets.Make(seed);
            Assert.True(RdfcReference.Canonicalise(quads) == Text(quads), $"seed {seed}");
        }
    }

    [Fact]
    public void Order_and_labels_do_not_matter()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var quads = Datasets.Make(seed);
            Assert.True(Text(quads) == Text(Datasets.Disguise(quads, seed + 1)), $"seed {seed}");
        }
    }

    [Fact]
    public void The_canonical_form_is_its_own_canonical_form()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var canonical = Rdfc10.Canonicalise(Datasets.Make(seed));
            Assert.True(canonical.AsSpan().SequenceEqual(Rdfc10.Canonicalise(NQuadsReader.Read(canonical))), $"seed {seed}");
        }
    }

    [Fact]
    public void The_labels_lead_from_the_input_to_the_canonical_form()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var quads = Datasets.Make(seed);
            var result = Rdfc10.CanonicaliseWithLabels(quads);
            var renamed = NQuadsWriter.Write(quads.Select(q => Datasets.Rename(q, label => result.Labels[label])));
            Assert.Equal(Lines(renamed).Distinct().Order(StringComparer.Ordinal), Lines(result.NQuads.Span).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Any_change_of_a_quad_changes_the_bytes()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var quads = Datasets.Make(seed);
            IReadOnlyList<Quad> changed = [quads[0] with { Predicate = RdfTerm.Iri("urn:p:changed") }, .. quads.Skip(1).Where(q => q != quads[0])];
            Assert.True(Text(quads) != Text(changed), $"seed {seed}");
        }
    }

    [Fact]
    public void The_hash_is_that_of_the_bytes()
    {
        var quads = Datasets.Make(7);
        var hash = new byte[48];
        Rdfc10.Hash(quads, hash, new RdfcOptions(RdfcHash.Sha384));
        Assert.Equal(System.Security.Cryptography.SHA384.HashData(Rdfc10.Canonicalise(quads, new RdfcOptions(RdfcHash.Sha384))), hash);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(40)]
    public void A_clique_is_too_complex_and_is_refused_soon(int size)
    {
        var clock = Stopwatch.StartNew();
        var refused = Assert.Throws<JsonLdException>(() => Rdfc10.Canonicalise(Datasets.Clique(size)));
        Assert.Equal("rdfc.too_complex", refused.Code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), clock.Elapsed.ToString());
    }

    [Fact]
    public void Blank_graphs_with_the_same_content_are_no_poison()
    {
        // Every quad of a node names the same graph; only distinct orders of those mentions count.
        var quads = Enumerable.Range(0, 2).SelectMany(twin => Enumerable.Range(0, 40).Select(i => new Quad(
            RdfTerm.BlankNode($"s{twin}"), RdfTerm.Iri($"urn:p{i % 3}"), RdfTerm.Literal($"{i}"), RdfTerm.BlankNode($"g{twin}")))).ToArray();
        var expected = Text(quads);
        Assert.Equal(80, Lines(Encoding.UTF8.GetBytes(expected)).Length);
        Assert.Equal(expected, Text(Datasets.Disguise(quads, 1)));
    }

    [Fact]
    public void A_long_circle_is_refused_before_the_stack_ends()
    {
        var refused = Assert.Throws<JsonLdException>(() => Rdfc10.Canonicalise([.. Datasets.Cycle(16_000)]));
        Assert.Equal("rdfc.too_complex", refused.Code);
    }

    [Fact]
    public void Too_many_quads_or_blank_nodes_are_refused()
    {
        IReadOnlyList<Quad> quads = [.. Datasets.Cycle(5)];
        Assert.Equal("rdfc.too_many_quads", Assert.Throws<JsonLdException>(() => Rdfc10.Canonicalise(quads, new RdfcOptions(MaxQuads: 4))).Code);
        Assert.Equal("rdfc.too_many_blank_nodes", Assert.Throws<JsonLdException>(() => Rdfc10.Canonicalise(quads, new RdfcOptions(MaxBlankNodes: 4))).Code);
    }

    [Fact]
    public void Many_threads_get_the_same_bytes()
    {
        var expected = Enumerable.Range(0, 200).Select(seed => Text(Datasets.Make(seed))).ToArray();
        Parallel.For(0, 1000, i => Assert.Equal(expected[i % 200], Text(Datasets.Make(i % 200))));
    }

    private static string Text(IReadOnlyList<Quad> quads) => Encoding.UTF8.GetString(Rdfc10.Canonicalise(quads));

    private static string[] Lines(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
