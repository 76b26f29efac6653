using System.Runtime.Intrinsics;

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
