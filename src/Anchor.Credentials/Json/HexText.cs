using System.Buffers;

namespace Anchor.Credentials.Json;

/// <summary>Hexadecimal text as chains write it.</summary>
internal static class HexText
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Whether the text is <c>0x</c> and exactly two digits per byte, in either case.</summary>
    public static bool IsHex(ReadOnlySpan<char> text, int bytes) =>
        text.Length == 2 + 2 * bytes
        && text.StartsWith("0x", StringComparison.Ordinal)
        && text[2..].IndexOfAnyExcept(Digits) < 0;
}
