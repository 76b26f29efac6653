using System.Buffers.Binary;
using Anchor.Merkle;

namespace Anchor.Chain.Encoding;

/// <summary>The canonical signature of a function, event or custom error, hashed once.</summary>
/// <remarks>Preimage of <see cref="Topic"/>: the ASCII text of the signature, such as <c>anchor(bytes32)</c>.</remarks>
public sealed class AbiSignature
{
    /// <summary>The length of a selector in bytes.</summary>
    public const int SelectorLength = 4;

    /// <summary>Hashes a canonical signature: no spaces, no parameter names, <c>uint256</c> and not <c>uint</c>.</summary>
    public AbiSignature(string text)
    {
        Text = text;
        Topic = Keccak256.Hash(text);
        Selector = BinaryPrimitives.ReadUInt32BigEndian(Topic.AsSpan());
    }

    /// <summary>The canonical text.</summary>
    public string Text { get; }

    /// <summary>The name without the parameters.</summary>
    public string Name => Text[..Text.IndexOf('(', StringComparison.Ordinal)];

    /// <summary>The first topic of an event's log.</summary>
    public Hash32 Topic { get; }

    /// <summary>The first four bytes of call data or revert data, as a big-endian number.</summary>
    public uint Selector { get; }

    /// <summary>Whether call or revert data begins with this selector.</summary>
    public bool Selects(ReadOnlySpan<byte> data) =>
        data.Length >= SelectorLength && BinaryPrimitives.ReadUInt32BigEndian(data) == Selector;

    /// <inheritdoc/>
    public override string ToString() => Text;
}
