using System.Globalization;
using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Verification;

/// <summary>Which token: <c>chain:contract:id</c>.</summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Contract">The collection.</param>
/// <param name="Id">The token's number, below 2^256.</param>
public readonly record struct TokenName(ulong ChainId, Address Contract, BigInteger Id)
{
    private const int Bits = 256;
    private const int MaxDigits = 78;

    /// <summary>The number as the 32 bytes that a contract sees.</summary>
    public Hash32 IdWord => new(new AbiEncoder().Add(Id).Encode());

    /// <summary>Reads a chain id (decimal), an address and a number (decimal, or <c>0x</c> and up to 64 digits), with colons between.</summary>
    /// <returns>False when the text is anything else; an address of mixed case must carry a right checksum.</returns>
    public static bool TryParse(string? text, out TokenName name)
    {
        name = default;
        if (text?.Split(':') is not [var chain, var contract, var number]) return false;
        if (!ulong.TryParse(chain, NumberStyles.None, CultureInfo.InvariantCulture, out var chainId) || chainId == 0) return false;
        if (!Address.TryParse(contract, out var address) || !TryReadNumber(number, out var id)) return false;
        name = new TokenName(chainId, address, id);
        return true;
    }

    private static bool TryReadNumber(string text, out BigInteger id) => text.StartsWith("0x", StringComparison.Ordinal)
        ? Hex.TryReadQuantity(text, out id)
        : BigInteger.TryParse(text.Length <= MaxDigits ? text : "", NumberStyles.None, CultureInfo.InvariantCulture, out id) && id.GetBitLength() <= Bits;
}
