using System.Text.Json;

namespace Anchor.Credentials.OpenBadges;

/// <summary>What the result descriptions of one achievement allow: for each id its rubric levels and its values.</summary>
internal sealed class DescribedResults
{
    private readonly Dictionary<string, (HashSet<string> Levels, HashSet<string>? Values)> _descriptions = new(StringComparer.Ordinal);

    public bool Add(string id, HashSet<string> levels, HashSet<string>? values) => _descriptions.TryAdd(id, (levels, values));

    public bool Contains(string id) => _descriptions.ContainsKey(id);

    public bool HasLevel(string id, string level) => _descriptions[id].Levels.Contains(level);

    public bool AllowsValue(string id, string value) => _descriptions[id].Values?.Contains(value) ?? true;
}

/// <summary>The rules of results and of what an achievement says about them.</summary>
internal static class ResultRules
{
    public static void CheckDescription(Node description, DescribedResults described)
    {
        if (!description.IsObject()) return;
        var id = description.Url("id", required: true);
        description.Type("ResultDescription");
        description.Text("name", required: true);
        description.OneOf("resultType", Vocabulary.ResultTypes, required: true);
        description.Texts("requiredValue", "valueMin", "valueMax");
        description.TextSet("allowedValue");
        var levels = new HashSet<string>(StringComparer.Ordinal);
        foreach (var level in description.Items("rubricCriterionLevel")) CheckLevel(level, levels);
        if (description.Url("requiredLevel") is { } required && !levels.Contains(required))
            description.Member("requiredLevel")!.Value.Fail("ob.result", "The required level is one of the rubric's levels.");
        foreach (var alignment in description.Items("alignment")) AlignmentRules.Check(alignment);
        if (id is not null && !described.Add(id, levels, Values(description))) description.Fail("ob.repeated", "Two result descriptions have the same id.");
    }

    public static void Check(Node result, DescribedResults described)
    {
        if (!result.IsObject()) return;
        result.Type("Result");
        var description = result.Url("resultDescription");
        var known = description is not null && described.Contains(description);
        if (description is not null && !known)
            result.Member("resultDescription")!.Value.Fail("ob.result", "A result points to a description in its achievement.");
        result.OneOf("status", Vocabulary.ResultStatuses, mayExtend: false);
        if (result.Url("achievedLevel") is { } level && known && !described.HasLevel(description!, level))
            result.Member("achievedLevel")!.Value.Fail("ob.result", "The achieved level is one of the levels of its description.");
        if (result.Text("value") is { } value && known && !described.AllowsValue(description!, value))
            result.Member("value")!.Value.Fail("ob.result", "The value is one of those that its description allows.");
        foreach (var alignment in result.Items("alignment")) AlignmentRules.Check(alignment);
        if (!result.Element.EnumerateObject().Any(m => m.Name is "value" or "achievedLevel" or "status" && m.Value.ValueKind != JsonValueKind.Null))
            result.Fail("ob.result", "A result has a value, an achievedLevel or a status.");
    }

    private static void CheckLevel(Node level, HashSet<string> levels)
    {
        if (!level.IsObject()) return;
        if (level.Url("id", required: true) is { } id && !levels.Add(id)) level.Fail("ob.repeated", "Two levels of a rubric have the same id.");
        level.Type("RubricCriterionLevel");
        level.Text("name", required: true);
        level.Texts("description", "level", "points");
        foreach (var alignment in level.Items("alignment")) AlignmentRules.Check(alignment);
    }

    private static HashSet<string>? Values(Node description) =>
        description.Element.TryGetProperty("allowedValue", out var allowed) && allowed.ValueKind == JsonValueKind.Array
            ? [.. allowed.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)]
            : null;
}
