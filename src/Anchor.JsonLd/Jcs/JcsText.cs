using System.Globalization;
using System.Text;

namespace Anchor.JsonLd.Jcs;

/// <summary>Strings that hold escapes (RFC 8785 section 3.2.2.2).</summary>
internal static class JcsText
{
    /// <summary>Writes a string with its quotes.</summary>
    /// <param name="text">What follows the first quote.</param>
    /// <param name="output">Receives the canonical form.</param>
    /// <returns>How many bytes were read, the last quote included.</returns>
    public static int WriteEscaped(ReadOnlySpan<byte> text, PooledBytes output)
    {
        output.Append((byte)'"');
        for (var at = 0; ;)
        {
            var stop = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (stop < 0) throw Malformed();
            output.Append(text.Slice(at, stop));
            at += stop;
            if (text[at] == '"')
            {
                output.Append((byte)'"');
                return at + 1;
            }
            at += WriteEscape(text[(at + 1)..], output) + 1;
        }
    }

    private static int WriteEscape(ReadOnlySpan<byte> escape, PooledBytes output)
    {
        if (escape.Length == 0) throw Malformed();
        if (escape[0] == 'u') return WriteCharacter(escape, output);
        var index = "bfnrt\"\\/"u8.IndexOf(escape[0]);
        if (index < 0) throw Malformed();
        if (escape[0] != '/') output.Append((byte)'\\');
        output.Append(escape[0]);
        return 1;
    }

    private static int WriteCharacter(ReadOnlySpan<byte> escape, PooledBytes output)
    {
        var unit = UnitOf(escape);
        if (char.IsHighSurrogate(unit) && escape.Length > 6 && escape[5] == '\\' && escape[6] == 'u'
            && UnitOf(escape[6..]) is var low && char.IsLowSurrogate(low))
        {
            WriteRune(new Rune(unit, low), output);
            return 11;
        }
        if (char.IsSurrogate(unit)) throw new JsonLdException("jcs.malformed", "A string holds half of a surrogate pair.");
        var name = "\b\t\n\f\r\"\\".IndexOf(unit, StringComparison.Ordinal);
        if (name >= 0)
        {
            output.Append((byte)'\\');
            output.Append("btnfr\"\\"u8[name]);
        }
        else if (unit < ' ')
        {
            output.Append("\\u00"u8);
            output.AppendHex([(byte)unit]);
        }
        else WriteRune(new Rune(unit), output);
        return 5;
    }

    private static void WriteRune(Rune rune, PooledBytes output) => output.Advance(rune.EncodeToUtf8(output.Reserve(4)));

    private static char UnitOf(ReadOnlySpan<byte> escape) =>
        escape.Length >= 5 && ushort.TryParse(escape[1..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : throw Malformed();

    private static JsonLdException Malformed() => new("jcs.malformed", "The JSON has no canonical form: a string is wrong.");
}
