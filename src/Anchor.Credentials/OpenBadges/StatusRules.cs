using System.Text.Json;

namespace Anchor.Credentials.OpenBadges;

/// <summary>The rules of <c>credentialStatus</c>, for the two kinds that Open Badges use; others need a type only.</summary>
internal static class StatusRules
{
    public static void Check(Node status)
    {
        if (!status.IsObject()) return;
        status.Type();
        var revocationList = Is(status.Element, Vocabulary.RevocationList);
        status.Url("id", required: revocationList);
        if (!Is(status.Element, Vocabulary.BitstringEntry)) return;
        status.Text("statusPurpose", required: true);
        status.Url("statusListCredential", required: true);
        if (status.Text("statusListIndex", required: true) is { } index && !(index.Length <= 19 && index.All(char.IsAsciiDigit)))
            status.Member("statusListIndex")!.Value.Fail("ob.status", "statusListIndex must be a whole number, not negative, written as a string.");
    }

    /// <summary>Whether the type is, or holds, this name.</summary>
    public static bool Is(JsonElement status, string name) =>
        status.ValueKind == JsonValueKind.Object && status.TryGetProperty("type", out var type)
        && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(each => IsName(each, name)) : IsName(type, name));

    private static bool IsName(JsonElement type, string name) => type.ValueKind == JsonValueKind.String && type.ValueEquals(name);
}
