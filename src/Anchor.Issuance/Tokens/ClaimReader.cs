using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Tokens;
using Anchor.Merkle;
using Npgsql;

namespace Anchor.Issuance.Tokens;

/// <summary>Everything about one credential that minting depends on.</summary>
internal sealed record Claim
{
    public required IssuerId Issuer { get; init; }

    public required Guid CredentialId { get; init; }

    public required Guid BatchId { get; init; }

    public required long Index { get; init; }

    public required Hash32 Leaf { get; init; }

    public required ulong ChainId { get; init; }

    public required string IssuerName { get; init; }

    public required string? Achievement { get; init; }

    public required DateOnly IssuedOn { get; init; }

    public required DateTimeOffset OfferedUntil { get; init; }

    public required bool IsOffered { get; init; }

    /// <summary>How often the link was renewed.</summary>
    public required int Generation { get; init; }

    /// <summary>Until when the link counts.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The issuer's account on this chain: that of the collection.</summary>
    public required Address Account { get; init; }

    /// <summary>The collection's contract; null until it is there.</summary>
    public required Address? Collection { get; init; }

    public required long Size { get; init; }

    /// <summary>The batch's root, once it stands in a final block on this chain.</summary>
    public required Hash32? Root { get; init; }

    public required DateTimeOffset? RevokedFrom { get; init; }

    public required DateTimeOffset? SuspendedFrom { get; init; }

    public required DateTimeOffset? SuspendedUntil { get; init; }

    /// <summary>The token's row; null while nobody asked for it.</summary>
    public required TokenRow? Token { get; init; }

    public Guid TokenId => TokenState.IdOf(Issuer, CredentialId, ChainId);

    public BigInteger Number => TokenMessages.TokenId(Account, Leaf);

    /// <summary>The token's number as 64 digits.</summary>
    public string NumberText => new Hash32(new AbiEncoder().Add(Number).Encode()).ToString();

    public bool IsRevoked(DateTimeOffset now) => RevokedFrom <= now;

    public bool IsSuspended(DateTimeOffset now) => SuspendedFrom <= now && !(SuspendedUntil <= now);
}

/// <summary>What the read model says of a token.</summary>
internal sealed record TokenRow(
    string Status, string Target, DateTimeOffset? Deadline, string? Holder, long Nonce, string? TransactionHash, string? Action, string? ActionTarget, string? Code, string? Reason,
    string? LedgerStatus, string? LedgerHash, string Proof);

/// <summary>Reads what minting depends on, of one credential or of a batch.</summary>
internal sealed class ClaimReader(NpgsqlDataSource dataSource)
{
    private static readonly string Whole = Columns("a.definition"), Lean = Columns("NULL::text");

    /// <param name="definition">The achievement, which may hold pictures and is left out of lists.</param>
    private static string Columns(string definition) =>
        $"""
        SELECT d.tenant_id, d.id, d.batch_id, d.leaf_index, d.leaf, o.chain_id, i.name, {definition}, (d.issued AT TIME ZONE i.time_zone)::date, o.until, o.is_open,
            coalesce(l.generation, 0), coalesce(l.until, o.until), c.account, c.address, b.size, n.root, s.revoked_from, s.suspended_from, s.suspended_until,
            t.status, t.target, t.deadline, t.holder, t.nonce, t.transaction_hash, t.action, t.action_target, t.code, t.reason, x.status, x.transaction_hash, t.proof
        FROM anchor.anchor_documents d
        JOIN anchor.anchor_view_batches b ON b.tenant_id = d.tenant_id AND b.id = d.batch_id
        JOIN anchor.anchor_view_offers o ON o.tenant_id = d.tenant_id AND o.batch_id = d.batch_id
        JOIN anchor.anchor_view_issuers i ON i.tenant_id = d.tenant_id
        JOIN anchor.anchor_view_collections c ON c.tenant_id = d.tenant_id AND c.chain_id = o.chain_id
        LEFT JOIN anchor.anchor_view_achievements a ON a.tenant_id = d.tenant_id AND a.id = d.achievement_id
        LEFT JOIN anchor.anchor_view_claim_links l ON l.tenant_id = d.tenant_id AND l.credential_id = d.id
        LEFT JOIN anchor.anchor_view_anchorings n ON n.tenant_id = d.tenant_id AND n.batch_id = d.batch_id AND n.chain_id = o.chain_id AND n.account = c.account AND n.registry = c.registry AND n.status = 'final'
        LEFT JOIN anchor.anchor_view_standings s ON s.tenant_id = d.tenant_id AND s.credential_id = d.id
        LEFT JOIN anchor.anchor_view_tokens t ON t.tenant_id = d.tenant_id AND t.credential_id = d.id AND t.chain_id = o.chain_id
        LEFT JOIN LATERAL (
            SELECT y.status, y.transaction_hash FROM anchor.anchor_view_transaction_entries e JOIN anchor.anchor_view_transactions y ON y.id = e.transaction_id
            WHERE e.tenant_id = t.tenant_id AND e.target_id = t.id AND e.kind IN ('mint', 'reissue', 'burn') AND (e.active OR y.status = 'final' AND y.signed >= greatest(t.requested, t.action_requested)) ORDER BY e.active DESC, y.signed DESC LIMIT 1) x ON true
        """;

    /// <summary>One credential's; null where minting was never offered.</summary>
    public async Task<Claim?> FindAsync(IssuerId issuer, Guid credentialId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"{Whole} WHERE d.tenant_id = $1 AND d.id = $2");
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = credentialId });
        return await ReadAsync(command, cancellationToken) is [var claim] ? claim : null;
    }

    /// <summary>Those of some credentials, without their achievements.</summary>
    public async Task<List<Claim>> FindAsync(IssuerId issuer, Guid[] credentials, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"{Lean} WHERE d.tenant_id = $1 AND d.id = ANY($2)");
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = credentials });
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>Those of a batch from an index on, without their achievements, or only those whose token has a status.</summary>
    public async Task<List<Claim>> OfBatchAsync(IssuerId issuer, Guid batchId, long from, string? status, int limit, CancellationToken cancellationToken)
    {
        var only = status is null ? "" : "AND t.batch_id = $2 AND (t.status = $5 OR t.action = $5)";
        await using var command = dataSource.CreateCommand($"{Lean} WHERE d.tenant_id = $1 AND d.batch_id = $2 AND d.leaf_index >= $3 {only} ORDER BY d.leaf_index LIMIT $4");
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = limit });
        if (status is not null) command.Parameters.Add(new() { Value = status });
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>The claim of a token that a number on a chain names; null where there is none.</summary>
    public async Task<Claim?> FindByNumberAsync(ulong chainId, string account, string number, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"{Whole} WHERE t.chain_id = $1 AND t.account = $2 AND t.number = $3");
        command.Parameters.Add(new() { Value = (long)chainId });
        command.Parameters.Add(new() { Value = account });
        command.Parameters.Add(new() { Value = number });
        return await ReadAsync(command, cancellationToken) is [var claim] ? claim : null;
    }

    private static async Task<List<Claim>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var claims = new List<Claim>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            claims.Add(new Claim
            {
                Issuer = new IssuerId(Guid.ParseExact(reader.GetString(0), "n")), CredentialId = reader.GetGuid(1), BatchId = reader.GetGuid(2), Index = reader.GetInt64(3),
                Leaf = new Hash32(reader.GetFieldValue<byte[]>(4)), ChainId = (ulong)reader.GetInt64(5), IssuerName = reader.GetString(6), Achievement = Text(7),
                IssuedOn = reader.GetFieldValue<DateOnly>(8), OfferedUntil = reader.GetFieldValue<DateTimeOffset>(9), IsOffered = reader.GetBoolean(10),
                Generation = reader.GetInt32(11), Until = reader.GetFieldValue<DateTimeOffset>(12), Account = Address.Parse(reader.GetString(13)),
                Collection = Text(14) is { } collection ? Address.Parse(collection) : null, Size = reader.GetInt64(15), Root = Text(16) is { } root ? Hash32.Parse(root) : null,
                RevokedFrom = Moment(17), SuspendedFrom = Moment(18), SuspendedUntil = Moment(19),
                Token = Text(20) is not { } status ? null : new TokenRow(
                    status, reader.GetString(21), Moment(22), Text(23), reader.GetInt64(24), Text(25), Text(26), Text(27), Text(28), Text(29), Text(30), Text(31), reader.GetString(32)),
            });
        return claims;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        DateTimeOffset? Moment(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
    }
}
