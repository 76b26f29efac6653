namespace Anchor.JsonLd.Rdfc;

/// <summary>A canonical dataset, and how its blank nodes are called there.</summary>
/// <param name="NQuads">Canonical N-Quads, UTF-8.</param>
/// <param name="Labels">From each blank node's label in the input to its canonical one (<c>c14n0</c>), both without <c>_:</c>.</param>
public sealed record RdfcResult(ReadOnlyMemory<byte> NQuads, IReadOnlyDictionary<string, string> Labels);
