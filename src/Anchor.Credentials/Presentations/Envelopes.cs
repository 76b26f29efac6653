using System.Text;
using System.Text.Json;

namespace Anchor.Credentials.Presentations;

/// <summary>Credentials and presentations inside a data URL (VC data model 2.0, sections 4.13 and 4.14).</summary>
internal static class Envelopes
{
    public const string CredentialType = "EnvelopedVerifiableCredential";
    public const string PresentationType = "EnvelopedVerifiablePresentation";
    public const string CredentialMediaType = "application/vc+jwt";
    public const string PresentationMediaType = "application/vp+jwt";
    public const string BaseContext = "https://www.w3.org/ns/credentials/v2";

    /// <summary>The compact JWS in an envelope.</summary>
    public static Result<byte[]> Open(JsonElement envelope, string mediaType, string path)
    {
        var prefix = $"data:{mediaType},";
        return HasBaseContext(envelope)
            && CredentialProofs.IdOf(envelope, "id") is { } id
            && id.StartsWith(prefix, StringComparison.Ordinal)
            && Ascii.IsValid(id)
                ? Encoding.ASCII.GetBytes(id[prefix.Length..])
                : PresentationErrors.EnvelopeMalformed(path, mediaType);
    }

    public static void Write(Utf8JsonWriter writer, string type, string mediaType, string compact)
    {
        writer.WriteStartObject();
        writer.WriteString("@context", BaseContext);
        writer.WriteString("id", $"data:{mediaType},{compact}");
        writer.WriteString("type", type);
        writer.WriteEndObject();
    }

    public static bool IsOfType(JsonElement document, string type) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty("type", out var types) && Values(types).Any(value => value == type);

    private static bool HasBaseContext(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty("@context", out var contexts)
        && Values(contexts).FirstOrDefault() == BaseContext;

    private static IEnumerable<string?> Values(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : null)
        : [value.ValueKind == JsonValueKind.String ? value.GetString() : null];
}
