using Npgsql;

namespace Anchor.Issuance.Ledger;

/// <summary>A collection that is wanted, or is there.</summary>
internal sealed record KnownCollection(
    IssuerId Issuer, Guid Id, string Factory, string Registry, string Account, string Name, string Symbol, string BaseUri, string? Address, ulong? NextBlock);

/// <summary>Something that is to be done to a token.</summary>
/// <param name="Issuer">The issuer.</param>
/// <param name="Id">The token.</param>
/// <param name="CredentialId">Its credential.</param>
/// <param name="Account">The issuer's account.</param>
/// <param name="Kind"><c>mint</c>, <c>reissue</c>, <c>burn</c> or <c>refresh</c>.</param>
/// <param name="Since">Since when it waits.</param>
internal sealed record WaitingToken(IssuerId Issuer, Guid Id, Guid CredentialId, string Account, string Kind, DateTimeOffset Since);

/// <summary>Finds the ledger's work about tokens.</summary>
internal sealed class TokenWork(NpgsqlDataSource dataSource)
{
    // What a final transaction did is known when the collection's history has been read up to its block.
    private const string NobodyCarries =
        """
        NOT EXISTS (
            SELECT 1 FROM anchor.anchor_view_transaction_entries e JOIN anchor.anchor_view_transactions x ON x.id = e.transaction_id
            WHERE e.tenant_id = t.tenant_id AND e.target_id = t.id AND e.kind NOT IN ('anchor', 'revocations')
                AND (e.active OR e.kind <> 'refresh' AND x.status = 'final' AND x.block_number >= p.next_block))
        """;

    /// <summary>Whether anything about tokens waits on a chain, sent or not.</summary>
    public async Task<bool> IsAnyAsync(ulong chainId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT EXISTS (SELECT 1 FROM anchor.anchor_view_tokens WHERE chain_id = $1 AND (status = 'requested' OR status = 'wallet' AND deadline > $2 - interval '1 hour' OR action IS NOT NULL AND action <> 'reissue_requested'))
                OR EXISTS (SELECT 1 FROM anchor.anchor_view_collections WHERE chain_id = $1 AND address IS NULL)
                OR EXISTS (SELECT 1 FROM anchor.anchor_view_token_changes c JOIN anchor.anchor_view_tokens t ON t.tenant_id = c.tenant_id AND t.id = c.token_id
                    WHERE t.chain_id = $1 AND t.status = 'minted' AND c.transaction_id IS NULL AND c.due <= $2)
            """);
        command.Parameters.Add(new() { Value = (long)chainId });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>The collections that are wanted and not there yet, and in no transaction.</summary>
    public Task<List<KnownCollection>> WantedAsync(ulong chainId, CancellationToken cancellationToken) => CollectionsAsync(
        """
        WHERE c.chain_id = $1 AND c.address IS NULL AND NOT EXISTS (
            SELECT 1 FROM anchor.anchor_view_transaction_entries e WHERE e.tenant_id = c.tenant_id AND e.target_id = c.id AND e.active) ORDER BY c.requested LIMIT 100
        """, [(long)chainId], cancellationToken);

    /// <summary>The collections whose history is followed: those with tokens that are to change at once, or all with a token; those read least far first, so that each has its turn.</summary>
    public Task<List<KnownCollection>> FollowedAsync(ulong chainId, DateTimeOffset now, bool all, CancellationToken cancellationToken) => CollectionsAsync(
        """
        WHERE c.chain_id = $1 AND c.address IS NOT NULL AND EXISTS (
            SELECT 1 FROM anchor.anchor_view_tokens t WHERE t.tenant_id = c.tenant_id AND t.chain_id = c.chain_id
                AND (t.status = 'requested' OR t.status = 'wallet' AND t.deadline > $2 - interval '1 hour' OR t.action IN ('reissue_approved', 'burn_requested') OR $3))
        ORDER BY p.next_block LIMIT 50
        """, [(long)chainId, now.UtcDateTime, all], cancellationToken);

    /// <summary>What waits to be sent, oldest first; of each issuer at most so many, so that one backlog hides nobody.</summary>
    public async Task<List<WaitingToken>> WaitingAsync(ulong chainId, DateTimeOffset now, int perIssuer, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            WITH due AS (
                SELECT t.tenant_id, t.id, t.credential_id, t.account,
                    CASE t.action WHEN 'reissue_approved' THEN 'reissue' WHEN 'burn_requested' THEN 'burn' ELSE 'mint' END AS kind, coalesce(t.action_requested, t.requested) AS since
                FROM anchor.anchor_view_tokens t
                JOIN anchor.anchor_view_collections c ON c.tenant_id = t.tenant_id AND c.chain_id = t.chain_id AND c.address IS NOT NULL
                JOIN anchor.anchor_collection_progress p ON p.tenant_id = c.tenant_id AND p.collection_id = c.id
                WHERE t.chain_id = $1 AND (t.status = 'requested' OR t.action IN ('reissue_approved', 'burn_requested')) AND {NobodyCarries}
                    AND (t.action IS NOT NULL OR EXISTS (
                        SELECT 1 FROM anchor.anchor_view_anchorings a
                        WHERE a.tenant_id = t.tenant_id AND a.batch_id = t.batch_id AND a.chain_id = t.chain_id AND a.account = t.account AND a.status = 'final'))
                UNION ALL
                SELECT t.tenant_id, t.id, t.credential_id, t.account, 'refresh', min(c.due)
                FROM anchor.anchor_view_token_changes c JOIN anchor.anchor_view_tokens t ON t.tenant_id = c.tenant_id AND t.id = c.token_id
                WHERE t.chain_id = $1 AND t.status = 'minted' AND c.transaction_id IS NULL AND c.due <= $2 AND NOT EXISTS (
                    SELECT 1 FROM anchor.anchor_view_transaction_entries e WHERE e.tenant_id = t.tenant_id AND e.target_id = t.id AND e.active)
                GROUP BY t.tenant_id, t.id)
            SELECT tenant_id, id, credential_id, account, kind, since FROM (
                SELECT *, row_number() OVER (PARTITION BY tenant_id, kind ORDER BY since, id) AS place FROM due) ranked
            WHERE place <= $3 ORDER BY since, id
            """);
        command.Parameters.Add(new() { Value = (long)chainId });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        command.Parameters.Add(new() { Value = perIssuer });
        var waiting = new List<WaitingToken>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            waiting.Add(new WaitingToken(
                IssuerOf(reader.GetString(0)), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5)));
        return waiting;
    }

    /// <summary>Lets an issuer's collection be read again from its beginning.</summary>
    public async Task ReadAgainAsync(IssuerId issuer, ulong chainId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            UPDATE anchor.anchor_collection_progress p SET next_block = c.block_number FROM anchor.anchor_view_collections c
            WHERE c.tenant_id = $1 AND c.chain_id = $2 AND p.tenant_id = c.tenant_id AND p.collection_id = c.id
            """);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = (long)chainId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Which tokens some numbers of a collection are.</summary>
    public async Task<Dictionary<string, Guid>> IdsAsync(KnownCollection collection, ulong chainId, string[] numbers, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT number, id FROM anchor.anchor_view_tokens WHERE tenant_id = $1 AND chain_id = $2 AND account = $3 AND number = ANY($4)");
        command.Parameters.Add(new() { Value = collection.Issuer.Tenant });
        command.Parameters.Add(new() { Value = (long)chainId });
        command.Parameters.Add(new() { Value = collection.Account });
        command.Parameters.Add(new() { Value = numbers });
        var ids = new Dictionary<string, Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) ids[reader.GetString(0)] = reader.GetGuid(1);
        return ids;
    }

    private async Task<List<KnownCollection>> CollectionsAsync(string where, object[] values, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            SELECT c.tenant_id, c.id, c.factory, c.registry, c.account, c.name, c.symbol, c.base_uri, c.address, coalesce(p.next_block, c.block_number)
            FROM anchor.anchor_view_collections c LEFT JOIN anchor.anchor_collection_progress p ON p.tenant_id = c.tenant_id AND p.collection_id = c.id
            {where}
            """);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        var collections = new List<KnownCollection>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            collections.Add(new KnownCollection(
                IssuerOf(reader.GetString(0)), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetString(6),
                reader.GetString(7), reader.IsDBNull(8) ? null : reader.GetString(8), reader.IsDBNull(9) ? null : (ulong)reader.GetInt64(9)));
        return collections;
    }

    private static IssuerId IssuerOf(string tenant) => new(Guid.ParseExact(tenant, "n"));
}
