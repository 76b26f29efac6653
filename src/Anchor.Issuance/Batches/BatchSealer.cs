using Anchor.EventStore;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Issuers;
using Anchor.Merkle;
using Npgsql;
using NpgsqlTypes;

namespace Anchor.Issuance.Batches;

/// <summary>Gives a batch its root, stores its tree as tiles and asks for it to be anchored, in one transaction.</summary>
internal sealed class BatchSealer(EventStore.EventStore store, NetworkCatalog networks, TimeProvider clock)
{
    /// <returns>False when someone else sealed it first.</returns>
    public async Task<bool> SealAsync(Actor actor, BatchState batch, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!batch.Seal(now).TryGet(out var @sealed, out _)) return false;
        var issuer = await store.FoldAsync(actor.Issuer, actor.Issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        var requested = AnchoringState.Request(batch.Id, @sealed.Root, issuer, networks.Get(batch.ChainId), now);

        await using var transaction = await store.BeginAsync(actor, cancellationToken);
        await DraftStore.LockAsync(transaction.Connection, actor.Issuer, batch.Id, cancellationToken);
        if (await transaction.AppendAsync("batch", batch.Id, batch.Version, [@sealed], cancellationToken) == AppendResult.Conflict) return false;
        if (await transaction.AppendAsync("anchoring", requested.AnchoringId, 0, [requested], cancellationToken) == AppendResult.Conflict) return false;
        var leaves = await LeavesAsync(transaction.Connection, actor.Issuer, batch, cancellationToken);
        await WriteTilesAsync(transaction.Connection, actor.Issuer, batch.Id, leaves, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Reads the leaves back and makes sure that what is stored is what the batch's history says.</summary>
    private static async Task<Hash32[]> LeavesAsync(NpgsqlConnection connection, IssuerId issuer, BatchState batch, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT leaf FROM anchor.anchor_documents WHERE tenant_id = $1 AND batch_id = $2 ORDER BY leaf_index", connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batch.Id });
        var leaves = new Hash32[batch.Leaves.Size];
        var count = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        for (; count < leaves.Length && await reader.ReadAsync(cancellationToken); count++) leaves[count] = new Hash32(reader.GetFieldValue<byte[]>(0));
        if (count != leaves.Length || MerkleTree.Build(leaves).AnchoredRoot != batch.Leaves.AnchoredRoot())
            throw new InvalidDataException($"The stored documents of batch {batch.Id} are not those its history names; nothing was sealed.");
        return leaves;
    }

    private static async Task WriteTilesAsync(
        NpgsqlConnection connection, IssuerId issuer, Guid batchId, Hash32[] leaves, CancellationToken cancellationToken)
    {
        var tiles = new List<(TileId Id, byte[] Hashes)>();
        MerkleTiles.Cut(leaves, (id, hashes) => tiles.Add((id, Hash32.AsBytes(hashes).ToArray())));
        await using var writer = await connection.BeginBinaryImportAsync(
            "COPY anchor.anchor_tiles (tenant_id, batch_id, level, tile, hashes) FROM STDIN (FORMAT binary)", cancellationToken);
        foreach (var (id, hashes) in tiles)
        {
            await writer.StartRowAsync(cancellationToken);
            await writer.WriteAsync(issuer.Tenant, NpgsqlDbType.Varchar, cancellationToken);
            await writer.WriteAsync(batchId, NpgsqlDbType.Uuid, cancellationToken);
            await writer.WriteAsync(id.Level, NpgsqlDbType.Integer, cancellationToken);
            await writer.WriteAsync(id.Index, NpgsqlDbType.Bigint, cancellationToken);
            await writer.WriteAsync(hashes, NpgsqlDbType.Bytea, cancellationToken);
        }
        await writer.CompleteAsync(cancellationToken);
    }
}
