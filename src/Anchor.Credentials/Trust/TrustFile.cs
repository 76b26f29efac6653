using Anchor.Credentials.Json;

namespace Anchor.Credentials.Trust;

/// <summary>Whom and what a verifier believes (<c>--trust</c>).</summary>
/// <remarks>
/// <c>{ version: 1, networks: [{ chainId, name, genesisHash, registry, registryCodeHash?, finality: { kind: "depth" | "tag" |
/// "instant", depth? }, production, rpc[]?, tokenFactory? }], issuers: [{ did, name, keys[]? }] }</c>. Unknown members are ignored.
/// Codes: <c>trust.malformed</c>, <c>trust.version_unknown</c>, <c>trust.duplicate</c>, <c>trust.key_malformed</c>, and those of
/// <see cref="BoundedJson"/>.
/// </remarks>
/// <param name="Networks">At most 256; a (chain id, registry) pair once.</param>
/// <param name="Issuers">At most 10,000; a DID once.</param>
public sealed record TrustFile(IReadOnlyList<TrustedNetwork> Networks, IReadOnlyList<RecognisedIssuer> Issuers)
{
    /// <summary>The only version that is read.</summary>
    public const int Version = 1;

    private static readonly JsonBounds Bounds = new(MaxBytes: 4 << 20, MaxDepth: 8);

    /// <summary>Reads a trust file.</summary>
    public static Result<TrustFile> Read(ReadOnlySpan<byte> utf8) => BoundedJson.Parse(utf8, Bounds).Then(TrustReader.Read);

    /// <summary>The network with this chain id and registry, or null.</summary>
    public TrustedNetwork? FindNetwork(ulong chainId, string registry) => Networks.FirstOrDefault(n =>
        n.ChainId == chainId && string.Equals(n.Registry, registry, StringComparison.OrdinalIgnoreCase));

    /// <summary>The issuer with this DID, or null.</summary>
    public RecognisedIssuer? FindIssuer(string did) => Issuers.FirstOrDefault(i => i.Did == did);
}
