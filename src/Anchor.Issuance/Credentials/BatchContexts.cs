using System.Collections.Concurrent;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Issuing;
using Anchor.Merkle;
using Npgsql;

namespace Anchor.Issuance.Credentials;

/// <summary>What the credentials of one batch have in common.</summary>
internal sealed record BatchContext(string? Binding, long Size, Hash32? Root, List<AnchorClaim> Anchors)
{
    public string Did { get; init; } = "";

    public bool IsBlockcerts { get; init; }
}

/// <summary>Reads it. What is anchored in a final block is kept for a moment: it could only gain anchors on other chains, or a newer binding.</summary>
internal sealed class BatchContexts(NpgsqlDataSource dataSource, TimeProvider clock)
{
    private const int MaxKept = 1_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(IssuerId, Guid), (BatchContext Context, DateTimeOffset ReadAt)> _kept = [];

    /// <param name="issuer">The tenant.</param>
    /// <param name="batchId">Null for a credential that waits for a batch: then only the issuer's part is known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<BatchContext> GetAsync(IssuerId issuer, Guid? batchId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (batchId is { } asked && _kept.TryGetValue((issuer, asked), out var kept) && kept.ReadAt + Lifetime > now) return kept.Context;
        var context = await ReadAsync(issuer, batchId, cancellationToken);
        if (batchId is not { } id || context.Anchors.Count == 0) return context;
        if (_kept.Count >= MaxKept) _kept.Clear();
        _kept[(issuer, id)] = (context, now);
        return context;
    }

    private async Task<BatchContext> ReadAsync(IssuerId issuer, Guid? batchId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT i.binding, b.size, b.root, a.chain_id, a.registry, a.account, a.transaction_hash, a.block_number, a.block_hash, a.block_timestamp, i.did, b.format
            FROM anchor.anchor_view_issuers i
            LEFT JOIN anchor.anchor_view_batches b ON b.tenant_id = i.tenant_id AND b.id = $2 AND b.root IS NOT NULL
            LEFT JOIN anchor.anchor_view_anchorings a ON a.tenant_id = i.tenant_id AND a.batch_id = b.id AND a.status = 'final'
            WHERE i.tenant_id = $1 ORDER BY a.block_timestamp
            """);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        var context = new BatchContext(null, 0, null, []);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            context = context with { Binding = reader.IsDBNull(0) ? null : reader.GetString(0), Did = reader.GetString(10) };
            if (reader.IsDBNull(2)) continue;
            context = context with { Size = reader.GetInt64(1), Root = Hash32.Parse(reader.GetString(2)), IsBlockcerts = reader.GetString(11) == CredentialFormat.Blockcerts.Name() };
            if (!reader.IsDBNull(3))
                context.Anchors.Add(new AnchorClaim(
                    (ulong)reader.GetInt64(3), reader.GetString(4), reader.GetString(5), Hash32.Parse(reader.GetString(6)), (ulong)reader.GetInt64(7),
                    Hash32.Parse(reader.GetString(8)), (ulong)reader.GetInt64(9)));
        }
        return context;
    }
}
