using System.Buffers.Binary;
using System.Numerics;
using Anchor.Merkle;

namespace Anchor.Chain.Encoding;

/// <summary>Reads arguments in the contract ABI's layout; trusts no offset and no length.</summary>
/// <remarks>Every read checks bounds against the data at hand first, so that a hostile node cannot cause an allocation beyond it.</remarks>
public ref struct AbiReader
{
    private const int Word = 32;
    private readonly ReadOnlySpan<byte> _data;
    private int _position;

    /// <summary>Reads from the start of arguments (without a selector).</summary>
    public AbiReader(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>A <c>bytes32</c>.</summary>
    /// <exception cref="FormatException">The data ends first.</exception>
    public Hash32 ReadBytes32() => new(Next());

    /// <summary>A <c>uint256</c>, or a narrower one that the caller bounds.</summary>
    /// <exception cref="FormatException">The data ends first.</exception>
    public BigInteger ReadUInt256() => new(Next(), isUnsigned: true, isBigEndian: true);

    /// <summary>An unsigned integer of at most 64 bits.</summary>
    /// <exception cref="FormatException">The data ends first, or the number is larger.</exception>
    public ulong ReadUInt64()
    {
        var word = Next();
        if (word[..24].ContainsAnyExcept((byte)0)) throw Malformed();
        return BinaryPrimitives.ReadUInt64BigEndian(word[24..]);
    }

    /// <summary>A <c>bool</c>.</summary>
    /// <exception cref="FormatException">The data ends first, or the word is neither 0 nor 1.</exception>
    public bool ReadBool() => ReadUInt64() switch { 0 => false, 1 => true, _ => throw Malformed() };

    /// <summary>An <c>address</c>.</summary>
    /// <exception cref="FormatException">The data ends first, or the upper 12 bytes are not zero.</exception>
    public Address ReadAddress()
    {
        var word = Next();
        if (word[..12].ContainsAnyExcept((byte)0)) throw Malformed();
        return new Address(word[12..]);
    }

    /// <summary>A dynamic <c>bytes</c>.</summary>
    /// <exception cref="FormatException">The offset or the length leads outside the data.</exception>
    public byte[] ReadBytes()
    {
        var content = Tail(out var length);
        return length <= content.Length ? content[..length].ToArray() : throw Malformed();
    }

    /// <summary>A <c>string</c>; bytes that are not UTF-8 become replacement characters.</summary>
    /// <exception cref="FormatException">The offset or the length leads outside the data.</exception>
    public string ReadString() => System.Text.Encoding.UTF8.GetString(ReadBytes());

    /// <summary>A <c>bytes32[]</c>.</summary>
    /// <exception cref="FormatException">The offset or the count leads outside the data.</exception>
    public Hash32[] ReadBytes32Array()
    {
        var content = Tail(out var count);
        return count <= content.Length / Word ? Hash32.Cast(content[..(count * Word)]).ToArray() : throw Malformed();
    }

    /// <summary>A <c>uint256[]</c>.</summary>
    /// <exception cref="FormatException">The offset or the count leads outside the data.</exception>
    public BigInteger[] ReadUInt256Array() =>
        Array.ConvertAll(ReadBytes32Array(), static word => new BigInteger(word.AsSpan(), isUnsigned: true, isBigEndian: true));

    private ReadOnlySpan<byte> Next()
    {
        if (_data.Length - _position < Word) throw Malformed();
        var word = _data.Slice(_position, Word);
        _position += Word;
        return word;
    }

    private ReadOnlySpan<byte> Tail(out int length)
    {
        var offset = ReadUInt64();
        if (offset > (ulong)_data.Length) throw Malformed();
        var tail = new AbiReader(_data[(int)offset..]);
        var claimed = tail.ReadUInt64();
        if (claimed > (ulong)_data.Length) throw Malformed();
        length = (int)claimed;
        return tail._data[Word..];
    }

    private static FormatException Malformed() => new("The data is not what the contract ABI says.");
}
