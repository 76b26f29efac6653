using Anchor.Merkle;
using Npgsql;

namespace Anchor.Issuance.Ledger;

/// <summary>One nonce sequence of one account.</summary>
internal readonly record struct Lane(ulong ChainId, string Account, string NonceSpace);

/// <summary>A transaction that is not done.</summary>
internal sealed record OpenTransaction(Guid Id, Lane Lane, ulong Nonce, string Status);

/// <summary>An anchoring that waits for its root to be anchored.</summary>
internal sealed record WaitingAnchoring(IssuerId Issuer, Guid Id, Guid BatchId, string Account, string Root, bool IsBlockcerts, DateTimeOffset Requested);

/// <summary>An anchoring whose event stands in a block.</summary>
internal sealed record IncludedAnchoring(IssuerId Issuer, Guid Id, ulong BlockNumber, Hash32 BlockHash);

/// <summary>Revoked credentials of one root that the registry does not know of.</summary>
internal sealed record UnmirroredIndexes(IssuerId Issuer, Guid AnchoringId, string Account, string Root, IReadOnlyList<long> Indexes);

/// <summary>Finds the ledger's work.</summary>
internal sealed class LedgerReader(NpgsqlDataSource dataSource)
{
    /// <summary>The transactions of a chain that are signed, sent or included, by account and nonce.</summary>
    public async Task<List<OpenTransaction>> OpenAsync(ulong chainId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT id, account, nonce_space, nonce, status FROM anchor.anchor_view_transactions
            WHERE chain_id = $1 AND status IN ('signed', 'submitted', 'included') ORDER BY status = 'included', account, nonce_space, nonce LIMIT 20000
            """);
        command.Parameters.Add(new() { Value = (long)chainId });
        var open = new List<OpenTransaction>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            open.Add(new OpenTransaction(
                reader.GetGuid(0), new Lane(chainId, reader.GetString(1), reader.GetString(2)), (ulong)reader.GetInt64(3), reader.GetString(4)));
        return open;
    }

    /// <summary>The anchorings that no transaction carries, oldest first; of each account at most so many, so that one backlog hides nobody.</summary>
    public Task<List<WaitingAnchoring>> RequestedAsync(ulong chainId, int perAccount, CancellationToken cancellationToken) => AnchoringsAsync(
        """
        SELECT tenant_id, id, batch_id, account, root, is_blockcerts, requested FROM (
            SELECT a.tenant_id, a.id, a.batch_id, a.account, a.root, b.format = 'blockcerts' AS is_blockcerts, a.requested,
                row_number() OVER (PARTITION BY a.account, b.format = 'blockcerts' ORDER BY a.requested) AS place
            FROM anchor.anchor_view_anchorings a
            JOIN anchor.anchor_view_batches b ON b.tenant_id = a.tenant_id AND b.id = a.batch_id
            WHERE a.chain_id = $1 AND a.status = 'requested' AND NOT EXISTS (
                SELECT 1 FROM anchor.anchor_view_transaction_entries e
                WHERE e.tenant_id = a.tenant_id AND e.target_id = a.id AND e.kind = 'anchor' AND e.active)) waiting
        WHERE place <= $2 ORDER BY requested
        """, (long)chainId, perAccount, cancellationToken);

    /// <summary>Whether an anchoring waits for a transaction, or for the event of one.</summary>
    public async Task<bool> HasRequestedAsync(ulong chainId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT EXISTS (SELECT 1 FROM anchor.anchor_view_anchorings WHERE chain_id = $1 AND status = 'requested')");
        command.Parameters.Add(new() { Value = (long)chainId });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>The anchorings that a transaction carries and whose event was not seen yet.</summary>
    public Task<List<WaitingAnchoring>> EntriesAsync(Guid transaction, CancellationToken cancellationToken) => AnchoringsAsync(
        """
        SELECT a.tenant_id, a.id, a.batch_id, a.account, a.root, b.format = 'blockcerts', a.requested FROM anchor.anchor_view_transaction_entries e
        JOIN anchor.anchor_view_anchorings a ON a.tenant_id = e.tenant_id AND a.id = e.target_id
        JOIN anchor.anchor_view_batches b ON b.tenant_id = a.tenant_id AND b.id = a.batch_id
        WHERE e.transaction_id = $1 AND e.active AND e.kind = 'anchor' AND a.status = 'requested' LIMIT $2
        """, transaction, 1000, cancellationToken);

    /// <summary>The anchorings whose event stands in a block that may vanish.</summary>
    public async Task<List<IncludedAnchoring>> IncludedAsync(ulong chainId, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT tenant_id, id, block_number, block_hash FROM anchor.anchor_view_anchorings
            WHERE chain_id = $1 AND status = 'included' ORDER BY block_number LIMIT $2
            """);
        command.Parameters.Add(new() { Value = (long)chainId });
        command.Parameters.Add(new() { Value = limit });
        var found = new List<IncludedAnchoring>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(new IncludedAnchoring(IssuerOf(reader.GetString(0)), reader.GetGuid(1), (ulong)reader.GetInt64(2), Hash32.Parse(reader.GetString(3))));
        return found;
    }

    /// <summary>Which indexes of anchored roots are revoked, effective now, and in no transaction; of issuers whose policy asks for it, and of credentials that were minted.</summary>
    public async Task<List<UnmirroredIndexes>> UnmirroredAsync(ulong chainId, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            WITH revoked AS (
                SELECT s.tenant_id, s.credential_id FROM anchor.anchor_view_issuers i
                JOIN anchor.anchor_view_standings s ON s.tenant_id = i.tenant_id AND s.revoked_from <= $2
                WHERE i.mirrors_revocations
                UNION
                SELECT s.tenant_id, s.credential_id FROM anchor.anchor_view_tokens t
                JOIN anchor.anchor_view_standings s ON s.tenant_id = t.tenant_id AND s.credential_id = t.credential_id AND s.revoked_from <= $2
                WHERE t.chain_id = $1 AND t.status <> 'burned'),
            due AS (
                SELECT a.tenant_id, a.id, a.account, a.root, d.leaf_index FROM revoked s
                JOIN anchor.anchor_documents d ON d.tenant_id = s.tenant_id AND d.id = s.credential_id AND d.batch_id IS NOT NULL
                JOIN anchor.anchor_view_anchorings a ON a.tenant_id = d.tenant_id AND a.batch_id = d.batch_id AND a.chain_id = $1 AND a.status = 'final'
                WHERE NOT EXISTS (
                    SELECT 1 FROM anchor.anchor_view_mirrored m WHERE m.tenant_id = a.tenant_id AND m.anchoring_id = a.id AND m.leaf_index = d.leaf_index)
                ORDER BY a.tenant_id, a.id, d.leaf_index LIMIT $3)
            SELECT tenant_id, id, account, root, array_agg(leaf_index ORDER BY leaf_index) FROM due GROUP BY tenant_id, id, account, root
            """);
        command.Parameters.Add(new() { Value = (long)chainId });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        command.Parameters.Add(new() { Value = limit });
        var found = new List<UnmirroredIndexes>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(new UnmirroredIndexes(IssuerOf(reader.GetString(0)), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<long[]>(4)));
        return found;
    }

    private async Task<List<WaitingAnchoring>> AnchoringsAsync(string sql, object subject, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = subject });
        command.Parameters.Add(new() { Value = limit });
        var found = new List<WaitingAnchoring>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(new WaitingAnchoring(
                IssuerOf(reader.GetString(0)), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.GetBoolean(5),
                reader.GetFieldValue<DateTimeOffset>(6)));
        return found;
    }

    private static IssuerId IssuerOf(string tenant) => new(Guid.ParseExact(tenant, "n"));
}
