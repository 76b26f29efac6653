namespace Anchor.Merkle.Tests;

public class ProofTests
{
    [Fact]
    public void Flipping_any_one_bit_breaks_the_proof()
    {
        var leaves = SlowTree.Leaves(21);
        var tree = MerkleTree.Build(leaves);
        var proof = tree.Prove(13);
        for (var bit = 0; bit < 256; bit++)
        {
            Assert.False(proof.Verify(Flip(leaves[13], bit), tree.AnchoredRoot));
            Assert.False(proof.Verify(leaves[13], Flip(tree.AnchoredRoot, bit)));
            for (var step = 0; step < proof.Path.Length; step++)
            {
                var path = proof.Path.ToArray();
                path[step] = Flip(path[step], bit);
                Assert.False(new InclusionProof(21, 13, path).Verify(leaves[13], tree.AnchoredRoot));
            }
        }
    }

    [Fact]
    public void Nodes_that_are_known_lead_to_the_same_root_and_no_flipped_one_is_among_them()
    {
        var known = new KnownNodes();
        foreach (var size in (int[])[1, 2, 3, 21, 64, 300])
        {
            var leaves = SlowTree.Leaves(size);
            var tree = MerkleTree.Build(leaves);
            for (var index = 0; index < size; index++)
            {
                var proof = tree.Prove(index);
                Assert.True(proof.TryComputeRoot(leaves[index], known, out var root));
                Assert.Equal(tree.AnchoredRoot, root);
                for (var step = -1; step < proof.Path.Length; step++)
                {
                    var (leaf, path) = (leaves[index], proof.Path.ToArray());
                    if (step < 0) leaf = Flip(leaf, index % 256);
                    else path[step] = Flip(path[step], index % 256);
                    var changed = new InclusionProof((ulong)size, (ulong)index, path);
                    Assert.True(changed.TryComputeRoot(leaf, known, out var wrong));
                    Assert.True(changed.TryComputeRoot(leaf, out var slow));
                    Assert.Equal(slow, wrong);
                    Assert.NotEqual(tree.AnchoredRoot, wrong);
                }
            }
        }
    }

    [Fact]
    public void No_other_size_or_index_carries_the_same_path()
    {
        for (var size = 1; size <= 20; size++)
        {
            var leaves = SlowTree.Leaves(size);
            var tree = MerkleTree.Build(leaves);
            for (var index = 0; index < size; index++)
            {
                var path = tree.Prove(index).Path.ToArray();
                for (ulong claimedSize = 0; claimedSize <= 40; claimedSize++)
                    for (ulong claimedIndex = 0; claimedIndex <= 40; claimedIndex++)
                    {
                        var accepted = new InclusionProof(claimedSize, claimedIndex, path).Verify(leaves[index], tree.AnchoredRoot);
                        Assert.Equal(claimedSize == (ulong)size && claimedIndex == (ulong)index, accepted);
                    }
            }
        }
    }

    [Fact]
    public void Dropped_added_and_swapped_siblings_are_told_apart()
    {
        var leaves = SlowTree.Leaves(100);
        var tree = MerkleTree.Build(leaves);
        var path = tree.Prove(42).Path.ToArray();
        var swapped = path.ToArray();
        (swapped[1], swapped[2]) = (swapped[2], swapped[1]);
        Assert.Equal(ProofShape.PathTooShort, new InclusionProof(100, 42, path[1..]).Shape);
        Assert.Equal(ProofShape.PathTooShort, new InclusionProof(100, 42, []).Shape);
        Assert.Equal(ProofShape.PathTooLong, new InclusionProof(100, 42, [.. path, default]).Shape);
        Assert.Equal(ProofShape.IndexOutOfRange, new InclusionProof(100, 100, path).Shape);
        Assert.Equal(ProofShape.IndexOutOfRange, new InclusionProof(0, 0, []).Shape);
        Assert.False(new InclusionProof(100, 42, swapped).Verify(leaves[42], tree.AnchoredRoot));
    }

    [Fact]
    public void Path_length_holds_at_the_ends_of_the_range()
    {
        Assert.Equal(0, InclusionProof.PathLength(1, 0));
        Assert.Equal(64, InclusionProof.PathLength(ulong.MaxValue, 0));
        Assert.Equal(63, InclusionProof.PathLength(1UL << 63, (1UL << 63) - 1));
        Assert.Equal(1, InclusionProof.PathLength((1UL << 63) + 1, 1UL << 63));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("zz")]
    [InlineData("9418409fb44b419054f47dfa5f4de637f9a7b013103b4c0e9b57c14deb2abc3")]
    [InlineData("9418409fb44b419054f47dfa5f4de637f9a7b013103b4c0e9b57c14deb2abc366")]
    [InlineData("g418409fb44b419054f47dfa5f4de637f9a7b013103b4c0e9b57c14deb2abc36")]
    public void Text_that_is_not_64_hexadecimal_digits_is_no_hash(string text) => Assert.False(Hash32.TryParse(text, out _));

    [Fact]
    public void A_hash_reads_what_it_writes()
    {
        const string Text = "9418409fb44b419054f47dfa5f4de637f9a7b013103b4c0e9b57c14deb2abc36";
        Assert.Equal(Text, Hash32.Parse(Text.ToUpperInvariant()).ToString());
        Assert.Equal("0x" + Text, Hash32.Parse("0x" + Text).ToHex());
    }

    private static Hash32 Flip(Hash32 hash, int bit)
    {
        var bytes = hash.ToArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return new Hash32(bytes);
    }
}
