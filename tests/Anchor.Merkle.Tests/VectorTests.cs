using System.Globalization;
using System.Text.Json;
using Anchor.Tests.Support;

namespace Anchor.Merkle.Tests;

public class VectorTests
{
    private static readonly JsonElement Vectors = Repository.Vector("merkle.json");

    [Fact]
    public void Every_tree_of_the_vectors_has_its_roots_and_proofs()
    {
        var proofs = 0;
        foreach (var tree in Vectors.GetProperty("trees").EnumerateArray())
        {
            var leaves = SlowTree.Leaves(tree.GetProperty("size").GetInt32());
            var built = MerkleTree.Build(leaves);
            var root = Hash(tree, "anchoredRoot");
            Assert.Equal(Hash(tree, "treeHash"), built.TreeHash);
            Assert.Equal(root, built.AnchoredRoot);
            Assert.Equal(root, CompactRange.Empty.Append(leaves).AnchoredRoot());
            foreach (var proof in tree.GetProperty("proofs").EnumerateArray())
            {
                var index = proof.GetProperty("index").GetInt32();
                Assert.Equal(Hash(proof, "leaf"), leaves[index]);
                Assert.Equal(PathOf(proof), built.Prove(index).Path.ToArray());
                Assert.True(new InclusionProof((ulong)leaves.Length, (ulong)index, PathOf(proof)).Verify(leaves[index], root));
                proofs++;
            }
        }
        Assert.True(proofs > 100, $"only {proofs} proofs were read");
    }

    [Fact]
    public void Every_corrupted_twin_of_the_vectors_is_refused()
    {
        var twins = Vectors.GetProperty("invalid").EnumerateArray().ToArray();
        Assert.True(twins.Length > 1000, $"only {twins.Length} twins were read");
        foreach (var twin in twins)
        {
            var proof = new InclusionProof(Number(twin, "size"), Number(twin, "index"), PathOf(twin));
            Assert.False(proof.Verify(Hash(twin, "leaf"), Hash(twin, "anchoredRoot")), twin.GetProperty("reason").GetString());
        }
    }

    private static Hash32 Hash(JsonElement element, string name) => Hash32.Parse(element.GetProperty(name).GetString());

    private static ulong Number(JsonElement element, string name) =>
        ulong.Parse(element.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static Hash32[] PathOf(JsonElement element) =>
        [.. element.GetProperty("path").EnumerateArray().Select(step => Hash32.Parse(step.GetString()))];
}
