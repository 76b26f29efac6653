using Anchor.Credentials.Bundles;

namespace Anchor.Credentials.Baking;

/// <summary>Badge pictures: PNG and SVG files that carry their credential inside (OB 3.0 section 5.3).</summary>
/// <remarks>
/// Beside the credential itself, where every reader of Open Badges finds it, a picture may carry the bundle, so that it
/// can be verified without anything else. Codes: <c>bake.not_an_image</c>, <c>bake.malformed</c>, <c>bake.too_large</c>,
/// <c>bake.not_baked</c>, <c>bake.repeated</c>, <c>bake.compressed</c>, <c>bake.bundle_of_another</c>.
/// </remarks>
public static class BadgeImage
{
    /// <summary>The largest picture that is read or baked: 8 MiB.</summary>
    public const int MaxBytes = 8 << 20;

    /// <summary>The largest credential or bundle that is baked in: 4 MiB.</summary>
    public const int MaxTextBytes = 4 << 20;

    /// <summary>What sort of picture these bytes begin like.</summary>
    public static BadgeImageFormat FormatOf(ReadOnlySpan<byte> file) =>
        file.StartsWith(PngChunks.Signature) ? BadgeImageFormat.Png
        : SvgFile.LooksLikeOne(file) ? BadgeImageFormat.Svg
        : BadgeImageFormat.None;

    /// <summary>Puts a credential into a picture; one that was there before is replaced.</summary>
    /// <param name="image">A PNG or SVG file.</param>
    /// <param name="content">The bundle, or one that holds the credential alone.</param>
    /// <returns>The picture with the credential, and with the bundle where it says more than the credential.</returns>
    public static Result<byte[]> Bake(ReadOnlySpan<byte> image, Bundle content)
    {
        if (image.Length > MaxBytes) return BakingErrors.TooLarge;
        var credential = content.Credential.ToText();
        var bundle = content.InclusionProof is null && content.Binding is null && content.Anchors.Count == 0 ? null : content.ToUtf8();
        if (credential.Length > MaxTextBytes || bundle?.Length > MaxTextBytes) return BakingErrors.TooLarge;
        var baked = new BakedTexts(credential, content.Credential.CompactJws is not null, bundle);
        return FormatOf(image) switch
        {
            BadgeImageFormat.Png => PngBaker.Bake(image, baked),
            BadgeImageFormat.Svg => SvgBaker.Bake(image, baked),
            _ => BakingErrors.NotAnImage,
        };
    }

    /// <summary>Takes the credential out of a picture.</summary>
    /// <returns>The UTF-8 text of the bundle where there is one, else of the credential: JSON, or a compact JWS.</returns>
    public static Result<byte[]> Read(ReadOnlySpan<byte> image)
    {
        if (image.Length > MaxBytes) return BakingErrors.TooLarge;
        var read = FormatOf(image) switch
        {
            BadgeImageFormat.Png => PngBaker.Read(image),
            BadgeImageFormat.Svg => SvgBaker.Read(image),
            _ => BakingErrors.NotAnImage,
        };
        return read.Then(Prefer);
    }

    // Other readers see the credential only, so a bundle of some other credential must not speak in its place.
    private static Result<byte[]> Prefer(BakedTexts baked)
    {
        if (baked.Bundle is null) return baked.Credential;
        if (!Bundle.Read(baked.Bundle).TryGet(out var bundle, out var error)) return error;
        return SameCredential(bundle.Credential, baked.Credential) ? baked.Bundle : BakingErrors.BundleOfAnother;
    }

    private static bool SameCredential(BundledCredential bundled, ReadOnlySpan<byte> text) =>
        bundled.CompactJws is not null
            ? bundled.ToText().AsSpan().SequenceEqual(text)
            : Json.BoundedJson.Parse(text).TryGet(out var element, out _) && System.Text.Json.JsonElement.DeepEquals(element, bundled.Document!.Value);
}

/// <summary>The formats of badge pictures.</summary>
public enum BadgeImageFormat
{
    /// <summary>Neither of them.</summary>
    None,

    /// <summary>Portable Network Graphics.</summary>
    Png,

    /// <summary>Scalable Vector Graphics.</summary>
    Svg,
}

/// <summary>What a picture carries.</summary>
internal sealed record BakedTexts(byte[] Credential, bool IsJws, byte[]? Bundle);

/// <summary>Every refusal of a badge picture.</summary>
internal static class BakingErrors
{
    public static Error NotAnImage { get; } = Error.Invalid("bake.not_an_image", "The file is neither PNG nor SVG.");

    public static Error TooLarge { get; } =
        Error.Invalid("bake.too_large", $"A badge picture has at most {BadgeImage.MaxBytes} bytes, and the credential in it at most {BadgeImage.MaxTextBytes}.");

    public static Error NotBaked { get; } = Error.Invalid("bake.not_baked", "The picture carries no credential.");

    public static Error Repeated { get; } = Error.Invalid("bake.repeated", "The picture carries more than one credential, so that readers could disagree about it.");

    public static Error Compressed { get; } = Error.Invalid("bake.compressed", "The credential in the picture is compressed, which Open Badges does not allow.");

    public static Error BundleOfAnother { get; } = Error.Invalid("bake.bundle_of_another", "The evidence in the picture belongs to another credential than the one beside it.");

    public static Error Malformed(string why) => Error.Invalid("bake.malformed", why);
}
