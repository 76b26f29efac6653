using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Anchor.Merkle.Tests;

/// <summary>Every width by itself against the framework's SHA-256, whichever of them this processor would choose.</summary>
public class LanesTests
{
    private const int Seed = 20260901;

    private delegate void Hasher(ReadOnlySpan<Hash32> children, Span<Hash32> parents);

    [Fact]
    public void Sixteen_lanes_and_the_framework_hash_the_same()
    {
        Assert.SkipUnless(Sha256Lanes16.IsSupported, "This processor has no AVX-512.");
        AssertHashesLikeTheFramework(Sha256Lanes.Nodes<Vector512<uint>, Sha256Lanes16>);
    }

    [Fact]
    public void Eight_lanes_and_the_framework_hash_the_same()
    {
        Assert.SkipUnless(Sha256Lanes8.IsSupported, "This processor has no AVX2.");
        AssertHashesLikeTheFramework(Sha256Lanes.Nodes<Vector256<uint>, Sha256Lanes8>);
    }

    [Fact]
    public void A_level_and_the_framework_hash_the_same() => AssertHashesLikeTheFramework(MerkleHash.Level);

    [Fact]
    public void Leaves_of_any_lengths_and_the_framework_hash_the_same()
    {
        var random = new Random(Seed);
        // Every length of a tail in every company, and what documents are like.
        for (var round = 0; round < 400; round++)
        {
            var count = random.Next(0, 40);
            int[] lengths = [.. Enumerable.Range(0, count).Select(i => round < 200 ? random.Next(0, 200) : 9_000 + random.Next(1_000))];
            if (round < 20) Array.Fill(lengths, round);
            var (text, ends, leaves) = (new byte[lengths.Sum()], new int[count], new Hash32[count + 1]);
            random.NextBytes(text);
            for (var i = 0; i < count; i++) ends[i] = (i == 0 ? 0 : ends[i - 1]) + lengths[i];
            MerkleHash.Leaves(text, ends, leaves);
            for (var i = 0; i < count; i++)
                Assert.True(leaves[i] == new Hash32(SHA256.HashData(text.AsSpan(ends[i] - lengths[i], lengths[i]))), $"Seed {Seed}, round {round}: leaf {i} of {count}, {lengths[i]} bytes, differs.");
            Assert.Equal(default, leaves[count]);
        }
    }

    [Theory]
    [InlineData(new[] { 0, 64, 55, 56, 63, 119, 120, 127, 128, 1_000 })]
    public void Every_edge_of_the_padding_is_right_in_both_widths(int[] lengths)
    {
        foreach (var length in lengths)
        {
            var message = new byte[length];
            new Random(length).NextBytes(message);
            var expected = new Hash32(SHA256.HashData(message));
            if (Sha256Lanes16.IsSupported) Assert.All(InLanes<Vector512<uint>, Sha256Lanes16>(message), hash => Assert.Equal(expected, hash));
            if (Sha256Lanes8.IsSupported) Assert.All(InLanes<Vector256<uint>, Sha256Lanes8>(message), hash => Assert.Equal(expected, hash));
        }
    }

    [Fact]
    public void Ends_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MerkleHash.Leaves(new byte[10], [5, 4], new Hash32[2]));
        Assert.Throws<ArgumentException>(() => MerkleHash.Leaves(new byte[10], [-1], new Hash32[2]));
        Assert.Throws<ArgumentException>(() => MerkleHash.Leaves(new byte[10], [11], new Hash32[2]));
        Assert.Throws<ArgumentException>(() => MerkleHash.Leaves(new byte[10], [5, 10], new Hash32[1]));
    }

    // Every other lane has none, so that what is in those shows nowhere.
    private static Hash32[] InLanes<TVector, TLanes>(byte[] message) where TVector : unmanaged where TLanes : ILanes<TVector>
    {
        var width = Unsafe.SizeOf<TVector>() / sizeof(uint);
        var digests = new Hash32[width];
        int[] lengths = [.. Enumerable.Range(0, width).Select(lane => lane % 2 == 0 ? message.Length : -1)];
        Sha256Lanes.Messages<TVector, TLanes>(message, new int[width], lengths, digests);
        return [.. digests.Where((_, lane) => lane % 2 == 0)];
    }

    [Fact]
    public void A_lone_last_child_is_carried_up()
    {
        for (var count = 1; count <= 101; count += 2)
        {
            var children = Children(new Random(Seed + count), count);
            var parents = new Hash32[count / 2 + 1];
            MerkleHash.Level(children, parents);
            Assert.Equal(children[^1], parents[^1]);
        }
    }

    [Fact]
    public void Parents_without_room_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MerkleHash.Level(new Hash32[3], new Hash32[1]));
        Assert.SkipUnless(Sha256Lanes.IsSupported, "This processor has no lanes.");
        Assert.Throws<ArgumentException>(() => Sha256Lanes.Nodes(new Hash32[64], new Hash32[31]));
    }

    private static void AssertHashesLikeTheFramework(Hasher hash)
    {
        var random = new Random(Seed);
        int[] many = [.. Enumerable.Range(0, 20).Select(_ => random.Next(100, 5_000))];
        foreach (var pairs in Enumerable.Range(0, 101).Concat(many))
        {
            var children = Children(random, 2 * pairs);
            // One more than needed, to see that nothing is written behind the last parent.
            var parents = new Hash32[pairs + 1];
            hash(children, parents);
            for (var i = 0; i < pairs; i++)
                Assert.True(SlowTree.Node(children[2 * i], children[2 * i + 1]) == parents[i], $"Seed {Seed}: parent {i} of {pairs} differs.");
            Assert.True(parents[pairs].IsZero);
        }
    }

    private static Hash32[] Children(Random random, int count)
    {
        var bytes = new byte[Hash32.Length * count];
        random.NextBytes(bytes);
        return Hash32.Cast(bytes).ToArray();
    }
}
