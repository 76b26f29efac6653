using Anchor.Benchmarks.Harness;
using Anchor.Issuance.Batches;

namespace Anchor.Benchmarks.Issuance;

/// <summary>Signed batches of one account, waiting to be sealed, to the finality of their roots; a block each second, final two blocks later.</summary>
internal static class SealToFinal
{
    private const int Rows = 100;

    public static Measure Measure { get; } = new("anchor.seal_to_final", "batches/s", 100, 2, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        await using var host = await IssuingHost.StartAsync();
        await run.RepeatAsync(async count =>
        {
            await host.StopLoopAsync();
            var batches = new List<Guid>();
            for (var i = 0; i < count; i++)
            {
                batches.Add(await host.ImportAsync(Graduates.Csv(Rows), Rows));
                await host.SignAsync(batches[^1]);
            }
            return batches;
        }, async batches =>
        {
            await host.StartLoopAsync();
            foreach (var batch in batches) await host.WaitAsync(batch, BatchStatus.Anchored);
        }, run.Size);
    }
}
