using System.Text.Json;
using System.Text.Json.Serialization;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.OpenBadges;

/// <summary>What Anchor issues, read back: an OpenBadgeCredential. Members unknown here are left out, not refused.</summary>
public sealed record OpenBadgeCredential
{
    /// <summary>VC 2.0 first, OB 3.0 second.</summary>
    [JsonPropertyName("@context")] public required JsonElement Context { get; init; }

    /// <summary>A URI, <c>urn:uuid:…</c> here.</summary>
    [JsonPropertyName("id")] public required string Id { get; init; }

    /// <summary>Holds VerifiableCredential and OpenBadgeCredential or AchievementCredential.</summary>
    [JsonPropertyName("type")] public required IReadOnlyList<string> Type { get; init; }

    /// <summary>Who asserts it.</summary>
    [JsonPropertyName("issuer")] public required Profile Issuer { get; init; }

    /// <summary>The title.</summary>
    [JsonPropertyName("name")] public string? Name { get; init; }

    /// <summary>Valid from then on.</summary>
    [JsonPropertyName("validFrom")] public required string ValidFrom { get; init; }

    /// <summary>Valid until then.</summary>
    [JsonPropertyName("validUntil")] public string? ValidUntil { get; init; }

    /// <summary>When the achievement was awarded.</summary>
    [JsonPropertyName("awardedDate")] public string? AwardedDate { get; init; }

    /// <summary>What is asserted.</summary>
    [JsonPropertyName("credentialSubject")] public required AchievementSubject CredentialSubject { get; init; }

    /// <summary>Reads a credential that satisfies <see cref="OpenBadgeValidator"/>.</summary>
    /// <returns>The first violation as an error when it does not.</returns>
    public static Result<OpenBadgeCredential> Read(ReadOnlySpan<byte> utf8)
    {
        if (!BoundedJson.Parse(utf8).TryGet(out var element, out var error)) return error;
        if (OpenBadgeValidator.Validate(element) is [var first, ..])
            return Error.Invalid(first.Code, first.Rule, first.Path);
        try
        {
            return element.Deserialize(OpenBadgesJson.Relaxed.OpenBadgeCredential)!;
        }
        catch (JsonException e)
        {
            return Error.Invalid("ob.unsupported", "The credential is well-formed but uses a form that is not read here.", e.Path);
        }
    }
}
