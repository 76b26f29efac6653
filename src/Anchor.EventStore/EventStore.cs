using Npgsql;
using NpgsqlTypes;

namespace Anchor.EventStore;

/// <summary>Append-only streams of events in PostgreSQL, separated by tenant.</summary>
public sealed class EventStore(NpgsqlDataSource dataSource, EventTypes types, IEnumerable<IInlineProjection> inline, TimeProvider clock)
{
    private const string Columns = "seq_id, id, tenant_id, stream_id, version, \"timestamp\", type, data::text";

    private readonly IInlineProjection[] _inline = [.. inline];
    private readonly ReferenceChecks _checks = new();

    /// <summary>The event records this store knows.</summary>
    public EventTypes Types => types;

    /// <summary>Opens a transaction. Nothing is visible to others, or kept, before its commit.</summary>
    public async Task<EventTransaction> BeginAsync(string tenant, EventMetadata metadata, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tenant);
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            return new EventTransaction(connection, transaction, types, _inline, _checks, clock, tenant, metadata);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a transaction that starts streams of any tenants. Nothing is visible to others, or kept, before its commit.</summary>
    /// <param name="connections">Connections to the store's database with settings of their own.</param>
    /// <param name="cancellationToken">Stops waiting for one.</param>
    public async Task<StreamStarts> BeginStartsAsync(NpgsqlDataSource connections, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connections);
        var connection = await connections.OpenConnectionAsync(cancellationToken);
        try
        {
            return new StreamStarts(connection, await connection.BeginTransactionAsync(cancellationToken), types, _inline, clock);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads a stream from its beginning.</summary>
    /// <param name="tenant">The issuer; a stream of another one is not found.</param>
    /// <param name="streamId">The stream.</param>
    /// <param name="toVersion">The last version to read; null for all.</param>
    /// <param name="asOf">Leaves out what was recorded after this instant; null for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Ascending by version; empty when there is no such stream.</returns>
    public async Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(
        string tenant, Guid streamId, long? toVersion, DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            SELECT {Columns} FROM anchor.mt_events
            WHERE tenant_id = $1 AND stream_id = $2 AND version <= $3 AND "timestamp" <= $4
            ORDER BY version
            """);
        command.Parameters.Add(new() { Value = tenant, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = streamId });
        command.Parameters.Add(new() { Value = toVersion ?? long.MaxValue });
        command.Parameters.Add(new() { Value = asOf?.UtcDateTime ?? DateTime.MaxValue, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return await ReadAsync(command, types, cancellationToken);
    }

    internal static async Task<List<StoredEvent>> ReadRangeAsync(
        NpgsqlConnection connection, EventTypes types, long after, long upTo, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {Columns} FROM anchor.mt_events WHERE seq_id > $1 AND seq_id <= $2 ORDER BY seq_id LIMIT $3", connection);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = upTo });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, types, cancellationToken);
    }

    private static async Task<List<StoredEvent>> ReadAsync(NpgsqlCommand command, EventTypes types, CancellationToken cancellationToken)
    {
        var events = new List<StoredEvent>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            events.Add(new StoredEvent(
                reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetGuid(3), reader.GetInt64(4),
                reader.GetFieldValue<DateTimeOffset>(5), types.Deserialize(reader.GetString(6), reader.GetString(7))));
        return events;
    }
}
