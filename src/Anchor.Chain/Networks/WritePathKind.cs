using System.Text.Json.Serialization;

namespace Anchor.Chain.Networks;

/// <summary>How transactions reach a network.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WritePathKind>))]
public enum WritePathKind
{
    /// <summary>Ordinary signed transactions to the node.</summary>
    [JsonStringEnumMemberName("direct")]
    Direct,

    /// <summary>LACNet's gas model: a node's relay wraps transactions that are signed without a chain id.</summary>
    [JsonStringEnumMemberName("lacnetGasModel")]
    LacnetGasModel,

    /// <summary>LACNet's meta-transaction hub: EIP-712 requests that an allowed account carries.</summary>
    [JsonStringEnumMemberName("lacnetMetaTxHub")]
    LacnetMetaTxHub,
}
