using System.Globalization;
using System.Text;
using Anchor.Credentials.MerkleProofs;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Credentials.Tests.MerkleProofs;

public sealed class MerkleProofTests
{
    private static readonly ChainAnchor Anchor = new(ChainLabel.EthereumSepolia, LeafOf("transaction"));

    [Fact]
    public void Every_place_of_every_small_tree_goes_both_ways()
    {
        for (var size = 1; size <= 70; size++)
        {
            var (leaves, tree) = TreeOf(size);
            for (var index = 0; index < size; index++) AssertGoesBothWays(tree.Prove(index), leaves[index], tree.AnchoredRoot);
        }
    }

    [Theory]
    [InlineData(1UL << 20, 0UL)]
    [InlineData((1UL << 20) + 1, 1UL << 20)]
    [InlineData(1_000_003UL, 777_777UL)]
    [InlineData(ulong.MaxValue, ulong.MaxValue - 1)]
    [InlineData(ulong.MaxValue, 0UL)]
    [InlineData(1UL << 63, 12_345_678_901UL)]
    public void A_place_of_a_large_tree_goes_both_ways(ulong size, ulong index)
    {
        var path = Enumerable.Range(0, InclusionProof.PathLength(size, index)).Select(i => LeafOf($"sibling {i}")).ToArray();
        var (proof, leaf) = (new InclusionProof(size, index, path), LeafOf("leaf"));
        Assert.True(proof.TryComputeRoot(leaf, out var root));
        AssertGoesBothWays(proof, leaf, root);
    }

    [Fact]
    public void The_sides_and_the_size_lead_to_the_anchored_root_as_a_foreign_verifier_replays_them()
    {
        var (leaves, tree) = TreeOf(5);
        var merkle = MerkleProof2019.Of(tree.Prove(4), leaves[4], tree.AnchoredRoot, Anchor).Value;
        Assert.Equal([true, true], merkle.Path.Select(step => step.IsLeft));
        Assert.Equal("0000000000000000000000000000000000000000000000000000000000000005", merkle.Path[^1].Sibling.ToString());
        Assert.Equal(tree.AnchoredRoot, merkle.Replay());
    }

    [Fact]
    public void A_proof_of_another_leaf_root_index_or_size_is_not_written()
    {
        var (leaves, tree) = TreeOf(7);
        var (good, path) = (tree.Prove(3), tree.Prove(3).Path.ToArray());
        Refused(good, leaves[2], tree.AnchoredRoot);
        Refused(good, leaves[3], tree.TreeHash);
        Refused(new InclusionProof(7, 2, path), leaves[3], tree.AnchoredRoot);
        Refused(new InclusionProof(8, 3, path), leaves[3], tree.AnchoredRoot);
        Refused(new InclusionProof(7, 3, path.AsSpan(1)), leaves[3], tree.AnchoredRoot);
        Refused(new InclusionProof(7, 7, path), leaves[3], tree.AnchoredRoot);
        Refused(new InclusionProof(0, 0, []), leaves[3], tree.AnchoredRoot);

        static void Refused(InclusionProof proof, Hash32 leaf, Hash32 root) =>
            Assert.Equal("merkle_proof.not_of_leaf", MerkleProof2019.Of(proof, leaf, root, Anchor).Error?.Code);
    }

    [Fact]
    public void No_mutant_leads_from_its_leaf_to_its_root()
    {
        for (var size = 1; size <= 20; size++)
        {
            var (leaves, tree) = TreeOf(size);
            for (var index = 0; index < size; index++)
            {
                var good = MerkleProof2019.Of(tree.Prove(index), leaves[index], tree.AnchoredRoot, Anchor).Value;
                Assert.True(Holds(good));
                foreach (var (what, mutant) in Mutants(good)) Assert.False(Holds(mutant), $"{what} of {index} in {size}");
            }
        }
    }

    [Fact]
    public void Steps_that_no_place_has_are_refused_before_any_hash()
    {
        var (leaves, tree) = TreeOf(6);
        var good = MerkleProof2019.Of(tree.Prove(5), leaves[5], tree.AnchoredRoot, Anchor).Value;
        MerkleStep size = good.Path[^1], right = new(false, leaves[0]), left = new(true, leaves[0]);
        Refused("merkle_proof.size_missing");
        Refused("merkle_proof.size_missing", left);
        Refused("merkle_proof.size_missing", left, left, size with { IsLeft = false });
        Refused("merkle_proof.size_missing", left, left, new MerkleStep(true, default));
        Refused("merkle_proof.path_mismatch", size);
        Refused("merkle_proof.path_mismatch", left, size);
        Refused("merkle_proof.path_mismatch", left, left, left, size);
        Refused("merkle_proof.path_mismatch", left, right, size);
        Refused("merkle_proof.path_mismatch", right, right, right, right, size);
        Refused("merkle_proof.path_mismatch", [.. Enumerable.Repeat(right, 65), size]);

        void Refused(string code, params MerkleStep[] steps) => Assert.Equal(code, (good with { Path = steps }).ToInclusionProof().Error?.Code);
    }

    [Fact]
    public void The_public_test_values_are_read_and_the_one_with_texts_is_written_alike()
    {
        var vector = Repository.Vector("merkle-proof-2019.json");
        foreach (var value in vector.GetProperty("values").EnumerateArray())
        {
            var text = value.GetProperty("proofValue").GetString()!;
            var read = MerkleProof2019.ReadValue(text).Value;
            Assert.Equal(vector.GetProperty("merkleRoot").GetString(), read.MerkleRoot.ToString());
            Assert.Equal(vector.GetProperty("targetHash").GetString(), read.TargetHash.ToString());
            Assert.Equal(vector.GetProperty("path").EnumerateArray().Select(step => step.GetProperty("right").GetString()), read.Path.Select(step => step.Sibling.ToString()));
            Assert.DoesNotContain(read.Path, step => step.IsLeft);
            Assert.Equal([value.GetProperty("anchor").GetString()], read.Anchors.Select(anchor => anchor.ToString()));
            if (value.GetProperty("of").GetString() == "texts") Assert.Equal(text, read.ToValue());
            Assert.Equal(read, MerkleProof2019.ReadValue(read.ToValue()).Value);
            // Another tree's proof: its last step states no size.
            Assert.Equal("merkle_proof.size_missing", read.ToInclusionProof().Error?.Code);
        }
    }

    [Theory]
    [InlineData(1UL, false, "eth:mainnet")]
    [InlineData(11155111UL, true, "eth:sepolia")]
    [InlineData(31337UL, false, "eth:sepolia")]
    [InlineData(648540UL, true, "eth:mainnet")]
    public void A_network_has_the_label_that_the_format_leaves_it(ulong chainId, bool production, string label) =>
        Assert.Equal(label, ChainLabel.Of(chainId, production).ToString());

    [Fact]
    public void Labels_are_named_where_they_are_known()
    {
        Assert.Equal("mocknet:mocknet", new ChainLabel(-1, -1).ToString());
        Assert.True(new ChainLabel(-1, 7).IsMock);
        Assert.Equal("7:-9", new ChainLabel(7, -9).ToString());
        Assert.False(new ChainLabel(1, 2).IsKnown);
    }

    internal static Hash32 LeafOf(string text) => MerkleHash.Leaf(Encoding.UTF8.GetBytes(text));

    internal static (Hash32[] Leaves, MerkleTree Tree) TreeOf(int size)
    {
        Hash32[] leaves = [.. Enumerable.Range(0, size).Select(i => LeafOf(i.ToString(CultureInfo.InvariantCulture)))];
        return (leaves, MerkleTree.Build(leaves));
    }

    /// <summary>What a verifier asks of a proof whose leaf it has computed anew: here the leaf is the genuine target.</summary>
    private static bool Holds(MerkleProof2019 proof) =>
        proof.ToInclusionProof().TryGet(out var inclusion, out _) && inclusion.Verify(proof.TargetHash, proof.MerkleRoot);

    private static void AssertGoesBothWays(InclusionProof proof, Hash32 leaf, Hash32 root)
    {
        var merkle = MerkleProof2019.Of(proof, leaf, root, Anchor).Value;
        Assert.Equal(root, merkle.Replay());
        var read = MerkleProof2019.ReadValue(merkle.ToValue()).Value;
        Assert.Equal(merkle, read);
        var back = read.ToInclusionProof().Value;
        Assert.Equal((proof.Size, proof.Index), (back.Size, back.Index));
        Assert.Equal(proof.Path.ToArray(), back.Path.ToArray());
        Assert.Equal(ProofShape.Exact, back.Shape);
    }

    private static IEnumerable<(string What, MerkleProof2019 Mutant)> Mutants(MerkleProof2019 good)
    {
        var path = good.Path;
        for (var i = 0; i < path.Count; i++)
        {
            yield return ($"dropped {i}", good with { Path = [.. path.Take(i), .. path.Skip(i + 1)] });
            yield return ($"doubled {i}", good with { Path = [.. path.Take(i), path[i], .. path.Skip(i)] });
            yield return ($"side {i}", good with { Path = Replaced(i, path[i] with { IsLeft = !path[i].IsLeft }) });
            foreach (var bit in new[] { 0, 7, 130, 255 })
                yield return ($"bit {bit} of {i}", good with { Path = Replaced(i, path[i] with { Sibling = Flipped(path[i].Sibling, bit) }) });
            if (i > 0) yield return ($"swapped {i}", good with { Path = [.. path.Take(i - 1), path[i], path[i - 1], .. path.Skip(i + 1)] });
        }
        foreach (var step in new[] { new MerkleStep(false, good.TargetHash), new MerkleStep(true, good.TargetHash), path[^1] })
        {
            yield return ("added first", good with { Path = [step, .. path] });
            yield return ("added last", good with { Path = [.. path, step] });
        }
        yield return ("target", good with { TargetHash = Flipped(good.TargetHash, 9) });
        yield return ("inner node", good with { TargetHash = path[0].Above(good.TargetHash), Path = [.. path.Skip(1)] });
        yield return ("root", good with { MerkleRoot = Flipped(good.MerkleRoot, 200) });

        MerkleStep[] Replaced(int at, MerkleStep step) => [.. path.Take(at), step, .. path.Skip(at + 1)];
    }

    private static Hash32 Flipped(Hash32 hash, int bit)
    {
        var bytes = hash.ToArray();
        bytes[bit / 8] ^= (byte)(1 << bit % 8);
        return new Hash32(bytes);
    }
}
