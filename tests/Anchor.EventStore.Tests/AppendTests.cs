using Anchor.Events;

namespace Anchor.EventStore.Tests;

public class AppendTests : StoreTestBase
{
    [Fact]
    public async Task Events_come_back_as_they_were_appended()
    {
        var batch = Guid.NewGuid();
        var chunk = new BatchChunkAddedV1(batch, 0, 3, 3, ["aa", "bb"], "cc", Clock.Now);
        var opened = new BatchOpenedV1(batch, Guid.NewGuid(), Guid.NewGuid(), new DateOnly(2026, 2, 28), "vc-jwt", 31337, "key-1", Clock.Now);
        Assert.Equal(AppendResult.Appended, await AppendAsync(batch, 0, opened, chunk));
        Assert.Equal(AppendResult.Appended, await AppendAsync(batch, 2, Sealed(batch, 3)));

        var events = await Store.ReadStreamAsync(Tenant, batch, null, null, Token);
        Assert.Equal([1L, 2L, 3L], events.Select(stored => stored.Version));
        Assert.Equal(opened, events[0].Data);
        Assert.Equal(chunk.Roots, Assert.IsType<BatchChunkAddedV1>(events[1].Data).Roots);
        Assert.Equal(Sealed(batch, 3), events[2].Data);
        Assert.All(events, stored => Assert.Equal(Clock.Now, stored.Timestamp));
    }

    [Fact]
    public async Task Appending_at_a_version_that_is_gone_is_a_conflict_and_writes_nothing()
    {
        var batch = Guid.NewGuid();
        await AppendAsync(batch, 0, Sealed(batch, 1));
        Assert.Equal(AppendResult.Conflict, await AppendAsync(batch, 0, Sealed(batch, 2)));
        Assert.Equal(AppendResult.Conflict, await AppendAsync(batch, 2, Sealed(batch, 2)));
        Assert.Equal(AppendResult.Conflict, await AppendAsync(Guid.NewGuid(), 1, Sealed(batch, 2)));
        Assert.Single(await Store.ReadStreamAsync(Tenant, batch, null, null, Token));
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT last_value FROM anchor.mt_events_sequence"));
    }

    [Fact]
    public async Task Of_twenty_writers_at_one_version_exactly_one_wins()
    {
        var batch = Guid.NewGuid();
        await AppendAsync(batch, 0, Sealed(batch, 1));
        for (var round = 1; round <= 5; round++)
        {
            var expected = round;
            var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => AppendAsync(batch, expected, Sealed(batch, i))));
            Assert.Single(results, AppendResult.Appended);
        }
        Assert.Equal(6, (await Store.ReadStreamAsync(Tenant, batch, null, null, Token)).Count);
    }

    [Fact]
    public async Task What_is_not_committed_never_happened()
    {
        var batch = Guid.NewGuid();
        await using (var transaction = await Store.BeginAsync(Tenant, new EventMetadata(), Token))
            await transaction.AppendAsync("batch", batch, 0, [Sealed(batch, 1)], Token);
        Assert.Empty(await Store.ReadStreamAsync(Tenant, batch, null, null, Token));
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_streams"));
    }

    [Fact]
    public async Task Tenants_do_not_see_each_other_even_under_one_stream_id()
    {
        var batch = Guid.NewGuid();
        await AppendAsync("one", batch, 0, Sealed(batch, 1));
        await AppendAsync("two", batch, 0, Sealed(batch, 2));
        Assert.Equal(AppendResult.Conflict, await AppendAsync("three", batch, 1, Sealed(batch, 3)));
        Assert.Equal(2, Assert.IsType<BatchSealedV1>(Assert.Single(await Store.ReadStreamAsync("two", batch, null, null, Token)).Data).Size);
        Assert.Empty(await Store.ReadStreamAsync("three", batch, null, null, Token));
    }

    [Fact]
    public async Task A_stream_reads_as_of_a_version_or_an_instant()
    {
        var batch = Guid.NewGuid();
        for (var version = 0; version < 5; version++)
        {
            await AppendAsync(batch, version, Sealed(batch, version));
            Clock.Now += TimeSpan.FromHours(1);
        }
        Assert.Equal(3, (await Store.ReadStreamAsync(Tenant, batch, 3, null, Token)).Count);
        var asOf = new DateTimeOffset(2026, 9, 1, 9, 0, 0, TimeSpan.Zero);
        Assert.Equal(2, (await Store.ReadStreamAsync(Tenant, batch, null, asOf, Token)).Count);
        Assert.Empty(await Store.ReadStreamAsync(Tenant, batch, null, asOf.AddDays(-1), Token));
    }

    [Fact]
    public async Task Ten_thousand_streams_by_copy_keep_the_rules_of_the_layout()
    {
        var batch = Guid.NewGuid();
        var issued = Enumerable.Range(0, 10_000)
            .Select(i => Guid.CreateVersion7())
            .Select((id, i) => (id, (object)new CredentialIssuedV2(id, batch, batch, new string('a', 64), i, 1, i, Clock.Now)))
            .ToList();
        await using (var transaction = await Store.BeginAsync(Tenant, new EventMetadata(), Token))
        {
            await transaction.AppendAsync("batch", batch, 0, [Sealed(batch, 1)], Token);
            await transaction.StartStreamsAsync("credential", issued, Token);
            Assert.Equal(10_001, (await transaction.CommitAsync(Token)).Count);
        }
        Assert.Equal(issued[4711].Item2, Assert.Single(await Store.ReadStreamAsync(Tenant, issued[4711].id, null, null, Token)).Data);
        await LayoutTests.AssertRulesAsync(Database);
    }

    [Fact]
    public async Task Appending_to_many_streams_is_all_or_nothing()
    {
        var ids = Enumerable.Range(0, 50).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var id in ids) await AppendAsync(id, 0, Sealed(id, 1));
        Assert.Equal(AppendResult.Appended, await AppendToManyAsync(ids, 1));
        Assert.Equal(AppendResult.Conflict, await AppendToManyAsync([.. ids, Guid.NewGuid()], 2));
        Assert.Equal(AppendResult.Conflict, await AppendToManyAsync(ids, 1));
        Assert.Equal(2, (await Store.ReadStreamAsync(Tenant, ids[7], null, null, Token)).Count);
        await LayoutTests.AssertRulesAsync(Database);

        async Task<AppendResult> AppendToManyAsync(Guid[] streams, long expected)
        {
            await using var transaction = await Store.BeginAsync(Tenant, new EventMetadata(), Token);
            var result = await transaction.AppendToManyAsync(expected, [.. streams.Select(id => (id, (object)Sealed(id, 2)))], Token);
            if (result == AppendResult.Appended) await transaction.CommitAsync(Token);
            return result;
        }
    }

    [Fact]
    public void The_stored_name_is_the_snake_case_of_the_record()
    {
        Assert.Equal("batch_sealed_v1", Types.AliasOf(typeof(BatchSealedV1)));
        Assert.Contains("credential_issued_v1", Types.Aliases);
        Assert.Throws<ArgumentException>(() => Types.AliasOf(typeof(string)));
    }
}
