using System.Text.Json;
using System.Text.Json.Serialization;

namespace Anchor.Credentials.OpenBadges;

/// <summary>A link from an achievement to a node of a framework (ESCO, O*NET, CTDL).</summary>
public sealed record Alignment
{
    /// <summary>Holds <c>Alignment</c>.</summary>
    [JsonPropertyName("type")] public IReadOnlyList<string> Type { get; init; } = ["Alignment"];

    /// <summary>The name of the node.</summary>
    [JsonPropertyName("targetName")] public required string TargetName { get; init; }

    /// <summary>The URL of the node.</summary>
    [JsonPropertyName("targetUrl")] public required string TargetUrl { get; init; }

    /// <summary>The node's code in the framework.</summary>
    [JsonPropertyName("targetCode")] public string? TargetCode { get; init; }

    /// <summary>What the node means.</summary>
    [JsonPropertyName("targetDescription")] public string? TargetDescription { get; init; }

    /// <summary>The name of the framework.</summary>
    [JsonPropertyName("targetFramework")] public string? TargetFramework { get; init; }

    /// <summary>One of the OB 3.0 target types, or <c>ext:…</c>.</summary>
    [JsonPropertyName("targetType")] public string? TargetType { get; init; }

    /// <summary>Members that have no property here; they are kept as they are.</summary>
    [JsonExtensionData] public IDictionary<string, JsonElement>? More { get; set; }
}
