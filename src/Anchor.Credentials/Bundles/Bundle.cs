using System.Buffers;
using System.Text.Json;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.Bundles;

/// <summary>Everything that one credential needs to be verified without its issuer: one JSON file.</summary>
/// <remarks>
/// <c>{ version, credential, inclusionProof | null, binding | null, anchors[], tokens[]? }</c>. Members that are unknown are
/// ignored, so that later versions can add some; members that are repeated are refused. Whole numbers are JSON numbers
/// below 2^53 and decimal strings from there on; both are read. Hashes are <c>0x</c> and 64 digits.
/// Codes: <c>bundle.*</c> and those of <see cref="BoundedJson"/>.
/// </remarks>
/// <param name="Credential">The secured credential.</param>
/// <param name="InclusionProof">Its place in the tree; null before sealing.</param>
/// <param name="Binding">The issuer's binding, a compact JWT; null when there is none.</param>
/// <param name="Anchors">What is claimed about the chains; at most 16.</param>
public sealed record Bundle(
    BundledCredential Credential, BundleProof? InclusionProof, string? Binding, IReadOnlyList<AnchorClaim> Anchors)
{
    /// <summary>The media type of a bundle.</summary>
    public const string MediaType = "application/vnd.anchor.bundle+json";

    /// <summary>The version that is written and the only one that is read.</summary>
    public const int Version = 1;

    /// <summary>The most anchors that are read.</summary>
    public const int MaxAnchors = 16;

    /// <summary>The most tokens that are read.</summary>
    public const int MaxTokens = 8;

    /// <summary>Where tokens of the credential are said to be; at most 8. Default none, and then nothing is written of them.</summary>
    public IReadOnlyList<TokenClaim> Tokens { get; init; } = [];

    /// <summary>Default bounds: 4 MiB, because a credential may carry a picture; depth 72, a credential's 64 and the bundle's own.</summary>
    public static JsonBounds DefaultBounds { get; } = new(MaxBytes: 4 << 20, MaxDepth: 72);

    /// <summary>Reads a bundle from a stranger; checks shape only.</summary>
    public static Result<Bundle> Read(ReadOnlySpan<byte> utf8, JsonBounds? bounds = null) =>
        BoundedJson.Parse(utf8, bounds ?? DefaultBounds).Then(BundleReader.Read);

    /// <summary>Reads a bundle out of JSON that was read within bounds and has no repeated members.</summary>
    public static Result<Bundle> Read(JsonElement element) => BundleReader.Read(element);

    /// <summary>Writes the bundle as UTF-8 JSON.</summary>
    public void Write(IBufferWriter<byte> destination)
    {
        using var writer = new Utf8JsonWriter(destination, JsonText.WriterOptions);
        BundleWriter.Write(writer, this);
    }

    /// <summary>The bundle as UTF-8 JSON.</summary>
    public byte[] ToUtf8() => JsonText.Write(writer => BundleWriter.Write(writer, this));
}
