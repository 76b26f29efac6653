using System.Globalization;

namespace Anchor.JsonLd.Jcs;

/// <summary>Numbers as ECMAScript writes them (RFC 8785 section 3.2.2.3; ECMA-262, Number::toString).</summary>
internal static class JcsNumber
{
    // Every whole number of so few digits is a double, and is its own shortest form.
    private const int ExactDigits = 15;

    /// <summary>Writes a JSON number.</summary>
    public static void Write(ReadOnlySpan<byte> number, PooledBytes output)
    {
        if (IsPlainInteger(number))
        {
            output.Append(number);
            return;
        }
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            throw new JsonLdException("jcs.malformed", "The JSON has no canonical form: a number is wrong.");
        if (!double.IsFinite(value))
            throw new JsonLdException("jcs.number_out_of_range", "A number is beyond what a double can hold.");
        Write(value, output);
    }

    /// <summary>Writes a finite double.</summary>
    public static void Write(double value, PooledBytes output)
    {
        if (value == 0)
        {
            output.Append((byte)'0');
            return;
        }
        if (value < 0) output.Append((byte)'-');

        int length;
        // The form may be plain or have an exponent; only its digits and its magnitude are used.
        Span<byte> text = stackalloc byte[32];
        if (PowerOfTwo.Is(value)) length = PowerOfTwo.Format(Math.Abs(value), text);
        else Math.Abs(value).TryFormat(text, out length, "R", CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[32];
        var (count, point) = Decompose(text[..length], digits);
        Layout(digits[..count], point, output);
    }

    /// <summary>The significant digits, and where the point stands: the value is 0.digits times ten to the power of it.</summary>
    private static (int Count, int Point) Decompose(ReadOnlySpan<byte> text, Span<byte> digits)
    {
        var exponent = 0;
        var e = text.IndexOf((byte)'E');
        if (e >= 0)
        {
            exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }
        var dot = text.IndexOf((byte)'.');
        var point = (dot < 0 ? text.Length : dot) + exponent;
        var count = 0;
        foreach (var character in text)
        {
            if (character == '.') continue;
            if (count == 0 && character == '0') point--;
            else digits[count++] = character;
        }
        while (digits[count - 1] == '0') count--;
        return (count, point);
    }

    private static void Layout(ReadOnlySpan<byte> digits, int point, PooledBytes output)
    {
        switch (point)
        {
            case > 0 and <= 21 when digits.Length <= point:
                output.Append(digits);
                for (var i = digits.Length; i < point; i++) output.Append((byte)'0');
                break;
            case > 0 and <= 21:
                output.Append(digits[..point]);
                output.Append((byte)'.');
                output.Append(digits[point..]);
                break;
            case > -6 and <= 0:
                output.Append("0."u8);
                for (var i = point; i < 0; i++) output.Append((byte)'0');
                output.Append(digits);
                break;
            default:
                output.Append(digits[0]);
                if (digits.Length > 1)
                {
                    output.Append((byte)'.');
                    output.Append(digits[1..]);
                }
                output.Append((byte)'e');
                output.Append((byte)(point > 0 ? '+' : '-'));
                output.AppendNumber(Math.Abs(point - 1));
                break;
        }
    }

    // JSON allows no leading zero, so what is left to look at is the minus of -0.
    private static bool IsPlainInteger(ReadOnlySpan<byte> number)
    {
        var digits = number.Length > 0 && number[0] == '-' ? number[1..] : number;
        return digits.Length is > 0 and <= ExactDigits
            && digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && (digits.Length == number.Length || digits[0] != '0');
    }
}
