using System.Text.Json.Serialization;

namespace Anchor.Events;

/// <summary>The issuer described what can be earned.</summary>
/// <param name="AchievementId">The achievement.</param>
/// <param name="IssuerId">Who defined it.</param>
/// <param name="Definition">The Open Badges 3.0 Achievement as JSON text; text, because signed credentials repeat it byte for byte.</param>
/// <param name="DefinedAt">When.</param>
public sealed record AchievementDefinedV1(
    [property: JsonPropertyName("achievementId")] Guid AchievementId,
    [property: JsonPropertyName("issuerId")] Guid IssuerId,
    [property: JsonPropertyName("definition")] string Definition,
    [property: JsonPropertyName("definedAt")] DateTimeOffset DefinedAt);
