using System.Text.Json;
using System.Text.Json.Serialization;

namespace Anchor.Credentials.OpenBadges;

/// <summary>What can be earned.</summary>
/// <remarks>OB 3.0 Achievement.</remarks>
public sealed record Achievement
{
    /// <summary>An absolute URI.</summary>
    [JsonPropertyName("id")] public required string Id { get; init; }

    /// <summary>Holds <c>Achievement</c>.</summary>
    [JsonPropertyName("type")] public IReadOnlyList<string> Type { get; init; } = ["Achievement"];

    /// <summary>The title.</summary>
    [JsonPropertyName("name")] public required string Name { get; init; }

    /// <summary>What it is.</summary>
    [JsonPropertyName("description")] public required string Description { get; init; }

    /// <summary>How it is earned.</summary>
    [JsonPropertyName("criteria")] public required Criteria Criteria { get; init; }

    /// <summary>One of the OB 3.0 achievement types, or <c>ext:…</c>.</summary>
    [JsonPropertyName("achievementType")] public string? AchievementType { get; init; }

    /// <summary>Links to frameworks; null rather than empty.</summary>
    [JsonPropertyName("alignment")] public IReadOnlyList<Alignment>? Alignment { get; init; }

    /// <summary>Who conceived it.</summary>
    [JsonPropertyName("creator")] public Profile? Creator { get; init; }

    /// <summary>How many credits it can give.</summary>
    [JsonPropertyName("creditsAvailable")] public decimal? CreditsAvailable { get; init; }

    /// <summary>The field of study.</summary>
    [JsonPropertyName("fieldOfStudy")] public string? FieldOfStudy { get; init; }

    /// <summary>The code that people use for it.</summary>
    [JsonPropertyName("humanCode")] public string? HumanCode { get; init; }

    /// <summary>A picture.</summary>
    [JsonPropertyName("image")] public Image? Image { get; init; }

    /// <summary>The language of the achievement, BCP 47.</summary>
    [JsonPropertyName("inLanguage")] public string? InLanguage { get; init; }

    /// <summary>What results may be recorded; null rather than empty.</summary>
    [JsonPropertyName("resultDescription")] public IReadOnlyList<ResultDescription>? ResultDescription { get; init; }

    /// <summary>The specialisation.</summary>
    [JsonPropertyName("specialization")] public string? Specialization { get; init; }

    /// <summary>Key words; null rather than empty.</summary>
    [JsonPropertyName("tag")] public IReadOnlyList<string>? Tag { get; init; }

    /// <summary>The version of this achievement.</summary>
    [JsonPropertyName("version")] public string? Version { get; init; }

    /// <summary>Members that have no property here; they are kept as they are.</summary>
    [JsonExtensionData] public IDictionary<string, JsonElement>? More { get; set; }
}

/// <summary>How an achievement is earned: a page, a text, or both.</summary>
public sealed record Criteria
{
    /// <summary>A page that says it.</summary>
    [JsonPropertyName("id")] public string? Id { get; init; }

    /// <summary>Markdown that says it.</summary>
    [JsonPropertyName("narrative")] public string? Narrative { get; init; }

    /// <summary>Members that have no property here; they are kept as they are.</summary>
    [JsonExtensionData] public IDictionary<string, JsonElement>? More { get; set; }
}
