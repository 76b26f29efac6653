using System.Text.Json;

namespace Anchor.Cli.Hosts;

/// <summary>Reads members of a host's answers; what is missing or of another kind reads as nothing.</summary>
internal static class HostAnswers
{
    public static string? Text(this JsonElement answer, string name) =>
        answer.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static long Number(this JsonElement answer, string name) =>
        answer.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : 0;

    public static bool IsTrue(this JsonElement answer, string name) => answer.Member(name) is { ValueKind: JsonValueKind.True };

    public static IEnumerable<JsonElement> Items(this JsonElement answer, string name) =>
        answer.Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    private static JsonElement? Member(this JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value) ? value : null;
}
