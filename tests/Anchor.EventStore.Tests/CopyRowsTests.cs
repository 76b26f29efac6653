using Anchor.Tests.Support;

namespace Anchor.EventStore.Tests;

/// <summary>What is written in COPY's own format is what PostgreSQL's readers give back.</summary>
public sealed class CopyRowsTests : IAsyncLifetime
{
    private const string Table = "anchor_copied (a, b, c, d, e, f, g, h, i)";
    private TestDatabase _database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ScalarAsync<object>("CREATE TABLE anchor_copied (a varchar, b uuid, c bigint PRIMARY KEY, d int, e boolean, f timestamptz, g bytea, h jsonb, i uuid)");
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Every_kind_of_column_is_read_back_as_it_was_written()
    {
        var (id, moment) = (Guid.Parse("0190f5c2-7a3b-7c1d-9e2f-000102030405"), new DateTime(1969, 7, 20, 20, 17, 40, 123, 456, DateTimeKind.Utc));
        await CopyAsync(async rows =>
        {
            await rows.StartRowAsync(9, Token);
            rows.Write("Íñigo d'Ávila 李");
            rows.Write(id);
            rows.Write(long.MinValue);
            rows.Write(int.MaxValue);
            rows.Write(true);
            rows.Write(moment);
            rows.Write([0, 255, 7]);
            rows.WriteJson("""{"ñ": [1, null]}"""u8);
            rows.Write((Guid?)null);
            await rows.StartRowAsync(9, Token);
            rows.Write("");
            rows.WriteNull();
            rows.Write(-1L);
            rows.Write((int?)null);
            rows.Write(false);
            rows.Write(DateTime.MaxValue);
            rows.Write([]);
            rows.WriteNull();
            rows.Write((Guid?)id);
        });
        Assert.Equal(
            "(\"Íñigo d'Ávila 李\",0190f5c2-7a3b-7c1d-9e2f-000102030405,-9223372036854775808,2147483647,t,\"1969-07-20 20:17:40.123456+00\",\"\\\\x00ff07\",\"{\"\"ñ\"\": [1, null]}\",)"
            + "(\"\",,-1,,f,\"9999-12-31 23:59:59.999999+00\",\"\\\\x\",,0190f5c2-7a3b-7c1d-9e2f-000102030405)",
            await _database.ScalarAsync<string>("SELECT string_agg(t::text, '' ORDER BY c) FROM anchor_copied t"));
    }

    [Fact]
    public async Task Many_rows_and_large_ones_are_sent_in_pieces()
    {
        var large = new byte[1_000_000];
        Random.Shared.NextBytes(large);
        await CopyAsync(async rows =>
        {
            for (var i = 0L; i < 20_000; i++)
            {
                await rows.StartRowAsync(9, Token);
                rows.Write($"row {i}");
                rows.WriteNull();
                rows.Write(i);
                rows.Write(0);
                rows.WriteNull();
                rows.WriteNull();
                rows.Write(i % 10_000 == 0 ? large : [1]);
                rows.WriteNull();
                rows.WriteNull();
            }
        });
        Assert.Equal(20_000L, await _database.ScalarAsync<long>("SELECT count(*) FROM anchor_copied WHERE a = 'row ' || c"));
        Assert.Equal(2L, await _database.ScalarAsync<long>("SELECT count(*) FROM anchor_copied WHERE g = $1", large));
    }

    [Fact]
    public async Task What_is_not_completed_leaves_nothing_and_the_connection_can_be_used_again()
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync(Token);
        await using (var rows = await CopyRows.BeginAsync(connection, Table, Token)) await FillAsync(rows, 1);
        await using (var rows = await CopyRows.BeginAsync(connection, Table, Token))
        {
            await FillAsync(rows, 2);
            await FillAsync(rows, 2);
            Assert.Equal("23505", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => rows.CompleteAsync(Token))).SqlState);
        }
        await using (var rows = await CopyRows.BeginAsync(connection, Table, Token))
        {
            await FillAsync(rows, 3);
            await rows.CompleteAsync(Token);
        }
        Assert.Equal(3L, await _database.ScalarAsync<long>("SELECT sum(c)::bigint FROM anchor_copied"));
    }

    private static async Task FillAsync(CopyRows rows, long number)
    {
        await rows.StartRowAsync(9, Token);
        rows.Write("");
        rows.WriteNull();
        rows.Write(number);
        for (var i = 0; i < 6; i++) rows.WriteNull();
    }

    private async Task CopyAsync(Func<CopyRows, Task> write)
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync(Token);
        await using var rows = await CopyRows.BeginAsync(connection, Table, Token);
        await write(rows);
        await rows.CompleteAsync(Token);
    }
}
