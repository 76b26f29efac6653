using System.Buffers;
using System.Text.Json;

namespace Anchor.JsonLd.Jcs;

/// <summary>A member in the output: its name in quotes, the colon, the value.</summary>
/// <param name="Start">Where the name's first quote stands.</param>
/// <param name="NameLength">The name with its quotes.</param>
/// <param name="Length">The whole, without a comma.</param>
internal readonly record struct JcsMember(int Start, int NameLength, int Length)
{
    /// <summary>Compares names by their UTF-16 code units.</summary>
    public static int Compare(ReadOnlySpan<byte> output, in JcsMember x, in JcsMember y)
    {
        var left = output.Slice(x.Start + 1, x.NameLength - 2);
        var right = output.Slice(y.Start + 1, y.NameLength - 2);
        if (left.Contains((byte)'\\') || right.Contains((byte)'\\'))
            return string.CompareOrdinal(Decode(output, x), Decode(output, y));
        var common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length) return left.Length - right.Length;
        var (l, r) = (left[common], right[common]);
        // Four-byte sequences are surrogate pairs, which sort before U+E000 to U+FFFF (first bytes EE and EF).
        if (l >= 0xEE && r >= 0xEE && l >= 0xF0 != r >= 0xF0) return l >= 0xF0 ? -1 : 1;
        return l - r;
    }

    /// <summary>Puts members that lie one after another, each followed by a comma, in the order of their names.</summary>
    /// <exception cref="JsonLdException">Two have the same name.</exception>
    public static void PutInOrder(PooledBytes output, int start, Span<JcsMember> members)
    {
        var length = output.Length - start;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        var content = output.Written[start..];
        content.CopyTo(copy);
        Sort(output.Written, members);
        for (var i = 1; i < members.Length; i++)
            if (Compare(output.Written, members[i - 1], members[i]) == 0)
                throw new JsonLdException("jcs.duplicate_key", "An object names the same member twice.");
        var at = 0;
        foreach (ref readonly var member in members)
        {
            copy.AsSpan(member.Start - start, member.Length + 1).CopyTo(content[at..]);
            at += member.Length + 1;
        }
        ArrayPool<byte>.Shared.Return(copy);
    }

    // Objects are small: insertion needs no delegate; a stranger's object with many members goes through the library.
    private static void Sort(Span<byte> output, Span<JcsMember> members)
    {
        if (members.Length > 32)
        {
            var (text, array) = (output.ToArray(), members.ToArray());
            Array.Sort(array, (x, y) => Compare(text, x, y));
            array.CopyTo(members);
            return;
        }
        for (var i = 1; i < members.Length; i++)
        {
            var member = members[i];
            var at = i;
            for (; at > 0 && Compare(output, members[at - 1], member) > 0; at--) members[at] = members[at - 1];
            members[at] = member;
        }
    }

    private static string Decode(ReadOnlySpan<byte> output, in JcsMember member)
    {
        var reader = new Utf8JsonReader(output.Slice(member.Start, member.NameLength));
        reader.Read();
        return reader.GetString()!;
    }
}
