using Anchor.Benchmarks.Harness;
using Anchor.Issuance.Batches;

namespace Anchor.Benchmarks.Issuance;

/// <summary>Two hosts on one database, each given half of the rows at the same time, until both batches are anchored; every credential, leaf and anchor once.</summary>
internal static class IssueTwoHosts
{
    public static Measure Measure { get; } = new("issue.two_hosts", "credentials/s", 100_000, 200, Environment.ProcessorCount, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        await using var first = await IssuingHost.StartAsync();
        await using var second = first.Second();
        await first.StartLoopAsync();
        await second.StartLoopAsync();
        var total = 0L;
        await run.RepeatAsync(rows => Task.FromResult((Rows: rows / 2, Files: (byte[][])[Graduates.Csv(rows / 2), Graduates.Csv(rows / 2)])), async given =>
        {
            var batches = await Task.WhenAll(first.ImportAsync(given.Files[0], given.Rows), second.ImportAsync(given.Files[1], given.Rows));
            await Task.WhenAll(first.WaitAsync(batches[0], BatchStatus.Anchored), second.WaitAsync(batches[1], BatchStatus.Anchored));
            total += 2 * given.Rows;
            var counts = await first.ScalarAsync<string>(
                """
                SELECT concat_ws(' ', (SELECT count(*) FROM anchor.anchor_documents), (SELECT count(DISTINCT (batch_id, leaf_index)) FROM anchor.anchor_documents),
                    (SELECT count(*) FROM anchor.mt_events WHERE type = 'credential_issued_v2'), (SELECT count(*) FROM anchor.anchor_drafts),
                    (SELECT count(*) - count(DISTINCT batch_id) FROM anchor.anchor_view_anchorings))
                """);
            if (counts != FormattableString.Invariant($"{total} {total} {total} 0 0")) throw new InvalidOperationException($"Of {total} credentials: {counts}.");
        }, 2_000);
    }
}
