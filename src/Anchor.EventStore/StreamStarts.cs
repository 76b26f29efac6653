using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Anchor.EventStore;

/// <summary>A new stream with its first event.</summary>
/// <param name="Tenant">The issuer it belongs to.</param>
/// <param name="StreamId">The stream; not twice in one call for the same tenant.</param>
/// <param name="Actor">Who caused it: the id of the API key, console user or loop; never a name.</param>
/// <param name="Event">The event record.</param>
public sealed record StreamStart(string Tenant, Guid StreamId, string? Actor, object Event);

/// <summary>One transaction that starts streams of several tenants and actors; the events stand in the history as if each had been alone.</summary>
public sealed class StreamStarts : IAsyncDisposable
{
    /// <summary>SQL: whether a row of <c>mt_streams</c>, called <c>s</c>, was written by the running transaction.</summary>
    public const string StartedHere = "s.xmin = pg_current_xact_id()::xid";

    private readonly NpgsqlTransaction _transaction;
    private readonly EventTypes _types;
    private readonly IInlineProjection[] _inline;
    private readonly DateTime _now;
    private readonly List<StoredEvent> _written = [];

    internal StreamStarts(NpgsqlConnection connection, NpgsqlTransaction transaction, EventTypes types, IInlineProjection[] inline, TimeProvider clock)
    {
        (Connection, _transaction, _types, _inline) = (connection, transaction, types, inline);
        // PostgreSQL keeps microseconds; what is not kept must not be compared.
        var ticks = clock.GetUtcNow().UtcTicks;
        _now = new DateTime(ticks - ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
    }

    /// <summary>The connection, for rows of other tables that belong into the same transaction.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Starts the streams that do not exist yet; the others stay as they are and hold up none. One round trip with all that goes beside.</summary>
    /// <param name="streamType">What the streams are about, for readers.</param>
    /// <param name="starts">The streams.</param>
    /// <param name="before">Statements of other tables that are run first; they return no rows.</param>
    /// <param name="after">Statements that are run last; a stream was started here where <see cref="StartedHere"/> holds of its row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>For each stream, in the order given, whether it was started.</returns>
    /// <remarks>Numbers are taken here and hold readers back until the commit, which should follow at once.</remarks>
    public async Task<bool[]> StartAsync(
        string streamType, IReadOnlyList<StreamStart> starts, IEnumerable<NpgsqlBatchCommand> before, IEnumerable<NpgsqlBatchCommand> after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var events = starts.Select(start => new StoredEvent(0, Guid.CreateVersion7(_now), start.Tenant, start.StreamId, 1, _now, start.Event)).ToArray();
        await using var batch = new NpgsqlBatch(Connection, _transaction);
        foreach (var command in before) batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(Start(streamType, starts, events));
        foreach (var command in after) batch.BatchCommands.Add(command);
        await batch.PrepareAsync(cancellationToken);

        var numbers = new Dictionary<Guid, long>(events.Length);
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken)) numbers.Add(reader.GetGuid(0), reader.GetInt64(1));
            // What fails behind the rows is told here.
            await reader.NextResultAsync(cancellationToken);
        }
        _written.AddRange(events.Where(each => numbers.ContainsKey(each.Id)).Select(each => each with { Sequence = numbers[each.Id] }));
        return [.. events.Select(each => numbers.ContainsKey(each.Id))];
    }

    // In a fixed order, so that two hosts that start the same streams wait for each other instead of deadlocking.
    private NpgsqlBatchCommand Start(string streamType, IReadOnlyList<StreamStart> starts, StoredEvent[] events)
    {
        var command = new NpgsqlBatchCommand(
            """
            WITH start AS (
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY AS s(tenant, stream, event, data, type, dotnet_type, headers, place)),
            stream AS (
                INSERT INTO anchor.mt_streams (tenant_id, id, type, version, "timestamp", created, is_archived)
                SELECT tenant, stream, $8, 1, $9, $9, false FROM start ORDER BY tenant, stream ON CONFLICT DO NOTHING RETURNING tenant_id, id)
            INSERT INTO anchor.mt_events (seq_id, id, stream_id, version, data, type, "timestamp", tenant_id, mt_dotnet_type, headers, is_archived)
            SELECT nextval('anchor.mt_events_sequence'), event, start.stream, 1, data, start.type, $9, tenant, dotnet_type, headers, false
            FROM start JOIN stream ON stream.tenant_id = start.tenant AND stream.id = start.stream ORDER BY place
            RETURNING id, seq_id
            """);
        Add(events.Select(each => each.Tenant), NpgsqlDbType.Varchar);
        Add(events.Select(each => each.StreamId), NpgsqlDbType.Uuid);
        Add(events.Select(each => each.Id), NpgsqlDbType.Uuid);
        Add(events.Select(each => EventTypes.Serialize(each.Data)), NpgsqlDbType.Jsonb);
        Add(events.Select(each => _types.AliasOf(each.Data.GetType())), NpgsqlDbType.Varchar);
        Add(events.Select(each => _types.DotnetTypeOf(each.Data.GetType())), NpgsqlDbType.Varchar);
        Add(starts.Select(start => start.Actor is null ? null : JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["actor"] = start.Actor })), NpgsqlDbType.Jsonb);
        command.Parameters.Add(new() { Value = streamType, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = _now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return command;

        void Add<T>(IEnumerable<T> values, NpgsqlDbType type) => command.Parameters.Add(new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    /// <summary>Brings the inline projections up to date and commits.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        foreach (var projection in _inline) await projection.ApplyAsync(Connection, _written, cancellationToken);
        await _transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Gives up what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
