using System.Text;
using System.Text.Json;
using Anchor.Benchmarks.Harness;
using Anchor.Benchmarks.Jwt;

namespace Anchor.Benchmarks.Issuance;

/// <summary>POST /api/v1/credentials over eight connections; processor time and memory are the host's.</summary>
internal static class HttpIssue
{
    private const int Connections = 8;
    private static int _learners;

    public static Measure Measure { get; } = new("http.issue", "credentials/s", 5_000, 50, Environment.ProcessorCount, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        await using var host = await WebHost.StartAsync(Connections);
        run.Watch(host.Process);
        await run.RepeatAsync(
            count => Task.FromResult(Bodies(host.AchievementId, count)),
            bodies => HttpLine.ShareAsync(host.Http, Connections, bodies, (line, body) => line.Post("/api/v1/credentials", body, Check)), run.Size);
    }

    private static byte[][] Bodies(Guid achievementId, int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        var draft = JsonDocument.Parse(Sample.Draft(Interlocked.Increment(ref _learners)).ToUtf8()).RootElement;
        return JsonSerializer.SerializeToUtf8Bytes(new { achievementId, draft });
    })];

    private static void Check(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("{\"id\":\""u8) || body.IndexOf("\"proofValue\":\""u8) < 0) throw new InvalidOperationException(Encoding.UTF8.GetString(body));
    }
}
