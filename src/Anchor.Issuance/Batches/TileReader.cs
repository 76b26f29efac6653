using Anchor.Merkle;
using Npgsql;

namespace Anchor.Issuance.Batches;

/// <summary>Proves one leaf of a stored batch from the few tiles its path crosses; never reads the whole tree.</summary>
internal static class TileReader
{
    /// <exception cref="InvalidDataException">A tile is missing or was cut.</exception>
    public static async Task<InclusionProof> ProveAsync(
        NpgsqlDataSource dataSource, IssuerId issuer, Guid batchId, ulong size, ulong index, CancellationToken cancellationToken)
    {
        var needed = MerkleTiles.Needed(size, index);
        return MerkleTiles.Prove(size, index, await ReadAsync(dataSource, issuer, batchId, needed, cancellationToken));
    }

    /// <summary>The tiles in the order in which they are named.</summary>
    /// <exception cref="InvalidDataException">A tile is missing.</exception>
    public static async Task<List<ReadOnlyMemory<Hash32>>> ReadAsync(
        NpgsqlDataSource dataSource, IssuerId issuer, Guid batchId, TileId[] needed, CancellationToken cancellationToken)
    {
        // Not prepared: two arrays of unknown length may get a plan that reads all tiles of the batch.
        await using var command = dataSource.CreateCommand(
            """
            SELECT hashes FROM unnest($3, $4) WITH ORDINALITY AS needed(level, tile, place)
            JOIN anchor.anchor_tiles t ON t.tenant_id = $1 AND t.batch_id = $2 AND t.level = needed.level AND t.tile = needed.tile
            ORDER BY place
            """);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = needed.Select(tile => tile.Level).ToArray() });
        command.Parameters.Add(new() { Value = needed.Select(tile => tile.Index).ToArray() });
        var tiles = new List<ReadOnlyMemory<Hash32>>(needed.Length);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) tiles.Add(Hash32.Cast(reader.GetFieldValue<byte[]>(0)).ToArray());
        if (tiles.Count != needed.Length) throw new InvalidDataException($"Tiles of batch {batchId} are missing.");
        return tiles;
    }
}
