using System.Text.Json;
using System.Text.Json.Serialization;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Networks;

/// <summary>A network as a trust file or a host's settings describe it.</summary>
public sealed record Network : IJsonOnDeserialized
{
    /// <summary>The name people read, such as <c>LACNet mainnet</c>.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>The chain id that every signature is bound to.</summary>
    [JsonPropertyName("chainId")]
    public required ulong ChainId { get; init; }

    /// <summary>Nodes to ask, best first; http or https. An address may hold a secret: never show one.</summary>
    [JsonPropertyName("rpcUrls")]
    public required IReadOnlyList<Uri> RpcUrls { get; init; }

    /// <summary>How many nodes must agree before a block counts as final or as replaced. Default 1; 1 to the number of <see cref="RpcUrls"/>.</summary>
    [JsonPropertyName("quorum")]
    public int Quorum { get; init; } = 1;

    /// <summary>The hash of block 0; where given, a node with another is refused.</summary>
    [JsonPropertyName("genesisHash"), JsonConverter(typeof(Hash32JsonConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Hash32? GenesisHash { get; init; }

    /// <summary>The AnchorRegistry; null before it is deployed.</summary>
    [JsonPropertyName("registry")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Address? RegistryAddress { get; init; }

    /// <summary>Keccak-256 of the registry's deployed code.</summary>
    [JsonPropertyName("registryCodeHash"), JsonConverter(typeof(Hash32JsonConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Hash32? RegistryCodeHash { get; init; }

    /// <summary>The CredentialTokenFactory; null where credentials are not minted.</summary>
    [JsonPropertyName("tokenFactory")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Address? TokenFactoryAddress { get; init; }

    /// <summary>How transactions reach the network.</summary>
    [JsonPropertyName("writePath")]
    public WritePathKind WritePath { get; init; }

    /// <summary>Whose account sends and pays: each issuer's own, or one of the host's for all of them.</summary>
    [JsonPropertyName("payer")]
    public NetworkPayer Payer { get; init; }

    /// <summary>What LACNet gave its writer; null on other networks, and where nothing is written.</summary>
    [JsonPropertyName("lacnet")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LacnetSettings? Lacnet { get; init; }

    /// <summary>When a block counts as irreversible.</summary>
    [JsonPropertyName("finality")]
    public required FinalityPolicy Finality { get; init; }

    /// <summary>Caps on what transactions offer; null for <see cref="FeePolicy.Default"/>.</summary>
    [JsonPropertyName("fees")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FeePolicy? Fees { get; init; }

    /// <summary>An explorer's page of a transaction, with <c>{tx}</c> for its hash.</summary>
    [JsonPropertyName("explorer")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExplorerTemplate { get; init; }

    /// <summary>Whether anchors here count; false for test networks, which verdicts name.</summary>
    [JsonPropertyName("production")]
    public bool IsProduction { get; init; }

    /// <summary>Whether <see cref="Quorum"/> lies in its range.</summary>
    [JsonIgnore]
    public bool IsQuorumInRange => Quorum >= 1 && Quorum <= Math.Max(RpcUrls.Count, 1);

    void IJsonOnDeserialized.OnDeserialized()
    {
        if (RpcUrls is null || Name is null) throw new JsonException("A network has a name and rpcUrls.");
        if (!IsQuorumInRange) throw new JsonException($"The quorum of {Name} is a number from 1 to the number of its rpcUrls.");
    }

    /// <summary>The explorer's page of a transaction; null without a template, or when it gives no http address.</summary>
    public Uri? ExplorerPage(Hash32 transactionHash) =>
        Uri.TryCreate(ExplorerTemplate?.Replace("{tx}", transactionHash.ToHex(), StringComparison.Ordinal), UriKind.Absolute, out var page)
        && page.Scheme is "http" or "https"
            ? page
            : null;
}
