using System.Text.Json.Serialization;

namespace Anchor.Credentials.OpenBadges;

/// <summary>What is said about the learner.</summary>
public sealed record AchievementSubject
{
    /// <summary>The learner's own URI, if one is known.</summary>
    [JsonPropertyName("id")] public string? Id { get; init; }

    /// <summary>Holds <c>AchievementSubject</c>.</summary>
    [JsonPropertyName("type")] public IReadOnlyList<string> Type { get; init; } = ["AchievementSubject"];

    /// <summary>Who the learner is; null rather than empty.</summary>
    [JsonPropertyName("identifier")] public IReadOnlyList<IdentityObject>? Identifier { get; init; }

    /// <summary>What was earned.</summary>
    [JsonPropertyName("achievement")] public required Achievement Achievement { get; init; }

    /// <summary>With which results; null rather than empty.</summary>
    [JsonPropertyName("result")] public IReadOnlyList<AchievementResult>? Result { get; init; }

    /// <summary>The name in clear text, when the credential states one.</summary>
    [JsonIgnore]
    public string? DisplayName =>
        Identifier?.FirstOrDefault(i => !i.Hashed && i.IdentityType == "name")?.IdentityHash;
}
