using System.Text.Json;

namespace Anchor.Benchmarks.Harness;

/// <summary>The figures of one measure, as one line of JSON.</summary>
internal static class Line
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(Measure measure, Run run) => JsonSerializer.Serialize(new
    {
        Measure = measure.Name,
        N = run.Size,
        Seconds = Math.Round(run.Median.Seconds, 6),
        CpuSeconds = Math.Round(run.Median.CpuSeconds, 3),
        Rate = Math.Round(run.Size / run.Median.Seconds, 2),
        measure.Unit,
        measure.Threads,
        PeakRssMb = run.PeakBytes >> 20,
    }, Json);

    /// <summary>A peer's figures beside ours; the ratio is how many times our rate is theirs.</summary>
    public static string Of(Measure measure, Run run, PeerFigures peer) => JsonSerializer.Serialize(new
    {
        Measure = measure.Name,
        Peer = peer.Name,
        peer.N,
        Seconds = Math.Round(peer.Seconds, 6),
        CpuSeconds = Math.Round(peer.CpuSeconds, 3),
        Rate = Math.Round(peer.N / peer.Seconds, 2),
        measure.Unit,
        Ratio = Math.Round(run.Size / run.Median.Seconds / (peer.N / peer.Seconds), 1),
    }, Json);
}
