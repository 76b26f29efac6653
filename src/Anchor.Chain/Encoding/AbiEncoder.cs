using System.Buffers.Binary;
using System.Numerics;
using Anchor.Merkle;

namespace Anchor.Chain.Encoding;

/// <summary>Writes arguments in the contract ABI's layout: one word per argument in the head, dynamic values in the tail.</summary>
/// <remarks>Source: Solidity documentation, "Contract ABI Specification". A static tuple is its members one after another.</remarks>
public sealed class AbiEncoder
{
    private const int Word = 32;
    private readonly List<(byte[] Bytes, bool IsDynamic)> _arguments = [];

    /// <summary>An <c>address</c>.</summary>
    public AbiEncoder Add(Address value) => Static([.. new byte[Word - Address.Length], .. value.AsSpan()]);

    /// <summary>A <c>bytes32</c>.</summary>
    public AbiEncoder Add(Hash32 value) => Static(value.ToArray());

    /// <summary>An unsigned integer of any width.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 256 bits.</exception>
    public AbiEncoder Add(BigInteger value) => Static(NumberWord(value));

    /// <summary>A <c>bool</c>.</summary>
    public AbiEncoder Add(bool value) => Add(value ? BigInteger.One : BigInteger.Zero);

    /// <summary>A dynamic <c>bytes</c>.</summary>
    public AbiEncoder AddBytes(ReadOnlySpan<byte> value)
    {
        var padding = (Word - value.Length % Word) % Word;
        return Dynamic([.. NumberWord(value.Length), .. value, .. new byte[padding]]);
    }

    /// <summary>A <c>string</c>, as UTF-8.</summary>
    public AbiEncoder AddString(string value) => AddBytes(System.Text.Encoding.UTF8.GetBytes(value));

    /// <summary>A <c>bytes32[]</c>.</summary>
    public AbiEncoder AddArray(params ReadOnlySpan<Hash32> values) =>
        Dynamic([.. NumberWord(values.Length), .. Hash32.AsBytes(values)]);

    /// <summary>A <c>uint256[]</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or has more than 256 bits.</exception>
    public AbiEncoder AddArray(params ReadOnlySpan<BigInteger> values)
    {
        var bytes = new byte[Word * (1 + values.Length)];
        NumberWord(values.Length).CopyTo(bytes, 0);
        for (var i = 0; i < values.Length; i++) NumberWord(values[i]).CopyTo(bytes, Word * (1 + i));
        return Dynamic(bytes);
    }

    /// <summary>An array of tuples that each hold at least one dynamic member.</summary>
    public AbiEncoder AddTuples(params ReadOnlySpan<AbiEncoder> tuples)
    {
        var array = new AbiEncoder();
        foreach (var tuple in tuples) array.Dynamic(tuple.Encode());
        return Dynamic([.. NumberWord(tuples.Length), .. array.Encode()]);
    }

    /// <summary>The arguments alone.</summary>
    public byte[] Encode()
    {
        var head = 0;
        foreach (var (bytes, isDynamic) in _arguments) head += isDynamic ? Word : bytes.Length;
        var output = new List<byte>(head);
        var tail = new List<byte>();
        foreach (var (bytes, isDynamic) in _arguments)
        {
            output.AddRange(isDynamic ? NumberWord(head + tail.Count) : bytes);
            if (isDynamic) tail.AddRange(bytes);
        }
        output.AddRange(tail);
        return [.. output];
    }

    /// <summary>The function's selector followed by the arguments.</summary>
    public byte[] EncodeCall(AbiSignature function)
    {
        var selector = new byte[AbiSignature.SelectorLength];
        BinaryPrimitives.WriteUInt32BigEndian(selector, function.Selector);
        return [.. selector, .. Encode()];
    }

    /// <summary>An unsigned number as one big-endian word.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 256 bits.</exception>
    internal static byte[] NumberWord(BigInteger value)
    {
        var word = new byte[Word];
        if (value.Sign < 0 || value.GetByteCount(isUnsigned: true) > Word)
            throw new ArgumentOutOfRangeException(nameof(value), "Not an unsigned number of at most 256 bits.");
        var length = value.GetByteCount(isUnsigned: true);
        value.TryWriteBytes(word.AsSpan(Word - length), out _, isUnsigned: true, isBigEndian: true);
        return word;
    }

    private AbiEncoder Static(byte[] word)
    {
        _arguments.Add((word, false));
        return this;
    }

    private AbiEncoder Dynamic(byte[] encoded)
    {
        _arguments.Add((encoded, true));
        return this;
    }
}
