using System.Buffers.Binary;

namespace Anchor.Credentials.MerkleProofs;

/// <summary>Reads the part of CBOR (RFC 8949) that Merkle proofs use: integers, byte strings, texts and arrays.</summary>
/// <remarks>
/// Every length is definite and in its shortest form; maps, tags, floats and simple values are refused. It looks only at the bytes that
/// it was given, allocates nothing and never recurses, so that depth and count are bounded by whoever asks.
/// </remarks>
internal ref struct CborReader(ReadOnlySpan<byte> bytes)
{
    private const int Unsigned = 0, Negative = 1, ByteString = 2, TextString = 3, Array = 4;
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether every byte was read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>An array's head; its elements follow.</summary>
    public bool TryReadArray(int max, out int count)
    {
        count = 0;
        if (!TryReadHead(Array, out var value) || value > (ulong)max) return false;
        count = (int)value;
        return true;
    }

    /// <summary>An array of exactly this many elements.</summary>
    public bool TrySkipArray(int count) => TryReadArray(count, out var found) && found == count;

    /// <summary>A whole number of 64 bits with sign.</summary>
    public bool TryReadInteger(out long number)
    {
        number = 0;
        var isNegative = IsNext(Negative);
        if (!TryReadHead(isNegative ? Negative : Unsigned, out var value) || value > long.MaxValue) return false;
        number = isNegative ? -1 - (long)value : (long)value;
        return true;
    }

    /// <summary>A byte string; a slice of the input.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> content) => TryReadString(ByteString, out content);

    /// <summary>A text; its bytes, a slice of the input, not checked to be UTF-8.</summary>
    public bool TryReadText(out ReadOnlySpan<byte> utf8) => TryReadString(TextString, out utf8);

    private readonly bool IsNext(int type) => !_rest.IsEmpty && _rest[0] >> 5 == type;

    private bool TryReadString(int type, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!TryReadHead(type, out var length) || length > (ulong)_rest.Length) return false;
        content = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    private bool TryReadHead(int type, out ulong value)
    {
        value = 0;
        if (!IsNext(type)) return false;
        var info = _rest[0] & 0x1f;
        _rest = _rest[1..];
        if (info < 24)
        {
            value = (ulong)info;
            return true;
        }
        // 28 to 30 mean nothing, 31 is an indefinite length.
        if (info > 27) return false;
        var length = 1 << (info - 24);
        if (_rest.Length < length) return false;
        Span<byte> word = stackalloc byte[8];
        word.Clear();
        _rest[..length].CopyTo(word[^length..]);
        _rest = _rest[length..];
        value = BinaryPrimitives.ReadUInt64BigEndian(word);
        return value >= (info == 24 ? 24 : 1UL << (4 * length));
    }
}
