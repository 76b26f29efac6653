using System.Diagnostics;
using Anchor.EndToEnd.Hosting;

namespace Anchor.EndToEnd;

/// <summary>The main job over HTTP with the host as a process: rows become anchored credentials that verify, however often the host dies.</summary>
public sealed class MainJobTests
{
    /// <summary>When the host dies, batch by batch.</summary>
    private static readonly string[][] Deaths = [["import", "half an import", "signing", "anchoring"], ["sealing"], ["anchoring"]];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_often_the_host_is_killed_every_batch_is_anchored_once_and_every_credential_verifies()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var dice = new Random(seed);
        var clock = Stopwatch.StartNew();
        await using var place = await Workplace.CreateAsync();
        var host = place.Host();
        await host.StartAsync();
        try
        {
            var job = await IssuingJob.BeginAsync(place, host.Url);
            int[] sizes = [2_300, 240, 260];
            var batches = new List<Guid>();
            foreach (var (size, i) in sizes.Select((size, i) => (size, i)))
            {
                var batch = await job.OpenAsync($"batch-{i}");
                batches.Add(batch);
                var killing = KillAsync(place, host, batch, dice, Deaths[i]);
                await job.ImportAsync(batch, i, size);
                await killing;
            }
            Assert.True(job.Client.Repeats > 0, "No request met a dead host.");
            TestContext.Current.TestOutputHelper?.WriteLine($"{clock.Elapsed} killed");
            for (var i = 0; i < batches.Count; i++) await job.IsAnchoredOnceAsync(batches[i], $"batch-{i}", i, sizes[i]);
            await job.HoldsNoMoreThanAsync(sizes);
            TestContext.Current.TestOutputHelper?.WriteLine($"{clock.Elapsed} anchored");
            await job.VerifiesAsync(batches);
            TestContext.Current.TestOutputHelper?.WriteLine($"{clock.Elapsed} verified");
            var revoking = job.RevokesAsync(batches[0], sizes[0]);
            for (var death = 0; death < 2; death++)
            {
                await Task.Delay(dice.Next(300, 1_500), Token);
                await host.KillAsync();
                await host.StartAsync();
            }
            await revoking;
            TestContext.Current.TestOutputHelper?.WriteLine($"{clock.Elapsed} revoked");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"seed {seed}: {e.Message}\n--- host:\n{Tail(host.Words)}", e);
        }
    }

    private static async Task KillAsync(Workplace place, HostProcess host, Guid batch, Random dice, string[] moments)
    {
        foreach (var moment in moments)
        {
            await UntilAsync(place, batch, moment);
            await Task.Delay(dice.Next(moment == "anchoring" ? 900 : 60), Token);
            await host.KillAsync();
            var left = await place.Database.ScalarAsync<string>(
                """
                SELECT format('%s, %s of %s signed, %s rows read, anchoring %s', status, size, approved,
                    (SELECT max(rows_done) FROM anchor.anchor_imports i WHERE i.batch_id = b.id), (SELECT a.status FROM anchor.anchor_view_anchorings a WHERE a.batch_id = b.id))
                FROM anchor.anchor_view_batches b WHERE id = $1
                """, batch);
            TestContext.Current.TestOutputHelper?.WriteLine($"killed at {moment}: {left}");
            await host.StartAsync();
        }
    }

    /// <summary>Waits for a moment of a batch's life, or until it is past.</summary>
    private static async Task UntilAsync(Workplace place, Guid batch, string moment)
    {
        var reached = moment switch
        {
            "import" => "EXISTS (SELECT 1 FROM anchor.anchor_imports WHERE batch_id = $1)",
            "half an import" => "EXISTS (SELECT 1 FROM anchor.anchor_imports WHERE batch_id = $1 AND rows_done > 0)",
            "signing" => "EXISTS (SELECT 1 FROM anchor.anchor_view_batches WHERE id = $1 AND size > 0)",
            "sealing" => "EXISTS (SELECT 1 FROM anchor.anchor_view_batches WHERE id = $1 AND approved > 0 AND size >= approved - 20)",
            _ => "EXISTS (SELECT 1 FROM anchor.anchor_view_anchorings WHERE batch_id = $1)",
        };
        for (var attempt = 0; attempt < 6_000; attempt++)
        {
            if (await place.Database.ScalarAsync<bool>($"SELECT {reached}", batch)) return;
            await Task.Delay(5, Token);
        }
        Assert.Fail($"The batch never came to {moment}.");
    }

    private static string Tail(string words) => words.Length <= 6_000 ? words : words[^6_000..];
}
