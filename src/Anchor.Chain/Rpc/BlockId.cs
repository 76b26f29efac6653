using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Rpc;

/// <summary>Which block a call speaks of: a number, a hash or a tag.</summary>
public readonly record struct BlockId
{
    private readonly string? _text;
    private readonly Hash32? _hash;

    private BlockId(string? text, Hash32? hash) => (_text, _hash) = (text, hash);

    /// <summary>The newest block the node knows.</summary>
    public static BlockId Latest => new("latest", null);

    /// <summary>The newest block with what waits in the mempool.</summary>
    public static BlockId Pending => new("pending", null);

    /// <summary>The newest block that consensus calls final; some nodes refuse the tag.</summary>
    public static BlockId Finalized => Tagged("finalized");

    /// <summary>A tag by name.</summary>
    public static BlockId Tagged(string tag) => new(tag, null);

    /// <summary>A block by number.</summary>
    public static BlockId At(ulong number) => new(Hex.Quantity(number), null);

    /// <summary>A block by hash.</summary>
    public static BlockId WithHash(Hash32 hash) => new(null, hash);

    internal bool IsHash => _hash is not null;

    internal string Text => _hash?.ToHex() ?? _text ?? "latest";

    /// <summary>The form that state-reading methods take; a hash as EIP-1898 has it.</summary>
    internal JsonNode ToParameter() =>
        _hash is { } hash ? new JsonObject { ["blockHash"] = hash.ToHex(), ["requireCanonical"] = true } : JsonValue.Create(Text)!;
}
