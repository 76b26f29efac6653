using Anchor.Tests.Support;

namespace Anchor.EventStore.Tests;

public class LayoutTests : StoreTestBase
{
    [Fact]
    public async Task The_catalogue_is_the_checked_in_list()
    {
        var actual = await RowsAsync(
            """
            SELECT * FROM (
                SELECT 'column ' || table_name || '.' || column_name || ' ' || udt_name
                    || coalesce('(' || character_maximum_length || ')', '') || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
                    || coalesce(' default ' || column_default, '')
                FROM information_schema.columns WHERE table_schema = 'anchor' AND table_name LIKE 'mt\_%'
                UNION ALL
                SELECT 'constraint ' || relname || ' ' || conname || ' ' || replace(pg_get_constraintdef(c.oid), 'anchor.', '')
                FROM pg_constraint c JOIN pg_class t ON t.oid = conrelid
                WHERE connamespace = 'anchor'::regnamespace AND contype IN ('p', 'f', 'u') AND relname LIKE 'mt\_%'
                UNION ALL
                SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'anchor' AND tablename LIKE 'mt\_%'
                UNION ALL
                SELECT 'sequence ' || sequencename || ' start ' || start_value || ' increment ' || increment_by FROM pg_sequences WHERE schemaname = 'anchor') lines(line)
            ORDER BY line COLLATE "C"
            """);
        var expected = await File.ReadAllLinesAsync(Repository.PathOf("tests", "Anchor.EventStore.Tests", "marten-layout.txt"), Token);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task Creating_the_schema_again_and_from_many_hosts_at_once_changes_nothing()
    {
        var batch = Guid.NewGuid();
        await AppendAsync(batch, 0, Sealed(batch, 1));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            EventStoreSchema.EnsureAsync(Database.DataSource, ["CREATE TABLE IF NOT EXISTS anchor.anchor_extra (id int)"], null, Token)));
        Assert.Single(await Store.ReadStreamAsync(Tenant, batch, null, null, Token));
    }

    [Fact]
    public async Task A_host_that_starts_waits_for_no_host_that_is_at_work()
    {
        await using var working = await Database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await working.BeginTransactionAsync(Token);
        await using (var locks = new Npgsql.NpgsqlCommand("LOCK TABLE anchor.mt_streams, anchor.mt_events IN ROW EXCLUSIVE MODE", working, transaction))
            await locks.ExecuteNonQueryAsync(Token);
        await EventStoreSchema.EnsureAsync(Database.DataSource, [], null, Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task A_host_that_is_not_the_owner_can_write_and_cannot_change_tables()
    {
        var role = "anchor_host_" + Guid.NewGuid().ToString("n");
        await Database.ScalarAsync<object>($"CREATE ROLE {role}");
        try
        {
            await EventStoreSchema.EnsureAsync(Database.DataSource, [], role, Token);
            var privileges = await RowsAsync(
                $"""
                SELECT has_table_privilege('{role}', 'anchor.mt_events', 'INSERT'), has_sequence_privilege('{role}', 'anchor.mt_events_sequence', 'USAGE'),
                    has_schema_privilege('{role}', 'anchor', 'CREATE'), pg_has_role('{role}', (SELECT relowner FROM pg_class WHERE oid = 'anchor.mt_events'::regclass), 'MEMBER')
                """);
            Assert.Equal(["True | True | False | False"], privileges);
        }
        finally
        {
            await Database.ScalarAsync<object>($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task Events_carry_who_and_what_caused_them()
    {
        var batch = Guid.NewGuid();
        await AppendAsync(batch, 0, Sealed(batch, 1));
        Assert.Equal(
            ["correlation | causation | {\"actor\": \"actor\"} | Anchor.Events.BatchSealedV1, Anchor.Events"],
            await RowsAsync("SELECT correlation_id, causation_id, headers::text, mt_dotnet_type FROM anchor.mt_events"));
        await AssertRulesAsync(Database);
    }

    internal static async Task AssertRulesAsync(TestDatabase database)
    {
        Assert.Equal(0, await database.ScalarAsync<long>(
            """
            SELECT count(*) FROM anchor.mt_streams s LEFT JOIN LATERAL (
                SELECT count(*) AS events, max(version) AS last FROM anchor.mt_events e WHERE e.tenant_id = s.tenant_id AND e.stream_id = s.id) e ON true
            WHERE s.version IS DISTINCT FROM e.last OR e.events <> s.version
            """));
        Assert.True(await database.ScalarAsync<bool>(
            "SELECT (SELECT max(seq_id) FROM anchor.mt_events) <= (SELECT last_value FROM anchor.mt_events_sequence)"));
    }
}
