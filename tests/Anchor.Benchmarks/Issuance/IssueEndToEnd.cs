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
            var stages = new List<(TimeSpan Wall, TimeSpan Cpu, long Bytes)> { Now() };
            var batch = await host.ImportAsync(file.Csv, file.Rows);
            stages.Add(Now());
            await host.WaitAsync(batch, BatchStatus.Sealed);
            stages.Add(Now());
            await host.WaitAsync(batch, BatchStatus.Anchored);
            stages.Add(Now());
            Run.Say($"  read {Between(0)}, signed and sealed {Between(1)}, anchored {Between(2)}");

            Run.Say($"  {await host.SizesAsync()}");

            string Between(int i) => FormattableString.Invariant(
                $"{(stages[i + 1].Wall - stages[i].Wall).TotalSeconds:0.00} s ({(stages[i + 1].Cpu - stages[i].Cpu).TotalSeconds:0.00} s of processor time, {(stages[i + 1].Bytes - stages[i].Bytes) >> 20} MiB allocated)");
        }, WarmUp);
    }

    private static (TimeSpan Wall, TimeSpan Cpu, long Bytes) Now() =>
        (Stopwatch.GetElapsedTime(0), Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes());
}
