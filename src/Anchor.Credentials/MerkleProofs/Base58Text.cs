using System.Buffers.Binary;

namespace Anchor.Credentials.MerkleProofs;

/// <summary>Base58btc of long values, five digits at a time.</summary>
/// <remarks>
/// Quadratic, like every base58, so the caller bounds the length; a Merkle proof of a million leaves takes a fraction of a millisecond, where
/// one digit at a time takes thirty. SimpleBase serves for writing only: it throws on some texts of
/// many ones, and every text that is read may be a stranger's.
/// </remarks>
internal static class Base58Text
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int GroupLength = 5;
    private const uint Group = 58 * 58 * 58 * 58 * 58;

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var zeros = CountOf((byte)0, bytes);
        var limbs = LimbsOf(bytes[zeros..]);
        var groups = new List<uint>(bytes.Length * 8 / 29 + 1);
        for (var used = limbs.Length; used > 0; )
        {
            groups.Add(DivideByGroup(limbs.AsSpan(0, used)));
            while (used > 0 && limbs[used - 1] == 0) used--;
        }
        var digits = new char[groups.Count * GroupLength];
        for (var i = 0; i < groups.Count; i++)
            for (var (rest, at) = (groups[i], digits.Length - i * GroupLength); at > digits.Length - (i + 1) * GroupLength; rest /= 58) digits[--at] = Alphabet[(int)(rest % 58)];
        return new string('1', zeros) + digits.AsSpan().TrimStart('1').ToString();
    }

    /// <returns>Null when a character is none of base58.</returns>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        var zeros = CountOf('1', text);
        text = text[zeros..];
        // A digit holds less than 5.86 bits.
        var limbs = new uint[text.Length * 6 / 32 + 1];
        var used = 0;
        for (; !text.IsEmpty; text = text[Math.Min(GroupLength, text.Length)..])
        {
            var (factor, carry) = (1UL, 0UL);
            foreach (var character in text[..Math.Min(GroupLength, text.Length)])
            {
                var digit = Alphabet.IndexOf(character, StringComparison.Ordinal);
                if (digit < 0) return null;
                (factor, carry) = (factor * 58, carry * 58 + (ulong)digit);
            }
            for (var i = 0; i < used; i++)
            {
                var product = limbs[i] * factor + carry;
                (limbs[i], carry) = ((uint)product, product >> 32);
            }
            if (carry > 0) limbs[used++] = (uint)carry;
        }
        var bytes = new byte[4 * used];
        for (var i = 0; i < used; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * (used - 1 - i)), limbs[i]);
        return [.. new byte[zeros], .. bytes.AsSpan(CountOf((byte)0, bytes))];
    }

    /// <summary>Decodes into a buffer.</summary>
    /// <returns>False when a character is none of base58, or the bytes do not fit.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes, out int written)
    {
        written = 0;
        if (Decode(text) is not { } decoded || !decoded.AsSpan().TryCopyTo(bytes)) return false;
        written = decoded.Length;
        return true;
    }

    /// <summary>The number behind big-endian bytes, its lowest 32 bits first.</summary>
    private static uint[] LimbsOf(ReadOnlySpan<byte> bytes)
    {
        var limbs = new uint[(bytes.Length + 3) / 4];
        for (var i = 0; i < bytes.Length; i++) limbs[i / 4] |= (uint)bytes[^(i + 1)] << (8 * (i % 4));
        return limbs;
    }

    private static uint DivideByGroup(Span<uint> limbs)
    {
        var rest = 0UL;
        for (var i = limbs.Length - 1; i >= 0; i--)
        {
            var part = rest << 32 | limbs[i];
            (limbs[i], rest) = ((uint)(part / Group), part % Group);
        }
        return (uint)rest;
    }

    private static int CountOf<T>(T leading, ReadOnlySpan<T> items) where T : IEquatable<T>
    {
        var rest = items.IndexOfAnyExcept(leading);
        return rest < 0 ? items.Length : rest;
    }
}
