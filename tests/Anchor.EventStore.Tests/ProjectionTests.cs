using Anchor.Events;
using Npgsql;

namespace Anchor.EventStore.Tests;

public class ProjectionTests : StoreTestBase
{
    private ProjectionRunner Runner => field ??= new ProjectionRunner(Database.DataSource, Types);

    [Fact]
    public async Task A_projection_catches_up_and_a_rebuild_gives_the_same_rows()
    {
        var projection = await SizesAsync();
        await AppendManyAsync(250);
        await Runner.CatchUpAsync(projection, Token);
        var rows = await RowsAsync("SELECT * FROM anchor.anchor_sizes ORDER BY 1");
        Assert.Equal(250, rows.Count);

        await Database.ScalarAsync<object>("UPDATE anchor.anchor_sizes SET size = -1 WHERE size % 2 = 0");
        await Runner.RebuildAsync(projection, Token);
        Assert.Equal(rows, await RowsAsync("SELECT * FROM anchor.anchor_sizes ORDER BY 1"));
    }

    [Fact]
    public async Task A_step_is_bounded_and_says_how_far_it_came()
    {
        var projection = await SizesAsync();
        await AppendManyAsync(25);
        var first = await Runner.StepAsync(projection, 10, Token);
        Assert.Equal(new ProjectionProgress(10, 25, 10), first);
        Assert.Equal(new ProjectionProgress(20, 25, 10), await Runner.StepAsync(projection, 10, Token));
        var last = await Runner.StepAsync(projection, 10, Token);
        Assert.Equal(new ProjectionProgress(25, 25, 5), last);
        Assert.True(last!.Value.IsCaughtUp);
    }

    [Fact]
    public async Task An_event_that_becomes_visible_late_is_not_passed_over()
    {
        var projection = await SizesAsync();
        await using var slow = await Database.DataSource.OpenConnectionAsync(Token);
        await using var open = await slow.BeginTransactionAsync(Token);
        var late = Guid.NewGuid();
        await RunAsync(slow,
            $$"""
            INSERT INTO anchor.mt_streams (tenant_id, id, type, version) VALUES ('{{Tenant}}', '{{late}}', 'batch', 1);
            INSERT INTO anchor.mt_events (seq_id, id, stream_id, version, data, type, tenant_id)
            VALUES (nextval('anchor.mt_events_sequence'), gen_random_uuid(), '{{late}}', 1,
                '{"batchId": "{{late}}", "root": "aa", "size": 99, "sealedAt": "2026-01-01T00:00:00Z"}', 'batch_sealed_v1', '{{Tenant}}');
            """);
        await AppendManyAsync(5);
        for (var i = 0; i < 3; i++) Assert.Equal(0, (await Runner.StepAsync(projection, 100, Token))!.Value.Applied);

        await open.CommitAsync(Token);
        await Runner.CatchUpAsync(projection, Token);
        Assert.Equal(["99"], await RowsAsync($"SELECT size FROM anchor.anchor_sizes WHERE id = '{late}'"));
        Assert.Equal(6, (await RowsAsync("SELECT 1 FROM anchor.anchor_sizes")).Count);
    }

    [Fact]
    public async Task A_number_that_was_given_up_is_skipped_and_recorded()
    {
        var projection = await SizesAsync();
        await AppendManyAsync(2);
        await Database.ScalarAsync<long>("SELECT nextval('anchor.mt_events_sequence')");
        await AppendManyAsync(3);
        await Runner.CatchUpAsync(projection, Token);
        Assert.Equal(5, (await RowsAsync("SELECT 1 FROM anchor.anchor_sizes")).Count);
        Assert.Equal(["2 | 3"], await RowsAsync("SELECT starting_sequence, ending_sequence FROM anchor.mt_high_water_skips"));
    }

    [Fact]
    public async Task A_projection_that_fails_keeps_neither_rows_nor_progress()
    {
        var projection = await SizesAsync();
        await AppendManyAsync(3);
        var failing = new Sizes { FailAfterApplying = true };
        await Assert.ThrowsAsync<InvalidOperationException>(() => Runner.StepAsync(failing, 10, Token));
        Assert.Empty(await RowsAsync("SELECT 1 FROM anchor.anchor_sizes"));
        Assert.Equal(3, (await Runner.StepAsync(projection, 10, Token))!.Value.Applied);
    }

    [Fact]
    public async Task Only_one_host_leads_a_projection_at_a_time()
    {
        var projection = await SizesAsync();
        await AppendManyAsync(3);
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var leading = new ProjectionRunner(Database.DataSource, Types).StepAsync(new Sizes { Entered = entered, Release = release.Task }, 10, Token);
        await entered.Task;
        Assert.Null(await Runner.StepAsync(projection, 10, Token));
        release.SetResult();
        Assert.Equal(3, (await leading)!.Value.Applied);
    }

    [Fact]
    public async Task An_inline_projection_is_part_of_the_commit()
    {
        await SizesAsync();
        var store = new EventStore(Database.DataSource, Types, [new Sizes()], Clock);
        var batch = Guid.NewGuid();
        await using (var transaction = await store.BeginAsync(Tenant, new EventMetadata(), Token))
        {
            await transaction.AppendAsync("batch", batch, 0, [Sealed(batch, 7)], Token);
            await transaction.CommitAsync(Token);
        }
        Assert.Equal(["7"], await RowsAsync("SELECT size FROM anchor.anchor_sizes"));
    }

    private async Task<Sizes> SizesAsync()
    {
        await Database.ScalarAsync<object>("CREATE TABLE IF NOT EXISTS anchor.anchor_sizes (id uuid PRIMARY KEY, size bigint NOT NULL)");
        return new Sizes();
    }

    private async Task AppendManyAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var batch = Guid.CreateVersion7();
            await AppendAsync(batch, 0, Sealed(batch, i));
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private sealed class Sizes : IRebuildableProjection, IInlineProjection
    {
        public bool FailAfterApplying { get; init; }

        public TaskCompletionSource? Entered { get; init; }

        public Task? Release { get; init; }

        public string Name => "sizes";

        public Task ClearAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
            RunAsync(connection, "DELETE FROM anchor.anchor_sizes");

        public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken)
        {
            foreach (var sealedBatch in events.Select(stored => stored.Data).OfType<BatchSealedV1>())
                await RunAsync(connection, $"INSERT INTO anchor.anchor_sizes VALUES ('{sealedBatch.BatchId}', {sealedBatch.Size})");
            Entered?.SetResult();
            if (Release is not null) await Release;
            if (FailAfterApplying) throw new InvalidOperationException("The projection was told to fail.");
        }
    }
}
