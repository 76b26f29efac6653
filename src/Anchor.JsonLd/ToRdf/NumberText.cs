using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Anchor.JsonLd.ToRdf;

/// <summary>Numbers of JSON as literals: an integer where there is no fraction, else the canonical form of xsd:double.</summary>
/// <remarks>A number of JSON is an IEEE 754 double, whatever digits it is written with (JSON-LD 1.1 API §7.2.2).</remarks>
internal static class NumberText
{
    private const double FirstTooLargeForInteger = 1e21;
    private const int Digits = 16;

    /// <summary>Writes a number.</summary>
    /// <param name="number">Of kind Number.</param>
    /// <param name="asDouble">Whether an integer is written as a double, too.</param>
    /// <param name="isDouble">Whether it was written as one.</param>
    /// <returns>Null when no double is that large.</returns>
    public static string? Write(JsonElement number, bool asDouble, out bool isDouble)
    {
        isDouble = false;
        // Doubles hold whole numbers of 15 digits exactly, so most need no double at all.
        if (!asDouble && number.TryGetInt64(out var small) && small is > -1_000_000_000_000_000 and < 1_000_000_000_000_000)
            return small.ToString(CultureInfo.InvariantCulture);
        if (!number.TryGetDouble(out var value) || !double.IsFinite(value)) return null;
        isDouble = asDouble || value != Math.Truncate(value) || Math.Abs(value) >= FirstTooLargeForInteger;
        return isDouble ? WriteDouble(value) : new BigInteger(value).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>One digit, a point, up to fifteen digits without trailing zeros, <c>E</c> and the exponent.</summary>
    private static string WriteDouble(double value)
    {
        if (value == 0) return double.IsNegative(value) ? "-0.0E0" : "0.0E0";
        // Two digits more than are written decide the rounding, which is ours: halves go up as they do in ECMAScript. Only
        // where they read 50 may that be a half or just below, and all digits of the exact value are needed, which is dear.
        var exact = Math.Abs(value).ToString("E17", CultureInfo.InvariantCulture);
        if (exact.AsSpan(Digits + 1, 2) is "50") exact = Math.Abs(value).ToString("E766", CultureInfo.InvariantCulture);
        var end = exact.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(exact.AsSpan(end + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        Span<char> digits = stackalloc char[Digits];
        digits[0] = exact[0];
        exact.AsSpan(2, Digits - 1).CopyTo(digits[1..]);
        if (exact[Digits + 1] >= '5' && RoundsOver(digits)) exponent++;
        var fraction = digits[1..].TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture, $"{(value < 0 ? "-" : "")}{digits[0]}.{(fraction.IsEmpty ? "0" : fraction)}E{exponent}");
    }

    /// <summary>Adds one to the last digit.</summary>
    /// <returns>Whether a digit was gained; the digits are then 1 and zeros.</returns>
    private static bool RoundsOver(Span<char> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            if (digits[i] != '9')
            {
                digits[i]++;
                return false;
            }
            digits[i] = '0';
        }
        digits[0] = '1';
        return true;
    }
}
