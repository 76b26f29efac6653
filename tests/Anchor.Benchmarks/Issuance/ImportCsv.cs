using Anchor.Benchmarks.Harness;

namespace Anchor.Benchmarks.Issuance;

/// <summary>A CSV to encrypted drafts of an open batch.</summary>
internal static class ImportCsv
{
    private const int WarmUp = 10_000;

    public static Measure Measure { get; } = new("import.csv", "rows/s", 100_000, 200, Environment.ProcessorCount, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        await using var host = await IssuingHost.StartAsync();
        await run.RepeatAsync(rows => Task.FromResult((Csv: Graduates.Csv(rows), Rows: rows)), async file =>
        {
            var allocated = GC.GetTotalAllocatedBytes();
            await host.ImportAsync(file.Csv, file.Rows);
            Run.Say($"  {(GC.GetTotalAllocatedBytes() - allocated) / file.Rows} bytes allocated per row");
        }, WarmUp);
        Run.Say($"  {await host.SizesAsync()}");
    }
}
