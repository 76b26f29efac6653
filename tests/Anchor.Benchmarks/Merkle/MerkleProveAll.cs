using Anchor.Benchmarks.Harness;
using Anchor.Merkle;

namespace Anchor.Benchmarks.Merkle;

/// <summary>A tree in memory to the path of every leaf.</summary>
internal static class MerkleProveAll
{
    public static Measure Measure { get; } = new("merkle.prove_all", "proofs/s", 1_000_000, 1_000, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        var tree = MerkleTree.Build(Leaves.Of(run.Size));
        run.Peer = new Peer("merkle_prove", [Leaves.Described(Math.Min(run.Size, 2_000))]);
        var hashes = 0L;
        await run.RepeatAsync(() => tree.ProveAll((_, path) => hashes += path.Length));
        if (run.Size > 1 && hashes == 0) throw new InvalidOperationException("The paths are empty.");
    }
}
