using System.Buffers;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Rdfc;

/// <summary>RDF Dataset Canonicalization 1.0: the same bytes for every dataset that says the same.</summary>
/// <remarks>
/// W3C Recommendation of 21 May 2024. Repeated quads count once. Codes: <c>rdfc.too_many_quads</c>,
/// <c>rdfc.too_many_blank_nodes</c>, <c>rdfc.too_complex</c>, and those of <see cref="NQuads.NQuadsWriter"/>. Thread-safe.
/// </remarks>
public static class Rdfc10
{
    /// <summary>The canonical N-Quads of a dataset.</summary>
    /// <returns>UTF-8; empty for an empty dataset.</returns>
    /// <exception cref="JsonLdException">The dataset is beyond a bound, or a term cannot be written.</exception>
    public static byte[] Canonicalise(IReadOnlyList<Quad> quads, RdfcOptions? options = null)
    {
        using var run = Run(quads, options);
        return run.Output.ToArray();
    }

    /// <summary>Writes the canonical N-Quads of a dataset into a buffer.</summary>
    /// <exception cref="JsonLdException">The dataset is beyond a bound, or a term cannot be written.</exception>
    public static void Canonicalise(IReadOnlyList<Quad> quads, IBufferWriter<byte> destination, RdfcOptions? options = null)
    {
        using var run = Run(quads, options);
        destination.Write(run.Output.Written);
    }

    /// <summary>The canonical N-Quads of a dataset, and the labels that were given.</summary>
    /// <exception cref="JsonLdException">The dataset is beyond a bound, or a term cannot be written.</exception>
    public static RdfcResult CanonicaliseWithLabels(IReadOnlyList<Quad> quads, RdfcOptions? options = null)
    {
        options ??= RdfcOptions.Default;
        CheckCount(quads, options);
        using var listed = new ListedQuads(options);
        using var run = Run(listed.Read(quads), options);
        var labels = new Dictionary<string, string>(listed.Blank.Count);
        foreach (var (label, node) in listed.Blank) labels[label] = $"c14n{run.CanonicalOf(node)}";
        return new RdfcResult(run.Output.ToArray(), labels);
    }

    /// <summary>The hash of the canonical N-Quads, with the options' hash function.</summary>
    /// <param name="quads">The dataset.</param>
    /// <param name="destination">Receives 32 (SHA-256) or 48 (SHA-384) bytes.</param>
    /// <param name="options">The hash and the bounds; the defaults when null.</param>
    /// <exception cref="JsonLdException">The dataset is beyond a bound, or a term cannot be written.</exception>
    public static void Hash(IReadOnlyList<Quad> quads, Span<byte> destination, RdfcOptions? options = null)
    {
        using var run = Run(quads, options);
        RdfcDigest.Of((options ?? RdfcOptions.Default).Hash, run.Output.Written, destination);
    }

    private static Canonicalisation Run(IReadOnlyList<Quad> quads, RdfcOptions? options)
    {
        options ??= RdfcOptions.Default;
        // A table may hold a quad twice and is far below the bounds nearly always; where it is not, the list decides.
        if (quads is Dataset { Table: var table } && table.Quads.Length <= options.MaxQuads && table.Names.Length <= options.MaxBlankNodes) return Run(table, options);
        CheckCount(quads, options);
        using var listed = new ListedQuads(options);
        return Run(listed.Read(quads), options);
    }

    private static Canonicalisation Run(QuadTable table, RdfcOptions options)
    {
        var run = new Canonicalisation(table, options);
        try
        {
            run.Complete();
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    private static void CheckCount(IReadOnlyList<Quad> quads, RdfcOptions options)
    {
        if (quads.Count > options.MaxQuads)
            throw new JsonLdException("rdfc.too_many_quads", $"The dataset has {quads.Count} quads; at most {options.MaxQuads} are read.");
    }
}
