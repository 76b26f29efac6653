using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Anchor.Tests.Support;

namespace Anchor.Benchmarks.Harness;

/// <summary>Others' code that does the same work as a measure, on documents of the same kind.</summary>
/// <param name="Operation">What <c>peers/peer.mjs</c> calls it.</param>
/// <param name="Documents">JSON documents, so many as the peer gets through in a second or two.</param>
internal sealed record Peer(string Operation, IReadOnlyList<byte[]> Documents)
{
    public async Task<PeerFigures> TakeAsync()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, Documents.Select(Encoding.UTF8.GetString));
            var start = new ProcessStartInfo("node", [Repository.PathOf("tests", "Anchor.Benchmarks", "peers", "peer.mjs"), Operation, file])
            {
                WorkingDirectory = Repository.Root, RedirectStandardOutput = true,
            };
            using var process = Process.Start(start) ?? throw new InvalidOperationException("node does not start.");
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize<PeerFigures>(output, JsonSerializerOptions.Web)!
                : throw new InvalidOperationException($"The peer for {Operation} failed.");
        }
        finally
        {
            File.Delete(file);
        }
    }
}

/// <summary>What a peer took: the median of five runs after one to warm up.</summary>
internal sealed record PeerFigures(string Name, int N, double Seconds, double CpuSeconds);
