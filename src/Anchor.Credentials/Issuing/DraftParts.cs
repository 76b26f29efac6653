using System.Text.Json;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.Issuing;

/// <summary>A further result of a draft: a value, the level of a rubric, or a status.</summary>
/// <param name="Description">The id of the result description in the achievement.</param>
/// <param name="Value">The value, or null.</param>
/// <param name="AchievedLevel">The id of the rubric's level, or null.</param>
/// <param name="Status">One of the OB 3.0 result statuses, or null.</param>
public sealed record DraftResult(string Description, string? Value = null, string? AchievedLevel = null, string? Status = null)
{
    internal static DraftResult Read(ObjectReader reader) => new(
        reader.Text("resultDescription") ?? "", reader.Text("value", required: false, 1024),
        reader.Text("achievedLevel", required: false), reader.Text("status", required: false, 64));

    internal static void Write(Utf8JsonWriter writer, DraftResult result)
    {
        writer.WriteString("resultDescription"u8, result.Description);
        DraftParts.WriteText(writer, "value"u8, result.Value);
        DraftParts.WriteText(writer, "achievedLevel"u8, result.AchievedLevel);
        DraftParts.WriteText(writer, "status"u8, result.Status);
    }
}

/// <summary>What a learner did to earn it.</summary>
/// <param name="Id">The URL of the work, or null.</param>
/// <param name="Name">Its title, or null.</param>
/// <param name="Narrative">How it was made, Markdown, or null.</param>
/// <param name="Description">What it is, or null.</param>
/// <param name="Genre">Its sort, or null.</param>
/// <param name="Audience">Whom it was made for, or null.</param>
public sealed record DraftEvidence(
    string? Id = null, string? Name = null, string? Narrative = null, string? Description = null, string? Genre = null, string? Audience = null)
{
    /// <summary>The longest narrative, in characters.</summary>
    public const int MaxNarrative = 8_192;

    internal static DraftEvidence Read(ObjectReader reader)
    {
        var evidence = new DraftEvidence(
            reader.Text("id", required: false), reader.Text("name", required: false), reader.Text("narrative", required: false, MaxNarrative),
            reader.Text("description", required: false), reader.Text("genre", required: false), reader.Text("audience", required: false));
        if (evidence.Id is null && evidence.Narrative is null && reader.Failure is null) reader.Fail(null, "must have an id or a narrative");
        return evidence;
    }

    internal static void Write(Utf8JsonWriter writer, DraftEvidence evidence)
    {
        DraftParts.WriteText(writer, "id"u8, evidence.Id);
        DraftParts.WriteText(writer, "name"u8, evidence.Name);
        DraftParts.WriteText(writer, "narrative"u8, evidence.Narrative);
        DraftParts.WriteText(writer, "description"u8, evidence.Description);
        DraftParts.WriteText(writer, "genre"u8, evidence.Genre);
        DraftParts.WriteText(writer, "audience"u8, evidence.Audience);
    }
}

/// <summary>Lists inside drafts.</summary>
internal static class DraftParts
{
    private const int MaxItems = 64;

    public static void Write<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0) return;
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    public static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null) writer.WriteString(name, text);
    }

    public static IReadOnlyList<T> Read<T>(ObjectReader reader, string name, Func<ObjectReader, T> read)
    {
        T[] items = [.. reader.Items(name, MaxItems, required: false).Select(item => read(reader.Below(item.Element, item.Path)))];
        return items.Length == 0 ? [] : items;
    }
}
