using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Anchor.Chain.Networks;

/// <summary>When a block counts as irreversible: at once, below a depth, or once the network's tag has passed it.</summary>
/// <remarks>Text and JSON form: <c>instant</c>, <c>depth:12</c>, <c>tag:finalized</c>. We compare numbers ourselves; the block's place on the chain is checked apart.</remarks>
[JsonConverter(typeof(FinalityPolicyJsonConverter))]
public sealed record FinalityPolicy
{
    private FinalityPolicy(ulong depth, string? tag) => (Blocks, Tag) = (depth, tag);

    /// <summary>How many blocks must lie on top; zero for an instant policy.</summary>
    public ulong Blocks { get; }

    /// <summary>The block tag to ask for; null when depth decides.</summary>
    public string? Tag { get; }

    /// <summary>Consensus never takes a block back (IBFT, QBFT).</summary>
    public static FinalityPolicy Instant { get; } = new(0, null);

    /// <summary>Final once this many blocks lie on top.</summary>
    public static FinalityPolicy Depth(ulong blocks) => new(blocks, null);

    /// <summary>Final once the tagged block is as high.</summary>
    /// <exception cref="ArgumentException">The tag is neither <c>finalized</c> nor <c>safe</c>.</exception>
    public static FinalityPolicy Tagged(string tag) =>
        tag is "finalized" or "safe" ? new(0, tag) : throw new ArgumentException("The tags are finalized and safe.", nameof(tag));

    /// <summary>Whether a block of this height is irreversible under the given head.</summary>
    public bool IsFinal(ulong blockNumber, ChainHead head) => Tag is null
        ? head.Latest >= blockNumber && head.Latest - blockNumber >= Blocks
        : head.Tagged is { } tagged && tagged >= blockNumber;

    /// <summary>Reads the text form.</summary>
    /// <returns>False when the text is anything else.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out FinalityPolicy policy)
    {
        policy = Instant;
        if (text is "instant") return true;
        if (text is "tag:finalized" or "tag:safe") policy = Tagged(text[4..].ToString());
        else if (text.StartsWith("depth:", StringComparison.Ordinal)
            && ulong.TryParse(text[6..], NumberStyles.None, CultureInfo.InvariantCulture, out var blocks)) policy = Depth(blocks);
        else return false;
        return true;
    }

    /// <summary>The text form.</summary>
    public override string ToString() => Tag is { } tag ? $"tag:{tag}" : Blocks == 0 ? "instant" : string.Create(CultureInfo.InvariantCulture, $"depth:{Blocks}");
}

/// <summary>How far a chain has come.</summary>
/// <param name="Latest">The height of the newest block.</param>
/// <param name="Tagged">The height of the policy's tagged block; null when the policy has none or the node refuses the tag.</param>
public readonly record struct ChainHead(ulong Latest, ulong? Tagged);

/// <summary>A finality policy in JSON: its text form.</summary>
public sealed class FinalityPolicyJsonConverter : JsonConverter<FinalityPolicy>
{
    /// <inheritdoc/>
    public override FinalityPolicy Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && FinalityPolicy.TryParse(reader.GetString(), out var policy)
            ? policy
            : throw new JsonException("A finality policy is instant, depth:N, tag:finalized or tag:safe.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FinalityPolicy value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
