using System.Globalization;
using System.Text;

namespace Anchor.JsonLd.Jcs;

/// <summary>The shortest decimal form of the powers of two.</summary>
/// <remarks>
/// Below a power of two doubles lie twice as close as above. The runtime's shortest form takes no heed of it: for 2^-25 it
/// gives 2.980232238769531E-08, which reads back as the double before.
/// </remarks>
internal static class PowerOfTwo
{
    private const int MaxDigits = 17;

    public static bool Is(double value) => (BitConverter.DoubleToInt64Bits(value) & 0xF_FFFF_FFFF_FFFF) == 0;

    /// <summary>Writes a whole number of least digits, <c>E</c> and the power of ten.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int Format(double value, Span<byte> destination)
    {
        var exact = value.ToString("E30", CultureInfo.InvariantCulture);
        var digits = exact[0] + exact[2..32];
        var exponent = int.Parse(exact.AsSpan(33), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        for (var count = 1; count <= MaxDigits; count++)
        {
            var below = ulong.Parse(digits.AsSpan(0, count), CultureInfo.InvariantCulture);
            var scale = exponent - count + 1;
            var (low, high) = (ReadsAs(value, below, scale), ReadsAs(value, below + 1, scale));
            if (!low && !high) continue;
            var chosen = high && (!low || IsNearerAbove(digits.AsSpan(count), below)) ? below + 1 : below;
            return Encoding.ASCII.GetBytes(Text(chosen, scale), destination);
        }
        throw new InvalidOperationException("Seventeen digits always tell a double.");
    }

    private static bool IsNearerAbove(ReadOnlySpan<char> rest, ulong below)
    {
        if (rest[0] != '5' || rest[1..].IndexOfAnyExcept('0') >= 0) return rest[0] >= '5';
        return below % 2 == 1;
    }

    private static bool ReadsAs(double value, ulong digits, int scale) =>
        double.Parse(Text(digits, scale), NumberStyles.Float, CultureInfo.InvariantCulture).Equals(value);

    private static string Text(ulong digits, int scale) => string.Create(CultureInfo.InvariantCulture, $"{digits}E{scale}");
}
