using System.Buffers.Binary;
using System.Numerics;

namespace Anchor.Chain.Encoding;

/// <summary>Recursive Length Prefix, writing only: transactions go out.</summary>
/// <remarks>Source: Ethereum yellow paper, appendix B. Each method returns one complete item.</remarks>
public static class Rlp
{
    private const byte ShortString = 0x80;
    private const byte ShortList = 0xc0;
    private const int LongestShort = 55;

    /// <summary>A byte string as one item.</summary>
    public static byte[] Bytes(ReadOnlySpan<byte> value) =>
        value.Length == 1 && value[0] < ShortString ? [value[0]] : Prefixed(ShortString, value);

    /// <summary>A number as one item: big-endian without leading zeros, zero being the empty string.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static byte[] Number(BigInteger value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return value.IsZero ? [ShortString] : Bytes(value.ToByteArray(isUnsigned: true, isBigEndian: true));
    }

    /// <summary>An account, or the empty string where a transaction creates a contract.</summary>
    public static byte[] Address(Address? value) => value is { } address ? Bytes(address.AsSpan()) : [ShortString];

    /// <summary>A list of complete items.</summary>
    public static byte[] List(params ReadOnlySpan<byte[]> items)
    {
        var length = 0;
        foreach (var item in items) length += item.Length;
        var payload = new byte[length];
        var position = 0;
        foreach (var item in items)
        {
            item.CopyTo(payload, position);
            position += item.Length;
        }
        return Prefixed(ShortList, payload);
    }

    private static byte[] Prefixed(byte kind, ReadOnlySpan<byte> payload)
    {
        if (payload.Length <= LongestShort) return [(byte)(kind + payload.Length), .. payload];
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, payload.Length);
        var digits = length.TrimStart((byte)0);
        return [(byte)(kind + LongestShort + digits.Length), .. digits, .. payload];
    }
}
