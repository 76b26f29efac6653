using Npgsql;
using NpgsqlTypes;

namespace Anchor.EventStore;

/// <summary>Brings catch-up projections forward, one bounded step at a time, and rebuilds them.</summary>
public sealed class ProjectionRunner(NpgsqlDataSource dataSource, EventTypes types)
{
    private const long LeaderLock = 0x616e_6368_6f72_0100;

    private readonly HighWaterMark _highWater = new();

    /// <summary>Applies the next events; the rows and the progress are one transaction.</summary>
    /// <param name="projection">Which one.</param>
    /// <param name="limit">At most this many events, or numbers.</param>
    /// <param name="cancellationToken">Stops the step; nothing of it is kept.</param>
    /// <returns>Null when another host leads this projection at the moment.</returns>
    public async Task<ProjectionProgress?> StepAsync(ICatchUpProjection projection, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(projection);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var highWater = await _highWater.AdvanceAsync(connection, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await LeadAsync(connection, projection, wait: false, cancellationToken)) return null;
        var progress = await ApplyNextAsync(connection, projection, highWater, limit, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return progress;
    }

    /// <summary>Steps until everything committed before the call has been applied.</summary>
    public async Task CatchUpAsync(ICatchUpProjection projection, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT coalesce(max(seq_id), 0) FROM anchor.mt_events");
        var target = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        while (true)
        {
            var progress = await StepAsync(projection, 10_000, cancellationToken);
            if (progress?.Position >= target) return;
            if (progress is not { Applied: > 0 }) await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    /// <summary>Drops all rows and applies the whole history again, in one transaction: readers see the old rows until the end.</summary>
    public async Task RebuildAsync(ICatchUpProjection projection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(projection);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var highWater = await _highWater.AdvanceAsync(connection, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LeadAsync(connection, projection, wait: true, cancellationToken);
        await projection.ClearAsync(connection, cancellationToken);
        await SetPositionAsync(connection, projection, 0, cancellationToken);
        while (!(await ApplyNextAsync(connection, projection, highWater, 10_000, cancellationToken)).IsCaughtUp)
        {
        }
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<ProjectionProgress> ApplyNextAsync(
        NpgsqlConnection connection, ICatchUpProjection projection, long highWater, int limit, CancellationToken cancellationToken)
    {
        var position = await PositionAsync(connection, projection, cancellationToken);
        var (reached, applied) = projection switch
        {
            ISetProjection set => await ApplySetAsync(connection, set, position, highWater, limit, cancellationToken),
            IRebuildableProjection single => await ApplyEventsAsync(connection, single, position, highWater, limit, cancellationToken),
            _ => throw new ArgumentException($"{projection.Name} applies neither events nor stretches of them.", nameof(projection)),
        };
        if (reached > position) await SetPositionAsync(connection, projection, reached, cancellationToken);
        return new ProjectionProgress(reached, highWater, applied);
    }

    private async Task<(long Reached, int Applied)> ApplyEventsAsync(
        NpgsqlConnection connection, IRebuildableProjection projection, long position, long highWater, int limit, CancellationToken cancellationToken)
    {
        var events = await EventStore.ReadRangeAsync(connection, types, position, highWater, limit, cancellationToken);
        if (events.Count > 0) await projection.ApplyAsync(connection, events, cancellationToken);
        return (events.Count < limit ? Math.Max(position, highWater) : events[^1].Sequence, events.Count);
    }

    private static async Task<(long Reached, int Applied)> ApplySetAsync(
        NpgsqlConnection connection, ISetProjection projection, long position, long highWater, int limit, CancellationToken cancellationToken)
    {
        if (highWater <= position) return (position, 0);
        var reached = Math.Min(position + limit, highWater);
        await projection.ApplyAsync(connection, position, reached, cancellationToken);
        return (reached, (int)(reached - position));
    }

    private static async Task<bool> LeadAsync(NpgsqlConnection connection, ICatchUpProjection projection, bool wait, CancellationToken cancellationToken)
    {
        var sql = wait
            ? "SELECT pg_advisory_xact_lock($1 + hashtext($2)) IS NOT NULL"
            : "SELECT pg_try_advisory_xact_lock($1 + hashtext($2))";
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new() { Value = LeaderLock });
        command.Parameters.Add(new() { Value = projection.Name });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<long> PositionAsync(NpgsqlConnection connection, ICatchUpProjection projection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT last_seq_id FROM anchor.mt_event_progression WHERE name = $1", connection);
        command.Parameters.Add(new() { Value = "anchor-" + projection.Name });
        return await command.ExecuteScalarAsync(cancellationToken) is long position ? position : 0;
    }

    private static async Task SetPositionAsync(
        NpgsqlConnection connection, ICatchUpProjection projection, long position, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO anchor.mt_event_progression (name, last_seq_id) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET last_seq_id = excluded.last_seq_id, last_updated = transaction_timestamp()
            """, connection);
        command.Parameters.Add(new() { Value = "anchor-" + projection.Name });
        command.Parameters.Add(new() { Value = position, NpgsqlDbType = NpgsqlDbType.Bigint });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
