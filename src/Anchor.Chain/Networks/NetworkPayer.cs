using System.Text.Json.Serialization;

namespace Anchor.Chain.Networks;

/// <summary>Whose account sends transactions and pays for them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NetworkPayer>))]
public enum NetworkPayer
{
    /// <summary>Each issuer's own account.</summary>
    [JsonStringEnumMemberName("issuer")]
    Issuer,

    /// <summary>One account of the host; issuers sign what it sends, and many share a transaction.</summary>
    [JsonStringEnumMemberName("host")]
    Host,
}
