using System.Text.Json;
using System.Text.Json.Serialization;

namespace Anchor.Credentials.OpenBadges;

/// <summary>Who asserts: an issuer or creator.</summary>
/// <remarks>OB 3.0 Profile. For an issuer the id is its DID.</remarks>
public sealed record Profile
{
    /// <summary>A DID or another absolute URI.</summary>
    [JsonPropertyName("id")] public required string Id { get; init; }

    /// <summary>Holds <c>Profile</c>.</summary>
    [JsonPropertyName("type")] public IReadOnlyList<string> Type { get; init; } = ["Profile"];

    /// <summary>The legal name.</summary>
    [JsonPropertyName("name")] public string? Name { get; init; }

    /// <summary>The home page.</summary>
    [JsonPropertyName("url")] public string? Url { get; init; }

    /// <summary>A sentence about it.</summary>
    [JsonPropertyName("description")] public string? Description { get; init; }

    /// <summary>A contact address.</summary>
    [JsonPropertyName("email")] public string? Email { get; init; }

    /// <summary>A logo.</summary>
    [JsonPropertyName("image")] public Image? Image { get; init; }

    /// <summary>Members that have no property here; they are kept as they are.</summary>
    [JsonExtensionData] public IDictionary<string, JsonElement>? More { get; set; }
}
