using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace Anchor.Chain.Encoding;

/// <summary>The two hexadecimal forms of JSON-RPC: data (whole bytes) and quantity (no leading zeros).</summary>
/// <remarks>Source: Ethereum JSON-RPC specification, "Hex encoding".</remarks>
public static class Hex
{
    /// <summary>Whole bytes as <c>0x</c> and two lower-case digits per byte.</summary>
    public static string Data(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>A number as <c>0x</c> and its digits without leading zeros; zero is <c>0x0</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static string Quantity(BigInteger value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var digits = value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return digits.Length == 0 ? "0x0" : "0x" + digits;
    }

    /// <summary>Reads whole bytes with the <c>0x</c> prefix.</summary>
    /// <returns>False when the prefix is missing, the count of digits is odd or a digit is none.</returns>
    public static bool TryReadData(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (!text.StartsWith("0x", StringComparison.Ordinal) || text.Length % 2 != 0) return false;
        var buffer = new byte[(text.Length - 2) / 2];
        if (Convert.FromHexString(text[2..], buffer, out _, out _) != OperationStatus.Done) return false;
        bytes = buffer;
        return true;
    }

    /// <summary>Reads a number of at most 256 bits with the <c>0x</c> prefix; leading zeros are tolerated, as some nodes send them.</summary>
    /// <returns>False when the text is anything else.</returns>
    public static bool TryReadQuantity(ReadOnlySpan<char> text, out BigInteger value)
    {
        value = BigInteger.Zero;
        if (!text.StartsWith("0x", StringComparison.Ordinal) || text.Length is < 3 or > 66) return false;
        // A leading zero digit keeps BigInteger from reading a high first bit as a sign.
        return BigInteger.TryParse("0" + text[2..].ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
