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
}
