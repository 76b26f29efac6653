using System.Buffers;
using Anchor.Merkle;

namespace Anchor.Credentials.Issuing;

/// <summary>Documents that are signed one after another and hashed at the same time. Used again for each group; for one thread.</summary>
public sealed class SigningGroup
{
    /// <summary>How many documents a group takes: as many as can be hashed at the same time.</summary>
    public const int Capacity = 16;

    private readonly int[] _documentEnds = new int[Capacity];
    private readonly int[] _securedEnds = new int[Capacity];
    private readonly Hash32[] _leaves = new Hash32[Capacity];
    private int _secured;

    /// <summary>Where the next document is written.</summary>
    public ArrayBufferWriter<byte> Text { get; } = new(Capacity * 4096);

    /// <summary>How many documents there are.</summary>
    public int Count { get; private set; }

    internal ArrayBufferWriter<byte> SecuredText { get; } = new(Capacity * 4096);

    /// <summary>Scratch space for canonical forms.</summary>
    internal ArrayBufferWriter<byte> Canonical { get; } = new(Capacity * 8192);

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Text.ResetWrittenCount();
        SecuredText.ResetWrittenCount();
        (Count, _secured) = (0, 0);
    }

    /// <summary>Ends the document that was written.</summary>
    /// <exception cref="InvalidOperationException">The group was full.</exception>
    public void EndDocument()
    {
        if (Count == Capacity) throw new InvalidOperationException($"A group takes {Capacity} documents.");
        _documentEnds[Count++] = Text.WrittenCount;
    }

    /// <summary>A document before it was signed.</summary>
    public ReadOnlySpan<byte> DocumentAt(int index) => Part(Text, _documentEnds, index, Count);

    /// <summary>A secured credential.</summary>
    public ReadOnlySpan<byte> SecuredAt(int index) => Part(SecuredText, _securedEnds, index, _secured);

    /// <summary>A credential's Merkle leaf.</summary>
    public Hash32 LeafAt(int index) => _leaves.AsSpan(0, _secured)[index];

    /// <summary>Room for every leaf.</summary>
    internal Span<Hash32> Leaves => _leaves.AsSpan(0, Count);

    /// <summary>Ends the secured credential that was written.</summary>
    internal void AddSecured(Hash32 leaf)
    {
        _leaves[_secured] = leaf;
        _securedEnds[_secured++] = SecuredText.WrittenCount;
    }

    private static ReadOnlySpan<byte> Part(ArrayBufferWriter<byte> text, int[] ends, int index, int count)
    {
        var end = ends.AsSpan(0, count)[index];
        var start = index == 0 ? 0 : ends[index - 1];
        return text.WrittenSpan[start..end];
    }
}
