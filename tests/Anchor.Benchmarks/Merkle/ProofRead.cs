using Anchor.Benchmarks.Harness;
using Anchor.Issuance;
using Anchor.Issuance.Batches;
using Anchor.Merkle;
using Anchor.Tests.Support;
using NpgsqlTypes;

namespace Anchor.Benchmarks.Merkle;

/// <summary>One proof after another out of the tiles of a stored batch of a million.</summary>
internal static class ProofRead
{
    private const int BatchSize = 1_000_000;

    public static Measure Measure { get; } = new("proof.read", "proofs/s", 2_000, 20, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        await using var database = await TestDatabase.CreateAsync();
        await EventStore.EventStoreSchema.EnsureAsync(database.DataSource, [IssuanceSchema.Script], null, CancellationToken.None);
        var (issuer, batch, leaves) = (new IssuerId(Guid.CreateVersion7()), Guid.CreateVersion7(), Leaves.Of(BatchSize));
        await StoreAsync(database, issuer, batch, leaves);
        var root = MerkleTree.Build(leaves).AnchoredRoot;

        await run.RepeatAsync(async count =>
        {
            var dice = new Random(1);
            for (var i = 0; i < count; i++)
            {
                var index = dice.Next(BatchSize);
                var proof = await TileReader.ProveAsync(database.DataSource, issuer, batch, BatchSize, (ulong)index, CancellationToken.None);
                if (!proof.Verify(leaves[index], root)) throw new InvalidOperationException($"The proof of leaf {index} is wrong.");
            }
        });
    }

    private static async Task StoreAsync(TestDatabase database, IssuerId issuer, Guid batch, Hash32[] leaves)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var writer = await connection.BeginBinaryImportAsync(
            "COPY anchor.anchor_tiles (tenant_id, batch_id, level, tile, hashes) FROM STDIN (FORMAT binary)");
        MerkleTiles.Cut(leaves, (id, hashes) =>
        {
            writer.StartRow();
            writer.Write(issuer.Tenant, NpgsqlDbType.Varchar);
            writer.Write(batch, NpgsqlDbType.Uuid);
            writer.Write(id.Level, NpgsqlDbType.Integer);
            writer.Write(id.Index, NpgsqlDbType.Bigint);
            writer.Write(Hash32.AsBytes(hashes).ToArray(), NpgsqlDbType.Bytea);
        });
        await writer.CompleteAsync();
    }
}
