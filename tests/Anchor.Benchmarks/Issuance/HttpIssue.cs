using System.Net.Http.Headers;
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
        await run.RepeatAsync(count => Task.FromResult(Bodies(host.AchievementId, count)), async bodies =>
        {
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
            {
                while (Interlocked.Increment(ref next) is var i && i < bodies.Length) await PostAsync(host.Http, bodies[i]);
            }));
        }, run.Size);
    }

    private static byte[][] Bodies(Guid achievementId, int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        var draft = JsonDocument.Parse(Sample.Draft(Interlocked.Increment(ref _learners)).ToUtf8()).RootElement;
        return JsonSerializer.SerializeToUtf8Bytes(new { achievementId, draft });
    })];

    private static async Task PostAsync(HttpClient http, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await http.PostAsync("/api/v1/credentials", content);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }
}
