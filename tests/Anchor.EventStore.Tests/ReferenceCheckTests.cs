using Npgsql;

namespace Anchor.EventStore.Tests;

/// <summary>The check locks the row that it finds, which leaves a mark on it.</summary>
public class ReferenceCheckTests : StoreTestBase
{
    private const string Checked = "SELECT count(*) FROM anchor.mt_streams WHERE xmax <> 0";

    [Fact]
    public async Task A_store_that_may_leave_the_check_out_does_so_for_many_events_and_for_nobody_else()
    {
        await StartAsync(Store, 100);
        Assert.Equal(100, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events"));
        Assert.Equal(0, await Database.ScalarAsync<long>(Checked));
        Assert.Equal("origin", await Database.ScalarAsync<string>("SHOW session_replication_role"));
        var orphan = await Assert.ThrowsAsync<PostgresException>(() => Database.ScalarAsync<object>(
            "INSERT INTO anchor.mt_events (seq_id, id, stream_id, version, data, type, tenant_id) VALUES (9999, gen_random_uuid(), gen_random_uuid(), 1, '{}', 'x', 'x')"));
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, orphan.SqlState);

        // A few events take another way, and what the transaction does afterwards is checked.
        await using (var transaction = await Store.BeginAsync(Tenant, new EventMetadata(), Token))
        {
            await transaction.StartStreamsAsync("credential", Streams(100), Token);
            await transaction.WriteAsync(Token);
            await using var command = new NpgsqlCommand("SHOW session_replication_role", transaction.Connection);
            Assert.Equal("origin", await command.ExecuteScalarAsync(Token));
            await transaction.CommitAsync(Token);
        }
        await StartAsync(Store, 3);
        Assert.Equal(3, await Database.ScalarAsync<long>(Checked));
    }

    [Fact]
    public async Task A_store_whose_role_may_not_leaves_the_check_to_the_database()
    {
        var role = "anchor_host_" + Guid.NewGuid().ToString("n");
        await Database.ScalarAsync<object>($"CREATE ROLE {role} LOGIN PASSWORD 'sample'");
        try
        {
            await EventStoreSchema.EnsureAsync(Database.DataSource, [], role, Token);
            await using var own = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = role, Password = "sample" });
            await StartAsync(new EventStore(own, Types, [], Clock), 100);
            Assert.Equal(100, await Database.ScalarAsync<long>(Checked));
        }
        finally
        {
            await Database.ScalarAsync<object>($"DROP OWNED BY {role}");
            await Database.ScalarAsync<object>($"DROP ROLE {role}");
        }
    }

    private static async Task StartAsync(EventStore store, int count)
    {
        await using var transaction = await store.BeginAsync(Tenant, new EventMetadata(), Token);
        await transaction.StartStreamsAsync("credential", Streams(count), Token);
        await transaction.CommitAsync(Token);
    }

    private static List<(Guid, object)> Streams(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).Select(id => (id, (object)Sealed(id, 1)))];
}
