namespace Anchor.Merkle.Tests;

public class TreeTests
{
    [Fact]
    public void Tree_range_tiles_and_definition_agree_for_every_size_up_to_300()
    {
        var range = CompactRange.Empty;
        for (var size = 1; size <= 300; size++)
        {
            var leaves = SlowTree.Leaves(size);
            range = range.Append(leaves.AsSpan(size - 1));
            var tree = MerkleTree.Build(leaves);
            var root = SlowTree.AnchoredRoot(leaves);
            Assert.Equal(SlowTree.TreeHash(leaves), tree.TreeHash);
            Assert.Equal(root, tree.AnchoredRoot);
            Assert.Equal(root, range.AnchoredRoot());
            foreach (var index in new[] { 0, size / 3, size / 2, size - 1 })
            {
                var path = SlowTree.Path(leaves, index);
                Assert.Equal(path, tree.Prove(index).Path.ToArray());
                Assert.Equal(path.Length, InclusionProof.PathLength((ulong)size, (ulong)index));
                Assert.True(tree.Prove(index).Verify(leaves[index], root));
            }
        }
    }

    [Theory]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(10_001)]
    [InlineData(65_537)]
    public void A_big_tree_and_a_range_filled_in_uneven_parts_agree_with_the_definition(int size)
    {
        var leaves = SlowTree.Leaves(size);
        var root = SlowTree.TreeHash(leaves);
        Assert.Equal(root, MerkleTree.Build(leaves).TreeHash);
        Assert.Equal(root, CompactRange.Empty.Append(leaves).TreeHash());

        var (range, random) = (CompactRange.Empty, new Random(size));
        for (var at = 0; at < size;)
        {
            var part = leaves.AsSpan(at, Math.Min(random.Next(0, 1_500), size - at));
            range = range.Append(part);
            at += part.Length;
        }
        Assert.Equal(root, range.TreeHash());
        Assert.Equal((ulong)size, range.Size);
    }

    [Fact]
    public void Appending_at_once_is_appending_one_by_one()
    {
        var leaves = SlowTree.Leaves(700);
        for (var present = 0; present <= 300; present += 7)
            foreach (var added in new[] { 0, 1, 2, 3, 15, 16, 17, 255, 256, 257, 400 })
            {
                var start = CompactRange.Empty.Append(leaves.AsSpan(0, present));
                var slow = start;
                for (var i = present; i < present + added; i++) slow = slow.Append(leaves.AsSpan(i, 1));
                var fast = start.Append(leaves.AsSpan(present, added));
                Assert.Equal(slow.Size, fast.Size);
                Assert.Equal(slow.Roots.ToArray(), fast.Roots.ToArray());
            }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(511)]
    [InlineData(513)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(70_001)]
    public void A_proof_from_tiles_is_the_proof_of_the_whole_tree(int size)
    {
        var leaves = SlowTree.Leaves(size);
        var tree = MerkleTree.Build(leaves);
        var tiles = new Dictionary<TileId, Hash32[]>();
        MerkleTiles.Cut(leaves, (id, hashes) => tiles.Add(id, hashes.ToArray()));
        foreach (var index in Sample(size))
        {
            var needed = MerkleTiles.Needed((ulong)size, (ulong)index);
            Assert.True(needed.Length <= 3);
            var proof = MerkleTiles.Prove((ulong)size, (ulong)index, [.. needed.Select(id => (ReadOnlyMemory<Hash32>)tiles[id])]);
            Assert.Equal(tree.Prove(index).Path.ToArray(), proof.Path.ToArray());
            Assert.True(proof.Verify(leaves[index], tree.AnchoredRoot));
        }
    }

    [Fact]
    public void A_tile_of_the_wrong_length_is_refused()
    {
        var leaves = SlowTree.Leaves(300);
        Assert.Throws<ArgumentException>(() => MerkleTiles.Prove(300, 299, [leaves.AsMemory(256, 43), leaves.AsMemory(0, 2)]));
        Assert.Throws<ArgumentException>(() => MerkleTiles.Prove(300, 299, [leaves.AsMemory(256, 44)]));
    }

    [Fact]
    public void Proving_all_visits_every_leaf_in_order_with_its_own_path()
    {
        var leaves = SlowTree.Leaves(1000);
        var tree = MerkleTree.Build(leaves);
        var next = 0;
        tree.ProveAll((index, path) =>
        {
            Assert.Equal(next++, index);
            Assert.True(new InclusionProof(1000, (ulong)index, path).Verify(leaves[index], tree.AnchoredRoot));
        });
        Assert.Equal(1000, next);
    }

    [Fact]
    public void Proving_all_is_proving_one_by_one_for_every_size_up_to_140()
    {
        for (var size = 1; size <= 140; size++)
        {
            var (tree, visited) = (MerkleTree.Build(SlowTree.Leaves(size)), 0);
            tree.ProveAll((index, path) =>
            {
                Assert.Equal(tree.Prove(index).Path.ToArray(), path.ToArray());
                visited++;
            });
            Assert.Equal(size, visited);
        }
    }

    [Fact]
    public void A_range_restored_from_its_roots_goes_on_as_if_it_had_never_been_stored()
    {
        var leaves = SlowTree.Leaves(777);
        var first = CompactRange.Empty.Append(leaves.AsSpan(0, 500));
        var restored = CompactRange.Restore(first.Size, first.Roots);
        Assert.Equal(MerkleTree.Build(leaves).AnchoredRoot, restored.Append(leaves.AsSpan(500)).AnchoredRoot());
        Assert.Throws<ArgumentException>(() => CompactRange.Restore(7, first.Roots[..2]));
        Assert.Throws<InvalidOperationException>(() => CompactRange.Empty.TreeHash());
    }

    [Fact]
    public void A_tree_needs_a_leaf_and_a_proof_an_index_inside() =>
        Assert.Multiple(
            () => Assert.Throws<ArgumentException>(() => MerkleTree.Build([])),
            () => Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Build(SlowTree.Leaves(3)).Prove(3)),
            () => Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.Build(SlowTree.Leaves(3)).Prove(-1)),
            () => Assert.Throws<ArgumentOutOfRangeException>(() => InclusionProof.PathLength(3, 3)));

    private static IEnumerable<int> Sample(int size)
    {
        var random = new Random(size);
        return new[] { 0, size / 2, size - 1 }.Concat(Enumerable.Range(0, 40).Select(_ => random.Next(size))).Distinct();
    }
}
