using Npgsql;
using NpgsqlTypes;

namespace Anchor.EventStore;

/// <summary>
/// Finds the number up to which the history is complete. Numbers are taken before their rows become visible, so a hole
/// is either an event that is still on its way or one that was given up.
/// </summary>
/// <remarks>
/// A writer has a transaction id before it takes numbers. A hole is given up for certain once every transaction that
/// was running when the hole was first seen has ended. The holes are recorded in <c>mt_high_water_skips</c>.
/// </remarks>
internal sealed class HighWaterMark
{
    private const string Progress = "anchor-high-water";

    private long _holeBelow;
    private decimal _runningWhenSeen;

    /// <summary>The mark as of now; it never goes back.</summary>
    public async Task<long> AdvanceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var mark = await ReadAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            WITH ahead AS (
                SELECT seq_id FROM anchor.mt_events WHERE seq_id > $1 ORDER BY seq_id LIMIT 100000),
            hole AS (
                SELECT before, after FROM (
                    SELECT seq_id - 1 AS before, lag(seq_id, 1, $1) OVER (ORDER BY seq_id) AS after FROM ahead) numbered
                WHERE before <> after ORDER BY before LIMIT 1)
            SELECT (SELECT after FROM hole), (SELECT before FROM hole), coalesce((SELECT max(seq_id) FROM ahead), $1),
                pg_snapshot_xmin(pg_current_snapshot())::text::numeric, pg_snapshot_xmax(pg_current_snapshot())::text::numeric
            """, connection);
        command.Parameters.Add(new() { Value = mark, NpgsqlDbType = NpgsqlDbType.Bigint });

        long last, holeAfter = 0, holeBefore = 0;
        decimal oldestRunning, next;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            last = reader.GetInt64(2);
            if (!reader.IsDBNull(0)) (holeAfter, holeBefore) = (reader.GetInt64(0), reader.GetInt64(1));
            (oldestRunning, next) = (reader.GetDecimal(3), reader.GetDecimal(4));
        }

        if (holeBefore == 0) return await WriteAsync(connection, Math.Max(mark, last), cancellationToken);
        if (_holeBelow != holeBefore) (_holeBelow, _runningWhenSeen) = (holeBefore, next);
        if (oldestRunning < _runningWhenSeen) return await WriteAsync(connection, holeAfter, cancellationToken);

        await using var skip = new NpgsqlCommand(
            "INSERT INTO anchor.mt_high_water_skips (ending_sequence, starting_sequence) VALUES ($1, $2) ON CONFLICT DO NOTHING", connection);
        skip.Parameters.Add(new() { Value = holeBefore });
        skip.Parameters.Add(new() { Value = holeAfter });
        await skip.ExecuteNonQueryAsync(cancellationToken);
        _holeBelow = 0;
        return await WriteAsync(connection, holeBefore, cancellationToken);
    }

    private static async Task<long> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT last_seq_id FROM anchor.mt_event_progression WHERE name = $1", connection);
        command.Parameters.Add(new() { Value = Progress });
        return await command.ExecuteScalarAsync(cancellationToken) is long mark ? mark : 0;
    }

    private static async Task<long> WriteAsync(NpgsqlConnection connection, long mark, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO anchor.mt_event_progression AS p (name, last_seq_id) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET last_seq_id = greatest(p.last_seq_id, excluded.last_seq_id), last_updated = transaction_timestamp()
            WHERE p.last_seq_id < excluded.last_seq_id
            """, connection);
        command.Parameters.Add(new() { Value = Progress });
        command.Parameters.Add(new() { Value = mark });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return mark;
    }
}
