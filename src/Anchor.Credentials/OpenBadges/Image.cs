using System.Text.Json;
using System.Text.Json.Serialization;

namespace Anchor.Credentials.OpenBadges;

/// <summary>A picture by its URL (http, https or data).</summary>
public sealed record Image
{
    /// <summary>The URL.</summary>
    [JsonPropertyName("id")] public required string Id { get; init; }

    /// <summary>Always <c>Image</c>.</summary>
    [JsonPropertyName("type")] public string Type { get; init; } = "Image";

    /// <summary>What is to be seen, for those who do not see it.</summary>
    [JsonPropertyName("caption")] public string? Caption { get; init; }

    /// <summary>Members that have no property here; they are kept as they are.</summary>
    [JsonExtensionData] public IDictionary<string, JsonElement>? More { get; set; }
}
