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
        // The inner LIMIT has every tile looked up by its key; joined freely, a plan may read all tiles of the batch.
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            SELECT hashes FROM unnest($3, $4) WITH ORDINALITY AS needed(level, tile, place)
            CROSS JOIN LATERAL (
                SELECT hashes FROM anchor.anchor_tiles t
                WHERE t.tenant_id = $1 AND t.batch_id = $2 AND t.level = needed.level AND t.tile = needed.tile LIMIT 1) found
            ORDER BY place
            """, connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = needed.Select(tile => tile.Level).ToArray() });
        command.Parameters.Add(new() { Value = needed.Select(tile => tile.Index).ToArray() });
        await command.PrepareAsync(cancellationToken);
        var tiles = new List<ReadOnlyMemory<Hash32>>(needed.Length);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) tiles.Add(Hash32.Cast(reader.GetFieldValue<byte[]>(0)).ToArray());
        if (tiles.Count != needed.Length) throw new InvalidDataException($"Tiles of batch {batchId} are missing.");
        return tiles;
    }
}
