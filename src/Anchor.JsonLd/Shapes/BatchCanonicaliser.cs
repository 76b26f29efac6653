using System.Buffers;
using System.Text.Json;
using Anchor.JsonLd.Rdf;
using Anchor.JsonLd.Rdfc;

namespace Anchor.JsonLd.Shapes;

/// <summary>
/// Canonical N-Quads of documents that resemble one another, as the credentials of one achievement do: what two of them have
/// in common is read once, every further one only fills in what differs. Gives what the general way gives. Thread-safe.
/// </summary>
/// <remarks>
/// RDFC-1.0 with SHA-256 over JSON-LD 1.1. A document that fits no shape takes the general way; shapes are learnt from such
/// documents, a bounded number of them. The first document of a shape and every 1,024th after it take both ways, and a shape
/// that ever gave something else is never used again.
/// </remarks>
/// <param name="options">How documents are read.</param>
public sealed class BatchCanonicaliser(JsonLdOptions options)
{
    private const int MaxFamilies = 16, MaxExample = 64 * 1024;
    private const int ChecksEvery = 1_024, Lessons = 64;

    [ThreadStatic]
    private static ShapeRun? _run;

    private readonly Lock _learning = new();
    private volatile ShapeFamily[] _families = [];
    private long _fitted, _general, _disagreements;
    private int _lessons = Lessons;

    /// <summary>How many documents fitted a shape.</summary>
    public long Fitted => Interlocked.Read(ref _fitted);

    /// <summary>How many took the general way, those that were checked not counted.</summary>
    public long General => Interlocked.Read(ref _general);

    /// <summary>How often a shape gave something else than the general way. Anything but 0 is a mistake in this room.</summary>
    public long Disagreements => Interlocked.Read(ref _disagreements);

    /// <summary>Writes the canonical N-Quads of a document.</summary>
    /// <param name="utf8Document">JSON without repeated members.</param>
    /// <param name="destination">Receives UTF-8.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="JsonLdException">It breaks a rule or a bound.</exception>
    public void Canonicalise(ReadOnlySpan<byte> utf8Document, IBufferWriter<byte> destination)
    {
        if (TryFill(utf8Document, out var output)) destination.Write(output);
        else Rdfc10.Canonicalise(Quads(utf8Document), destination);
    }

    /// <summary>SHA-256 of the canonical N-Quads of a document.</summary>
    /// <param name="utf8Document">JSON without repeated members.</param>
    /// <param name="destination">Receives 32 bytes.</param>
    /// <inheritdoc cref="Canonicalise" path="/exception"/>
    public void Hash(ReadOnlySpan<byte> utf8Document, Span<byte> destination)
    {
        if (TryFill(utf8Document, out _)) _run!.HashOutput(destination);
        else Rdfc10.Hash(Quads(utf8Document), destination);
    }

    private static bool IsCheckedAt(long use) => use % ChecksEvery == 1;

    private IReadOnlyList<Quad> Quads(ReadOnlySpan<byte> document) => JsonLdProcessor.ToRdf(JsonElement.Parse(document), options);

    private bool TryFill(ReadOnlySpan<byte> document, out ReadOnlySpan<byte> output)
    {
        var run = _run ??= new ShapeRun();
        foreach (var family in _families)
        {
            if (family.Shape is not { } shape || !run.TryFill(shape, document)) continue;
            Interlocked.Increment(ref _fitted);
            output = run.Output;
            return !IsCheckedAt(shape.CountUse()) || IsRight(family, document, output);
        }
        Interlocked.Increment(ref _general);
        output = default;
        if (Volatile.Read(ref _lessons) > 0 && document.Length <= MaxExample) Learn(document);
        return false;
    }

    private bool IsRight(ShapeFamily family, ReadOnlySpan<byte> document, ReadOnlySpan<byte> output)
    {
        // Whoever fits goes on learning; documents that never fit one another soon cost nothing any more.
        Volatile.Write(ref _lessons, Lessons);
        if (output.SequenceEqual(Rdfc10.Canonicalise(Quads(document)))) return true;
        Interlocked.Increment(ref _disagreements);
        lock (_learning) _families = [.. _families.Select(each => each.Example == family.Example ? each with { Shape = null, IsWrong = true } : each)];
        return false;
    }

    private void Learn(ReadOnlySpan<byte> document)
    {
        if (DocumentStrings.Find(document) is not { } strings) return;
        lock (_learning)
        {
            Volatile.Write(ref _lessons, _lessons - 1);
            var families = _families;
            for (var i = 0; i < families.Length; i++)
            {
                if (families[i].Learn(document, strings, options) is not { } learnt) continue;
                if (learnt != families[i]) _families = [.. families[..i], learnt, .. families[(i + 1)..]];
                return;
            }
            // The one that came first makes room.
            _families = [.. families.Skip(families.Length == MaxFamilies ? 1 : 0), new ShapeFamily(document.ToArray(), strings, null, false)];
        }
    }
}
