using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Merkle;
using Npgsql;

namespace Anchor.Issuance.Reconciling;

/// <summary>Which of the database's rows belong to a stretch of blocks.</summary>
/// <param name="Issuer">The tenant.</param>
/// <param name="ChainId">The network.</param>
/// <param name="Registry">Its registry.</param>
/// <param name="FromBlock">The first block.</param>
/// <param name="ToBlock">The last one.</param>
/// <param name="IsLast">Whether what has no block belongs to it too.</param>
internal sealed record RecordedRange(IssuerId Issuer, ulong ChainId, string Registry, ulong FromBlock, ulong ToBlock, bool IsLast);

/// <summary>A root as the database has it.</summary>
/// <param name="Id">The anchoring.</param>
/// <param name="BatchId">The batch.</param>
/// <param name="Account">The account.</param>
/// <param name="Root">The root.</param>
/// <param name="Status"><c>requested</c>, <c>included</c> or <c>final</c>.</param>
/// <param name="Block">Its block; null while it has none.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="TransactionHash">The transaction.</param>
internal sealed record RecordedAnchor(Guid Id, Guid BatchId, string Account, string Root, string Status, ulong? Block, string? BlockHash, string? TransactionHash)
{
    public (Address Account, Hash32 Root) Key { get; } = (Address.Parse(Account), Hash32.Parse(Root));
}

/// <summary>Revoked credentials of one root that stand in one word of its bitmap.</summary>
/// <param name="Anchor">The root.</param>
/// <param name="Index">The word.</param>
/// <param name="Indexes">The places in the batch, at most 256, in order.</param>
/// <param name="IsOnItsWay">Whether a transaction that sets them waits for its block.</param>
internal sealed record RecordedWord(RecordedAnchor Anchor, BigInteger Index, IReadOnlyList<long> Indexes, bool IsOnItsWay)
{
    /// <summary>The indexes whose bit is not in a mask.</summary>
    public BigInteger[] Without(BigInteger mask) => [.. Indexes.Where(index => (mask >> (int)(index & 0xff)).IsEven).Select(index => (BigInteger)index)];
}

/// <summary>Reads what the database says of an issuer's roots and revocations on a chain; every question is bounded.</summary>
internal sealed class RecordedAnchors(NpgsqlDataSource dataSource)
{
    private const int MaxAnchors = 10_000;
    private const int MaxWords = 600;
    private const string Columns = "a.id, a.batch_id, a.account, a.root, a.status, a.block_number, a.block_hash, a.transaction_hash";

    /// <summary>The roots among some, by account and root.</summary>
    public async Task<IReadOnlyDictionary<(Address Account, Hash32 Root), RecordedAnchor>> WithRootsAsync(RecordedRange range, string[] roots, CancellationToken cancellationToken)
    {
        await using var command = Command($"SELECT {Columns} FROM anchor.anchor_view_anchorings a WHERE a.tenant_id = $1 AND a.chain_id = $2 AND a.registry = $3 AND a.root = ANY($4)", range, (object)roots);
        return (await ReadAsync(command, Anchor, cancellationToken)).GroupBy(anchor => anchor.Key).ToDictionary(group => group.Key, group => group.First());
    }

    /// <summary>The roots that stand in these blocks, and whether these are all.</summary>
    public async Task<(IReadOnlyList<RecordedAnchor> Anchors, bool AreAll)> PlacedAsync(RecordedRange range, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            SELECT {Columns} FROM anchor.anchor_view_anchorings a
            WHERE a.tenant_id = $1 AND a.chain_id = $2 AND a.registry = $3 AND a.status IN ('included', 'final') AND a.block_number BETWEEN $4 AND $5
            ORDER BY a.block_number, a.id LIMIT $6
            """, range, Number(range.FromBlock), Number(range.ToBlock), MaxAnchors + 1);
        return Cut(await ReadAsync(command, Anchor, cancellationToken), MaxAnchors);
    }

    /// <summary>Which of a batch's places hold credentials that are revoked now.</summary>
    public async Task<IReadOnlySet<long>> RevokedAsync(RecordedRange range, Guid batchId, long[] indexes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT d.leaf_index FROM anchor.anchor_documents d
            JOIN anchor.anchor_view_standings s ON s.tenant_id = d.tenant_id AND s.credential_id = d.id AND s.revoked_from <= $4
            WHERE d.tenant_id = $1 AND d.batch_id = $2 AND d.leaf_index = ANY($3)
            """);
        foreach (var value in new object[] { range.Issuer.Tenant, batchId, indexes, now.UtcDateTime }) command.Parameters.Add(new() { Value = value });
        return (await ReadAsync(command, reader => reader.GetInt64(0), cancellationToken)).ToHashSet();
    }

    /// <summary>The revocations whose transaction stands in these blocks.</summary>
    public Task<(IReadOnlyList<RecordedWord> Words, bool AreAll)> MirroredAsync(RecordedRange range, DateTimeOffset now, CancellationToken cancellationToken) => WordsAsync(
        """
        JOIN anchor.anchor_view_mirrored m ON m.tenant_id = a.tenant_id AND m.anchoring_id = a.id AND m.leaf_index = d.leaf_index
        JOIN anchor.anchor_view_transactions t ON t.id = m.transaction_id AND t.block_number BETWEEN $4 AND $5
        """, "true", "m.transaction_id IS NULL", range, now, cancellationToken);

    /// <summary>The revocations that are due for the registry and in none of its blocks yet.</summary>
    public Task<(IReadOnlyList<RecordedWord> Words, bool AreAll)> UnmirroredAsync(RecordedRange range, DateTimeOffset now, CancellationToken cancellationToken) => WordsAsync(
        """
        LEFT JOIN anchor.anchor_view_mirrored m ON m.tenant_id = a.tenant_id AND m.anchoring_id = a.id AND m.leaf_index = d.leaf_index
        LEFT JOIN anchor.anchor_view_transactions t ON t.id = m.transaction_id
        """, "t.block_number IS NULL AND $4 <= $5", "m.transaction_id IS NOT NULL", range, now, cancellationToken);

    private async Task<(IReadOnlyList<RecordedWord> Words, bool AreAll)> WordsAsync(
        string joins, string condition, string onItsWay, RecordedRange range, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            SELECT {Columns}, d.leaf_index >> 8, array_agg(d.leaf_index ORDER BY d.leaf_index), bool_and({onItsWay})
            FROM anchor.anchor_view_anchorings a
            JOIN anchor.anchor_documents d ON d.tenant_id = a.tenant_id AND d.batch_id = a.batch_id
            JOIN anchor.anchor_view_standings s ON s.tenant_id = d.tenant_id AND s.credential_id = d.id AND s.revoked_from <= $6
            {joins}
            WHERE a.tenant_id = $1 AND a.chain_id = $2 AND a.registry = $3 AND a.status = 'final' AND {condition}
            GROUP BY {Columns}, d.leaf_index >> 8, {onItsWay} ORDER BY a.block_number, a.id, d.leaf_index >> 8 LIMIT $7
            """, range, Number(range.FromBlock), Number(range.ToBlock), now.UtcDateTime, MaxWords + 1);
        return Cut(await ReadAsync(command, reader => new RecordedWord(Anchor(reader), reader.GetInt64(8), reader.GetFieldValue<long[]>(9), reader.GetBoolean(10)), cancellationToken), MaxWords);
    }

    private NpgsqlCommand Command(string sql, RecordedRange range, params ReadOnlySpan<object> more)
    {
        var command = dataSource.CreateCommand(sql);
        foreach (var value in (ReadOnlySpan<object>)[range.Issuer.Tenant, (long)range.ChainId, range.Registry, .. more]) command.Parameters.Add(new() { Value = value });
        return command;
    }

    private static RecordedAnchor Anchor(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.IsDBNull(5) ? null : (ulong)reader.GetInt64(5),
        reader.IsDBNull(6) ? null : reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetString(7));

    private static async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }

    private static (IReadOnlyList<T> Rows, bool AreAll) Cut<T>(List<T> oneMore, int limit) => oneMore.Count <= limit ? (oneMore, true) : (oneMore[..limit], false);

    private static long Number(ulong block) => (long)Math.Min(block, long.MaxValue);
}
