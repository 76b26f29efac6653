using System.Text;
using Anchor.Merkle;

namespace Anchor.Benchmarks.Merkle;

internal static class Leaves
{
    /// <summary>The same leaves every time.</summary>
    public static Hash32[] Of(int count)
    {
        var leaves = new Hash32[count];
        for (var i = 0; i < count; i++) leaves[i] = MerkleHash.Leaf(BitConverter.GetBytes(i));
        return leaves;
    }

    /// <summary>What a peer needs to make the same leaves and to see that it computes the same tree.</summary>
    public static byte[] Described(int count) => Encoding.UTF8.GetBytes($$"""{"leaves":{{count}},"treeHash":"{{MerkleTree.Build(Of(count)).TreeHash}}"}""");
}
