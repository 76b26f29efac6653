using System.Text.Json;

namespace Anchor.Credentials.OpenBadges;

/// <summary>Tells the kinds of <c>credentialStatus</c> apart.</summary>
public static class StatusTypes
{
    /// <summary>Whether the type of an entry is, or holds, this name.</summary>
    public static bool Is(JsonElement status, string name) =>
        status.ValueKind == JsonValueKind.Object && status.TryGetProperty("type", out var type)
        && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(each => IsName(each, name)) : IsName(type, name));

    private static bool IsName(JsonElement type, string name) => type.ValueKind == JsonValueKind.String && type.ValueEquals(name);
}
