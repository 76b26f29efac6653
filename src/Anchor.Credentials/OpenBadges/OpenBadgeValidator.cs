using System.Text.Json;
namespace Anchor.Credentials.OpenBadges;
/// <summary>stub</summary>
public static class OpenBadgeValidator
{
    /// <summary>stub</summary>
    public static IReadOnlyList<Violation> Validate(JsonElement credential) => [];
}
