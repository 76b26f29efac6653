namespace Anchor.JsonLd.Rdfc;

/// <summary>The hash that canonicalisation uses inside.</summary>
public enum RdfcHash
{
    /// <summary>SHA-256, the default of RDFC-1.0.</summary>
    Sha256,

    /// <summary>SHA-384, as ecdsa-rdfc-2019 asks for with P-384.</summary>
    Sha384,
}

/// <summary>How datasets are canonicalised, and how much is read from strangers.</summary>
/// <param name="Hash">The hash inside; default SHA-256.</param>
/// <param name="MaxQuads">Default 65,536.</param>
/// <param name="MaxBlankNodes">Default 16,384.</param>
/// <param name="MaxWork">
/// How many steps may go into telling apart blank nodes that look alike: one step for each related blank node that is hashed
/// and one for each member of a permutation. Default 100,000, about a tenth of a second. Datasets made to be costly
/// ("poison graphs") need factorially many.
/// </param>
public sealed record RdfcOptions(
    RdfcHash Hash = RdfcHash.Sha256, int MaxQuads = 65_536, int MaxBlankNodes = 16_384, int MaxWork = 20_000)
{
    /// <summary>SHA-256 and the default bounds.</summary>
    public static RdfcOptions Default { get; } = new();
}
