using System.Globalization;
using System.Text;

namespace Anchor.JsonLd.Tests.Jcs;

/// <summary>JSON texts made from a seed: odd names, odd numbers, needless escapes and white space.</summary>
internal static class JsonTexts
{
    private static readonly string[] Pieces =
        ["a", "Z", "0", "_", "@context", "ñ", "€", "😀", "\uffff", "\ue000", "𐀀", "\"", "\\", "/", "\n", "\u0001", "\u001f", "\u007f", "\u2028", " ", "'", "\ud7ff"];

    public static string Make(int seed)
    {
        var text = new StringBuilder();
        Value(new Random(seed), text, 0);
        return text.ToString();
    }

    /// <summary>A finite double of any magnitude, or close to a border.</summary>
    public static double Number(Random random) => random.Next(6) switch
    {
        0 => Finite(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue))),
        1 => random.NextInt64(-(1L << 60), 1L << 60),
        2 => random.Next(-1000, 1000) / 100.0,
        3 => Math.ScaleB(1, random.Next(-1074, 1023)),
        4 => Finite(BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(Math.Pow(10, random.Next(-320, 308))) + random.Next(-2, 3))),
        _ => BitConverter.Int64BitsToDouble(random.NextInt64(0, 1L << 40)),
    };

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;

    private static void Value(Random random, StringBuilder text, int depth)
    {
        Space(random, text);
        switch (random.Next(depth > 4 ? 4 : 8))
        {
            case 0: text.Append(random.Next(3) switch { 0 => "true", 1 => "false", _ => "null" }); break;
            case 1: text.Append(Number(random).ToString("R", CultureInfo.InvariantCulture)); break;
            case 2: text.Append(Number(random).ToString("E20", CultureInfo.InvariantCulture)); break;
            case 3: String(random, text, Name(random)); break;
            case 4 or 5: Array(random, text, depth); break;
            default: Object(random, text, depth); break;
        }
        Space(random, text);
    }

    private static void Array(Random random, StringBuilder text, int depth)
    {
        text.Append('[');
        for (var i = random.Next(4); i > 0; i--)
        {
            Value(random, text, depth + 1);
            if (i > 1) text.Append(',');
        }
        text.Append(']');
    }

    private static void Object(Random random, StringBuilder text, int depth)
    {
        var names = Enumerable.Range(0, random.Next(9)).Select(_ => Name(random)).Distinct().ToArray();
        text.Append('{');
        for (var i = 0; i < names.Length; i++)
        {
            if (i > 0) text.Append(',');
            Space(random, text);
            String(random, text, names[i]);
            Space(random, text);
            text.Append(':');
            Value(random, text, depth + 1);
        }
        text.Append('}');
    }

    private static string Name(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static void String(Random random, StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var unit in value)
        {
            if (unit is '"' or '\\' && random.Next(2) == 0) text.Append('\\').Append(unit);
            else if (unit < ' ' || unit is '"' or '\\' || !char.IsSurrogate(unit) && random.Next(10) == 0)
                text.Append("\\u").Append(((int)unit).ToString(random.Next(2) == 0 ? "x4" : "X4", CultureInfo.InvariantCulture));
            else text.Append(unit);
        }
        text.Append('"');
    }

    private static void Space(Random random, StringBuilder text)
    {
        while (random.Next(6) == 0) text.Append(" \t\r\n"[random.Next(4)]);
    }
}
