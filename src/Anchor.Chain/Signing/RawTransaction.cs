using System.Buffers.Binary;
using Anchor.Chain.Encoding;

namespace Anchor.Chain.Signing;

/// <summary>What our own signed bytes call; needed to sign the same call again with a higher fee.</summary>
/// <param name="To">The account called; null creates a contract.</param>
/// <param name="Data">The call data.</param>
public sealed record RawTransaction(Address? To, ReadOnlyMemory<byte> Data)
{
    private const byte FeeMarketType = 0x02;

    /// <summary>Reads a transaction without a type, or one of EIP-1559.</summary>
    /// <exception cref="FormatException">The bytes are neither.</exception>
    public static RawTransaction Read(ReadOnlyMemory<byte> raw)
    {
        if (raw.IsEmpty) throw new FormatException("There is no transaction.");
        // Without a type: nonce, gasPrice, gasLimit, to, value, data. EIP-1559: chainId, nonce, priority, fee, gasLimit, to, value, data.
        var (body, to) = raw.Span[0] == FeeMarketType ? (raw[1..], 5) : (raw, 3);
        var items = Items(body);
        if (items.Count <= to + 2) throw new FormatException("The transaction has too few members.");
        var target = items[to];
        if (target.Length is not (0 or Address.Length)) throw new FormatException("The transaction calls no account.");
        return new RawTransaction(target.IsEmpty ? null : new Address(target.Span), items[to + 2]);
    }

    private static List<ReadOnlyMemory<byte>> Items(ReadOnlyMemory<byte> list)
    {
        var (payload, rest, isList) = Next(list);
        if (!isList || !rest.IsEmpty) throw new FormatException("The transaction is not one list.");
        var items = new List<ReadOnlyMemory<byte>>();
        while (!payload.IsEmpty)
        {
            var (item, remaining, _) = Next(payload);
            items.Add(item);
            payload = remaining;
        }
        return items;
    }

    private static (ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> After, bool IsList) Next(ReadOnlyMemory<byte> bytes)
    {
        var first = bytes.Span[0];
        if (first < 0x80) return (bytes[..1], bytes[1..], false);
        var isList = first >= 0xc0;
        var length = first - (isList ? 0xc0 : 0x80);
        var start = 1;
        if (length > 55)
        {
            var digits = length - 55;
            if (digits > sizeof(int) || bytes.Length < 1 + digits) throw new FormatException("A member of the transaction is too long.");
            Span<byte> number = stackalloc byte[sizeof(int)];
            bytes.Span.Slice(1, digits).CopyTo(number[(sizeof(int) - digits)..]);
            (length, start) = (BinaryPrimitives.ReadInt32BigEndian(number), 1 + digits);
        }
        if (length < 0 || bytes.Length - start < length) throw new FormatException("The transaction is cut off.");
        return (bytes.Slice(start, length), bytes[(start + length)..], isList);
    }
}
