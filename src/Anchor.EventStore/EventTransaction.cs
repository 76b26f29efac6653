using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Anchor.EventStore;

/// <summary>
/// One transaction: streams are locked when something is appended to them, the events themselves are numbered and
/// written at commit, as late as possible, because a number that is taken and not yet visible holds readers back.
/// </summary>
public sealed class EventTransaction : IAsyncDisposable
{
    // A COPY costs a round trip more than an INSERT saves below about this many rows.
    private const int CopyFrom = 16;

    private readonly NpgsqlTransaction _transaction;
    private readonly EventTypes _types;
    private readonly IInlineProjection[] _inline;
    private readonly ReferenceChecks _checks;
    private readonly string _tenant;
    private readonly EventMetadata _metadata;
    private readonly byte[]? _headers;
    private readonly DateTime _now;
    private readonly List<Pending> _pending = [];
    private readonly List<StoredEvent> _written = [];

    internal EventTransaction(
        NpgsqlConnection connection, NpgsqlTransaction transaction, EventTypes types, IInlineProjection[] inline,
        ReferenceChecks checks, TimeProvider clock, string tenant, EventMetadata metadata)
    {
        Connection = connection;
        _transaction = transaction;
        _types = types;
        _inline = inline;
        _checks = checks;
        _tenant = tenant;
        _metadata = metadata;
        _headers = metadata.Actor is null ? null : JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["actor"] = metadata.Actor });
        // PostgreSQL keeps microseconds; what is not kept must not be compared.
        var ticks = clock.GetUtcNow().UtcTicks;
        _now = new DateTime(ticks - ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
    }

    /// <summary>The connection, for rows of other tables that belong into the same transaction.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Starts a stream, or appends to one that stands at the expected version.</summary>
    /// <param name="streamType">What the stream is about, for readers.</param>
    /// <param name="streamId">The stream.</param>
    /// <param name="expectedVersion">0 for a new stream.</param>
    /// <param name="events">At least one event.</param>
    /// <param name="cancellationToken">Stops waiting for the stream's lock.</param>
    /// <returns>A conflict writes nothing; the caller gives the transaction up.</returns>
    public async Task<AppendResult> AppendAsync(
        string streamType, Guid streamId, long expectedVersion, IReadOnlyList<object> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);
        ArgumentOutOfRangeException.ThrowIfZero(events.Count);

        var sql = expectedVersion == 0
            ? """
              INSERT INTO anchor.mt_streams (tenant_id, id, type, version, "timestamp", created, is_archived)
              VALUES ($1, $2, $5, $4, $6, $6, false) ON CONFLICT DO NOTHING
              """
            : """
              UPDATE anchor.mt_streams SET version = $4, "timestamp" = $6
              WHERE tenant_id = $1 AND id = $2 AND version = $3 AND NOT is_archived AND $5 IS NOT NULL
              """;
        await using var command = new NpgsqlCommand(sql, Connection, _transaction);
        command.Parameters.Add(new() { Value = _tenant, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = streamId });
        command.Parameters.Add(new() { Value = expectedVersion, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = expectedVersion + events.Count, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = streamType, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = _now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        if (await command.ExecuteNonQueryAsync(cancellationToken) != 1) return AppendResult.Conflict;

        for (var i = 0; i < events.Count; i++) _pending.Add(new Pending(streamId, expectedVersion + 1 + i, events[i]));
        return AppendResult.Appended;
    }

    /// <summary>Starts many streams, one event each, by binary COPY.</summary>
    /// <exception cref="PostgresException">23505: one of the streams exists; the transaction is lost.</exception>
    public async Task StartStreamsAsync(
        string streamType, IReadOnlyList<(Guid StreamId, object Event)> streams, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(streams);
        await using (var rows = await CopyRows.BeginAsync(Connection, "anchor.mt_streams (tenant_id, id, type, version, \"timestamp\", created, is_archived)", cancellationToken))
        {
            foreach (var (streamId, _) in streams)
            {
                await rows.StartRowAsync(7, cancellationToken);
                rows.Write(_tenant);
                rows.Write(streamId);
                rows.Write(streamType);
                rows.Write(1L);
                rows.Write(_now);
                rows.Write(_now);
                rows.Write(false);
            }
            await rows.CompleteAsync(cancellationToken);
        }
        _pending.EnsureCapacity(_pending.Count + streams.Count);
        foreach (var (streamId, data) in streams) _pending.Add(new Pending(streamId, 1, data));
    }

    /// <summary>Appends one event to each of many streams that all stand at the same version.</summary>
    /// <returns>A conflict when any of them does not; the caller gives the transaction up.</returns>
    public async Task<AppendResult> AppendToManyAsync(
        long expectedVersion, IReadOnlyList<(Guid StreamId, object Event)> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfLessThan(expectedVersion, 1);
        await using var command = new NpgsqlCommand(
            """
            UPDATE anchor.mt_streams SET version = $3 + 1, "timestamp" = $4
            WHERE tenant_id = $1 AND id = ANY($2) AND version = $3 AND NOT is_archived
            """, Connection, _transaction);
        command.Parameters.Add(new() { Value = _tenant, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = events.Select(each => each.StreamId).Order().ToArray() });
        command.Parameters.Add(new() { Value = expectedVersion, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = _now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        if (await command.ExecuteNonQueryAsync(cancellationToken) != events.Count) return AppendResult.Conflict;
        foreach (var (streamId, data) in events) _pending.Add(new Pending(streamId, expectedVersion + 1, data));
        return AppendResult.Appended;
    }

    /// <summary>Numbers and writes the events so far, for a transaction that has to wait for another before its last ones.</summary>
    /// <remarks>Their numbers hold readers back until the commit; it should follow within 3 seconds.</remarks>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_pending.Count == 0) return;
        var stored = await NumberAsync(cancellationToken);
        // Every stream of these events was started, or moved on, by this very transaction.
        if (stored.Count >= CopyFrom) await _checks.WithoutAsync(Connection, _transaction, () => CopyAsync(stored, cancellationToken), cancellationToken);
        else await InsertAsync(stored, cancellationToken);
        _written.AddRange(stored);
        _pending.Clear();
    }

    /// <summary>Numbers and writes the events, brings the inline projections up to date and commits.</summary>
    /// <returns>The events as they were stored.</returns>
    public async Task<IReadOnlyList<StoredEvent>> CommitAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken);
        foreach (var projection in _inline) await projection.ApplyAsync(Connection, _written, cancellationToken);
        await _transaction.CommitAsync(cancellationToken);
        return _written;
    }

    /// <summary>Gives up what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    private async Task<List<StoredEvent>> NumberAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT nextval('anchor.mt_events_sequence') FROM generate_series(1, $1)", Connection, _transaction);
        command.Parameters.Add(new() { Value = _pending.Count });
        var stored = new List<StoredEvent>(_pending.Count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        foreach (var (streamId, version, data) in _pending)
        {
            await reader.ReadAsync(cancellationToken);
            stored.Add(new StoredEvent(reader.GetInt64(0), Guid.CreateVersion7(_now), _tenant, streamId, version, _now, data));
        }
        return stored;
    }

    private async Task CopyAsync(List<StoredEvent> events, CancellationToken cancellationToken)
    {
        await using var rows = await CopyRows.BeginAsync(
            Connection,
            """
            anchor.mt_events (seq_id, id, stream_id, version, data, type, "timestamp", tenant_id, mt_dotnet_type,
                correlation_id, causation_id, headers, is_archived)
            """, cancellationToken);
        foreach (var stored in events)
        {
            var type = stored.Data.GetType();
            await rows.StartRowAsync(13, cancellationToken);
            rows.Write(stored.Sequence);
            rows.Write(stored.Id);
            rows.Write(stored.StreamId);
            rows.Write(stored.Version);
            rows.WriteEvent(stored.Data);
            rows.Write(_types.AliasOf(type));
            rows.Write(_now);
            rows.Write(_tenant);
            rows.Write(_types.DotnetTypeOf(type));
            WriteText(rows, _metadata.CorrelationId);
            WriteText(rows, _metadata.CausationId);
            if (_headers is null) rows.WriteNull();
            else rows.WriteJson(_headers);
            rows.Write(false);
        }
        await rows.CompleteAsync(cancellationToken);

        static void WriteText(CopyRows rows, string? text)
        {
            if (text is null) rows.WriteNull();
            else rows.Write(text);
        }
    }

    private async Task InsertAsync(List<StoredEvent> events, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(Connection, _transaction);
        foreach (var stored in events)
        {
            var command = new NpgsqlBatchCommand(
                """
                INSERT INTO anchor.mt_events (seq_id, id, stream_id, version, data, type, "timestamp", tenant_id, mt_dotnet_type,
                    correlation_id, causation_id, headers, is_archived)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                """);
            foreach (var (value, type) in Row(stored))
                command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private (object? Value, NpgsqlDbType Type)[] Row(StoredEvent stored) =>
    [
        (stored.Sequence, NpgsqlDbType.Bigint),
        (stored.Id, NpgsqlDbType.Uuid),
        (stored.StreamId, NpgsqlDbType.Uuid),
        (stored.Version, NpgsqlDbType.Bigint),
        (EventTypes.Serialize(stored.Data), NpgsqlDbType.Jsonb),
        (_types.AliasOf(stored.Data.GetType()), NpgsqlDbType.Varchar),
        (_now, NpgsqlDbType.TimestampTz),
        (_tenant, NpgsqlDbType.Varchar),
        (_types.DotnetTypeOf(stored.Data.GetType()), NpgsqlDbType.Varchar),
        (_metadata.CorrelationId, NpgsqlDbType.Varchar),
        (_metadata.CausationId, NpgsqlDbType.Varchar),
        (_headers, NpgsqlDbType.Jsonb),
        (false, NpgsqlDbType.Boolean),
    ];

    private readonly record struct Pending(Guid StreamId, long Version, object Data);
}
