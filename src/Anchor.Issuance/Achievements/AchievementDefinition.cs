using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials;
using Anchor.Credentials.Json;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Issuance.Achievements;

/// <summary>An Open Badges Achievement as the issuer sends it and as credentials repeat it.</summary>
internal static class AchievementDefinition
{
    /// <summary>Adds the ids that are missing; whatever was sent stays as it is.</summary>
    public static Result<string> Complete(JsonElement definition, Guid id)
    {
        if (definition.ValueKind != JsonValueKind.Object)
            return Error.Invalid("achievement.malformed", "The definition must be a JSON object.", "$");
        // Repeated members and half surrogates would break what reads the definition later.
        if (BoundedJson.Parse(JsonMarshal.GetRawUtf8Value(definition)).Error is { } unreadable) return unreadable;
        var node = JsonObject.Create(definition)!;
        node["id"] ??= $"urn:uuid:{id}";
        node["type"] ??= new JsonArray("Achievement");
        if (node["resultDescription"] is JsonArray descriptions)
            for (var i = 0; i < descriptions.Count; i++)
                if (descriptions[i] is JsonObject description)
                {
                    description["id"] ??= $"urn:uuid:{DerivedId.From("result-description", id.ToString(), i.ToString(System.Globalization.CultureInfo.InvariantCulture))}";
                    description["type"] ??= new JsonArray("ResultDescription");
                }
        if (node["alignment"] is JsonArray alignments)
            foreach (var alignment in alignments.OfType<JsonObject>())
                alignment["type"] ??= new JsonArray("Alignment");
        var text = node.ToJsonString();
        var bytes = Encoding.UTF8.GetByteCount(text);
        return bytes <= AchievementErrors.MaxBytes ? text : AchievementErrors.TooLarge(bytes);
    }

    /// <summary>Reads a definition into the model that templates are made of.</summary>
    public static Result<Achievement> Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Achievement>(text) is { } achievement
                ? achievement
                : Error.Invalid("achievement.malformed", "The definition must be a JSON object.", "$");
        }
        catch (JsonException e)
        {
            return Error.Invalid("achievement.malformed", "The definition is not an Open Badges 3.0 Achievement: a member is missing or has the wrong type.", e.Path);
        }
    }
}
