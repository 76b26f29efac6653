using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Anchor.Credentials.MerkleProofs;

/// <summary>Writes the part of CBOR (RFC 8949) that Merkle proofs use, every head in its shortest form.</summary>
internal sealed class CborWriter
{
    private const int Unsigned = 0, Negative = 1, ByteString = 2, TextString = 3, Array = 4;
    private readonly ArrayBufferWriter<byte> _written = new(1024);

    public ReadOnlySpan<byte> Written => _written.WrittenSpan;

    /// <summary>The head of an array; its elements follow.</summary>
    public CborWriter BeginArray(int count) => Head(Array, (ulong)count);

    public CborWriter Integer(long number) => number < 0 ? Head(Negative, (ulong)(-1 - number)) : Head(Unsigned, (ulong)number);

    /// <summary>A byte string that holds the CBOR of a text.</summary>
    public CborWriter TextInBytes(string text)
    {
        var inner = new CborWriter().Text(text).Written;
        Head(ByteString, (ulong)inner.Length);
        _written.Write(inner);
        return this;
    }

    private CborWriter Text(string text)
    {
        Head(TextString, (ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _written);
        return this;
    }

    private CborWriter Head(int type, ulong value)
    {
        var (info, length) = value switch { < 24 => ((int)value, 0), <= byte.MaxValue => (24, 1), <= ushort.MaxValue => (25, 2), <= uint.MaxValue => (26, 4), _ => (27, 8) };
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(word, value);
        _written.Write([(byte)(type << 5 | info)]);
        _written.Write(word[^length..]);
        return this;
    }
}
