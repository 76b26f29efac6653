namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>Reads a flat RLP list of byte strings, as a transaction is; every length in its only canonical form.</summary>
/// <remarks>Source: Ethereum yellow paper, appendix B.</remarks>
internal static class RlpItems
{
    private const byte ShortString = 0x80;
    private const byte LongString = 0xb7;
    private const byte ShortList = 0xc0;
    private const byte LongList = 0xf7;
    private const int LongestShort = 55;

    /// <summary>The items of a list that fills the bytes exactly.</summary>
    /// <returns>False for anything else, nested lists included.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out byte[][] items)
    {
        items = [];
        if (bytes.Length == 0 || bytes[0] < ShortList || !TryTake(ref bytes, ShortList, LongList, out var payload) || bytes.Length != 0) return false;
        var found = new List<byte[]>();
        while (payload.Length != 0)
        {
            if (payload[0] < ShortString)
            {
                found.Add([payload[0]]);
                payload = payload[1..];
                continue;
            }
            if (payload[0] >= ShortList || !TryTake(ref payload, ShortString, LongString, out var item)) return false;
            if (item.Length == 1 && item[0] < ShortString) return false; // a small byte stands for itself
            found.Add(item.ToArray());
        }
        items = [.. found];
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> bytes, byte shortForm, byte longForm, out ReadOnlySpan<byte> content)
    {
        content = default;
        var (length, head) = (bytes[0] - shortForm, 1);
        if (bytes[0] > longForm)
        {
            var digits = bytes[0] - longForm;
            if (digits > sizeof(int) - 1 || bytes.Length <= digits || bytes[1] == 0) return false;
            length = 0;
            foreach (var digit in bytes[1..(1 + digits)]) length = (length << 8) | digit;
            if (length <= LongestShort) return false;
            head += digits;
        }
        if (bytes.Length - head < length) return false;
        content = bytes.Slice(head, length);
        bytes = bytes[(head + length)..];
        return true;
    }
}
