using System.Security.Cryptography;
using System.Text;
using Anchor.Merkle;

namespace Anchor.Merkle.Tests;

/// <summary>The definition of RFC 9162 §2.1.1 and §2.1.3.1 written down as it reads: slow, recursive, the oracle.</summary>
internal static class SlowTree
{
    public static Hash32[] Leaves(int count, string prefix = "anchor-leaf-") =>
        [.. Enumerable.Range(0, count).Select(i => new Hash32(SHA256.HashData(Encoding.UTF8.GetBytes(prefix + i))))];

    public static Hash32 TreeHash(Hash32[] leaves)
    {
        if (leaves.Length == 1) return leaves[0];
        var split = Split(leaves.Length);
        return Node(TreeHash(leaves[..split]), TreeHash(leaves[split..]));
    }

    public static Hash32[] Path(Hash32[] leaves, int index)
    {
        if (leaves.Length == 1) return [];
        var split = Split(leaves.Length);
        return index < split
            ? [.. Path(leaves[..split], index), TreeHash(leaves[split..])]
            : [.. Path(leaves[split..], index - split), TreeHash(leaves[..split])];
    }

    public static Hash32 AnchoredRoot(Hash32[] leaves)
    {
        var word = new byte[32];
        var size = leaves.Length;
        for (var i = 31; size > 0; size >>= 8) word[i--] = (byte)size;
        return Node(new Hash32(word), TreeHash(leaves));
    }

    public static Hash32 Node(Hash32 left, Hash32 right) =>
        new(SHA256.HashData([.. left.AsSpan(), .. right.AsSpan()]));

    private static int Split(int count)
    {
        var split = 1;
        while (split * 2 < count) split *= 2;
        return split;
    }
}
