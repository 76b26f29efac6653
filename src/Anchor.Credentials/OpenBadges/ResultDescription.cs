using System.Text.Json;
using System.Text.Json.Serialization;

namespace Anchor.Credentials.OpenBadges;

/// <summary>A kind of result that an achievement can have.</summary>
public sealed record ResultDescription
{
    /// <summary>An absolute URI; results point to it.</summary>
    [JsonPropertyName("id")] public required string Id { get; init; }

    /// <summary>Holds <c>ResultDescription</c>.</summary>
    [JsonPropertyName("type")] public IReadOnlyList<string> Type { get; init; } = ["ResultDescription"];

    /// <summary>The title.</summary>
    [JsonPropertyName("name")] public required string Name { get; init; }

    /// <summary>One of the OB 3.0 result types, or <c>ext:…</c>.</summary>
    [JsonPropertyName("resultType")] public required string ResultType { get; init; }

    /// <summary>The values that may occur, worst first; null rather than empty.</summary>
    [JsonPropertyName("allowedValue")] public IReadOnlyList<string>? AllowedValue { get; init; }

    /// <summary>The value that has to be reached.</summary>
    [JsonPropertyName("requiredValue")] public string? RequiredValue { get; init; }

    /// <summary>The lowest value.</summary>
    [JsonPropertyName("valueMin")] public string? ValueMin { get; init; }

    /// <summary>The highest value.</summary>
    [JsonPropertyName("valueMax")] public string? ValueMax { get; init; }

    /// <summary>Members that have no property here; they are kept as they are.</summary>
    [JsonExtensionData] public IDictionary<string, JsonElement>? More { get; set; }
}

/// <summary>A result that a learner reached (<c>Result</c> in OB 3.0).</summary>
public sealed record AchievementResult
{
    /// <summary>Holds <c>Result</c>.</summary>
    [JsonPropertyName("type")] public IReadOnlyList<string> Type { get; init; } = ["Result"];

    /// <summary>The id of the description in the achievement.</summary>
    [JsonPropertyName("resultDescription")] public string? ResultDescription { get; init; }

    /// <summary>The value.</summary>
    [JsonPropertyName("value")] public string? Value { get; init; }

    /// <summary>The id of the rubric level.</summary>
    [JsonPropertyName("achievedLevel")] public string? AchievedLevel { get; init; }

    /// <summary>One of the OB 3.0 result statuses.</summary>
    [JsonPropertyName("status")] public string? Status { get; init; }
}
