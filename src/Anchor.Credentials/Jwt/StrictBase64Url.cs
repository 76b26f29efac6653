using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Anchor.Credentials.Jwt;

/// <summary>base64url as JOSE means it: no padding, no white space, and only one spelling of each value.</summary>
internal static class StrictBase64Url
{
    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <summary>False for a foreign character, an impossible length, and for last bits that are not zero.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length % 4 == 1 || text.IndexOfAnyExcept(Alphabet) >= 0) return false;
        if (text.Length % 4 != 0 && !LastBitsAreZero(text[^1], text.Length % 4)) return false;
        bytes = Base64Url.DecodeFromUtf8(text);
        return true;
    }

    // Two characters carry 12 bits for one byte, three carry 18 bits for two.
    private static bool LastBitsAreZero(byte last, int remainder) =>
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8.IndexOf(last) & (remainder == 2 ? 0b1111 : 0b11)) == 0;
}
