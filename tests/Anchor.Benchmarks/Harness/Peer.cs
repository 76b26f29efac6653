using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Anchor.Benchmarks.Harness;

/// <summary>Others' code that does the same work as a measure, on input of the same kind.</summary>
/// <param name="Operation">What <c>peers/peer.mjs</c> calls it.</param>
/// <param name="Input">JSON values, so many as a peer gets through in a few seconds.</param>
internal sealed record Peer(string Operation, IReadOnlyList<byte[]> Input)
{
    /// <summary>Names the folder into which <c>scripts/bench.mjs</c> installed the peers for this one run.</summary>
    public const string FolderVariable = "ANCHOR_BENCH_PEERS";

    /// <exception cref="InvalidOperationException">The peers are not installed, or one failed.</exception>
    public async Task<IReadOnlyList<PeerFigures>> TakeAsync()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable)
            ?? throw new InvalidOperationException("./scripts/bench --peers installs the peers; there is no other way to them.");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, Input.Select(Encoding.UTF8.GetString));
            var start = new ProcessStartInfo("node", ["--expose-gc", "peer.mjs", Operation, file]) { WorkingDirectory = folder, RedirectStandardOutput = true };
            using var process = Process.Start(start) ?? throw new InvalidOperationException("node does not start.");
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0) throw new InvalidOperationException($"A peer for {Operation} failed.");
            return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<PeerFigures>(line, JsonSerializerOptions.Web)!)];
        }
        finally
        {
            File.Delete(file);
        }
    }
}

/// <summary>What a peer took: the median of five runs after one to warm up.</summary>
/// <param name="Name">The package and its version.</param>
/// <param name="N">How many.</param>
/// <param name="Seconds">By the clock.</param>
/// <param name="CpuSeconds">Of the whole process.</param>
/// <param name="Note">Where its work differs from ours; may be empty.</param>
internal sealed record PeerFigures(string Name, int N, double Seconds, double CpuSeconds, string Note);
