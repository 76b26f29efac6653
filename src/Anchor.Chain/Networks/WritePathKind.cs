using System.Text.Json.Serialization;

namespace Anchor.Chain.Networks;

/// <summary>How transactions reach a network.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WritePathKind>))]
public enum WritePathKind
{
    /// <summary>Ordinary signed transactions to the node.</summary>
    [JsonStringEnumMemberName("direct")]
    Direct,
}
