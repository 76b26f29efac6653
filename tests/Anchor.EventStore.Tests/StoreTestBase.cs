using Anchor.Events;
using Anchor.Tests.Support;
using Npgsql;

namespace Anchor.EventStore.Tests;

public abstract class StoreTestBase : IAsyncLifetime
{
    protected const string Tenant = "issuer-one";

    private TestDatabase? _database;

    internal TestDatabase Database => _database!;

    protected TestClock Clock { get; } = new(new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero));

    protected EventTypes Types { get; } = EventTypes.FromAssembly(typeof(BatchSealedV1).Assembly);

    protected EventStore Store { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await EventStoreSchema.EnsureAsync(Database.DataSource, [], null, TestContext.Current.CancellationToken);
        Store = new EventStore(Database.DataSource, Types, [], Clock);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected async Task<AppendResult> AppendAsync(Guid stream, long expected, params object[] events) =>
        await AppendAsync(Tenant, stream, expected, events);

    protected async Task<AppendResult> AppendAsync(string tenant, Guid stream, long expected, params object[] events)
    {
        await using var transaction = await Store.BeginAsync(tenant, new EventMetadata("correlation", "causation", "actor"), Token);
        var result = await transaction.AppendAsync("batch", stream, expected, events, Token);
        if (result == AppendResult.Appended) await transaction.CommitAsync(Token);
        return result;
    }

    protected static BatchSealedV1 Sealed(Guid batch, long size) => new(batch, "0x" + new string('a', 64), size, DateTimeOffset.UnixEpoch);

    protected async Task<List<string>> RowsAsync(string sql)
    {
        var rows = new List<string>();
        await using var command = Database.DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetValue(i).ToString())));
        return rows;
    }
}

public sealed class TestClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
