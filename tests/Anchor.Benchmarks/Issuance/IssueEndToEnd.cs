using System.Diagnostics;
using Anchor.Benchmarks.Harness;
using Anchor.Issuance.Batches;

namespace Anchor.Benchmarks.Issuance;

/// <summary>A CSV to an anchored batch: read, encrypt, approve, sign, seal, anchor, final two blocks of one second later.</summary>
internal static class IssueEndToEnd
{
    private const int WarmUp = 5_000;

    public static Measure Measure { get; } = new("issue.end_to_end", "credentials/s", 100_000, 200, Environment.ProcessorCount, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        await using var host = await IssuingHost.StartAsync();
        await host.StartLoopAsync();
        await run.RepeatAsync(rows => Task.FromResult((Csv: Graduates.Csv(rows), Rows: rows)), async file =>
        {
            var clock = Stopwatch.StartNew();
            var batch = await host.ImportAsync(file.Csv, file.Rows);
            var imported = clock.Elapsed;
            await host.WaitAsync(batch, BatchStatus.Sealed);
            var @sealed = clock.Elapsed;
            await host.WaitAsync(batch, BatchStatus.Anchored);
            Run.Say(FormattableString.Invariant(
                $"  read {imported.TotalSeconds:0.00} s, signed and sealed {(@sealed - imported).TotalSeconds:0.00} s, anchored {(clock.Elapsed - @sealed).TotalSeconds:0.00} s"));
        }, WarmUp);
    }
}
