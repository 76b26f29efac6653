using Anchor.Issuance.Batches;
using Microsoft.Extensions.DependencyInjection;

namespace Anchor.Issuance.Tests.Batches;

/// <summary>Chunks are written two at a time, and yet stand in the history one after another, each once.</summary>
public class SigningTests(ChainFixture chain) : IssuanceTestBase(chain)
{
    private const int Count = 150;

    [Fact]
    public async Task Chunks_that_are_written_side_by_side_become_visible_in_their_order()
    {
        var batch = await ApprovedAsync();
        Assert.True(await Services.GetRequiredService<BatchIssuer>().StepAsync(Actor.Issuer, batch, Token));
        Assert.Equal((56L, (long)Count), ((await BatchAsync(batch)).Size, (await BatchAsync(batch)).Approved));
        await AssertWholeAsync(batch, 56);
        await SealAsync(Services, batch);
        await AssertWholeAsync(batch, Count);
    }

    [Fact]
    public async Task Two_hosts_that_sign_one_batch_at_the_same_time_sign_each_credential_once()
    {
        var batch = await ApprovedAsync();
        await using var other = await HostAsync(null);
        await Task.WhenAll(SealAsync(Services, batch), SealAsync(other, batch));
        await AssertWholeAsync(batch, Count);
        Assert.Equal(1L, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events WHERE type = 'batch_sealed_v1'"));
    }

    [Fact]
    public async Task A_chunk_that_cannot_be_signed_holds_up_none_before_it()
    {
        var batch = await ApprovedAsync();
        // The learner of the twentieth row is erased between approval and signing.
        await Database.ScalarAsync<object>("DELETE FROM anchor.anchor_subject_keys k USING anchor.anchor_drafts d WHERE d.subject = k.subject AND d.position = 19");
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<AggregateException>(() => Services.GetRequiredService<BatchIssuer>().StepAsync(Actor.Issuer, batch, Token));
        Assert.Equal(14, (await BatchAsync(batch)).Size);
        await AssertWholeAsync(batch, 14);
    }

    private async Task<Guid> ApprovedAsync()
    {
        var batch = await OpenAsync();
        Ok(await ImportAsync(batch, Header + Rows(Count)));
        return batch;
    }

    private async Task SealAsync(ServiceProvider host, Guid batch)
    {
        for (var i = 0; i < 500 && (await BatchAsync(batch)).Status == BatchStatus.Approved; i++)
            await host.GetRequiredService<BatchIssuer>().StepAsync(Actor.Issuer, batch, Token);
        Assert.Equal(BatchStatus.Sealed, (await BatchAsync(batch)).Status);
    }

    private async Task AssertWholeAsync(Guid batch, long count)
    {
        Assert.Equal(
            (count, count, count, count - 1),
            (await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_documents"),
             await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events WHERE type = 'credential_issued_v2'"),
             await Database.ScalarAsync<long>("SELECT count(DISTINCT leaf_index) FROM anchor.anchor_documents"),
             await Database.ScalarAsync<long>("SELECT max(leaf_index) FROM anchor.anchor_documents")));
        Assert.Equal(Count - count, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_drafts"));
        // Each chunk begins where the one before it ended.
        Assert.Equal(0L, await Database.ScalarAsync<long>(
            """
            SELECT count(*) FROM (SELECT (data->>'firstIndex')::bigint AS first, lag((data->>'size')::bigint, 1, 0) OVER (ORDER BY version) AS before
            FROM anchor.mt_events WHERE type = 'batch_chunk_added_v1') AS chunks WHERE first <> before
            """));
        Assert.Equal(count, (await BatchAsync(batch)).Size);
    }
}
