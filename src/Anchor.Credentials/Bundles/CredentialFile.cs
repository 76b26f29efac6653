using System.Text.Json;
using Anchor.Credentials.Baking;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.Bundles;

/// <summary>Any file in which a credential comes: a bundle, a badge picture, a compact JWS, or the credential's own JSON.</summary>
public static class CredentialFile
{
    /// <summary>The largest file that is opened.</summary>
    public const int MaxBytes = BadgeImage.MaxBytes;

    /// <summary>Opens a file; verifies nothing.</summary>
    /// <returns>A bundle, with the credential alone where there is no evidence beside it. Codes: <c>bundle.*</c>, <c>bake.*</c>, <c>json.*</c>.</returns>
    public static Result<Bundle> Open(ReadOnlySpan<byte> file)
    {
        if (!Unwrap(file).TryGet(out var text, out var error)) return error;
        if (IsCompactJws(text)) return Alone(BundledCredential.OfJwt(text.AsSpan().Trim(" \t\r\n"u8)));
        if (!BoundedJson.Parse(text, Bundle.DefaultBounds).TryGet(out var element, out error)) return error;
        return IsDocument(element) ? Alone(BundledCredential.OfDocument(element)) : BundleReader.Read(element);
    }

    /// <summary>The text inside a badge picture; any other file as it is.</summary>
    public static Result<byte[]> Unwrap(ReadOnlySpan<byte> file) =>
        BadgeImage.FormatOf(file) == BadgeImageFormat.None ? file.ToArray() : BadgeImage.Read(file);

    /// <summary>Whether this is a compact JWS at first sight.</summary>
    public static bool IsCompactJws(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r\n"u8).StartsWith("eyJ"u8);

    /// <summary>Whether this JSON is a credential, rather than a bundle around one.</summary>
    public static bool IsDocument(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("@context", out _) && !element.TryGetProperty("credential", out _);

    private static Bundle Alone(BundledCredential credential) => new(credential, null, null, []);
}
