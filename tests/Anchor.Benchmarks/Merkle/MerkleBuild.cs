using Anchor.Benchmarks.Harness;
using Anchor.Merkle;

namespace Anchor.Benchmarks.Merkle;

/// <summary>Leaf hashes to a whole tree in memory.</summary>
internal static class MerkleBuild
{
    public static Measure Measure { get; } = new("merkle.build", "leaves/s", 1_000_000, 1_000, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        var leaves = Leaves.Of(run.Size);
        run.Peer = new Peer("merkle_build", [Leaves.Described(run.Size), Leaves.Described(Math.Min(run.Size, 10_000))]);
        await run.RepeatAsync(() => MerkleTree.Build(leaves));
    }
}
