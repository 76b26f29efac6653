using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Anchor.Benchmarks.Harness;
using Anchor.Benchmarks.Issuance;

namespace Anchor.Benchmarks.Verification;

/// <summary>POST /api/v1/verify of anchored bundles with status lists over eight connections; processor time and memory are the host's.</summary>
internal static class HttpVerify
{
    private const int Connections = 8;
    private const int Bundles = 200;

    public static Measure Measure { get; } = new("http.verify", "bundles/s", 5_000, 50, Environment.ProcessorCount, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        await using var host = await WebHost.StartAsync(Connections);
        run.Watch(host.Process);
        var bundles = await host.AnchorAsync(Math.Min(Bundles, run.Size));
        await run.RepeatAsync(count => Task.FromResult(count), async count =>
        {
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
            {
                while (Interlocked.Increment(ref next) is var i && i < count) await VerifyAsync(host.Http, bundles[i % bundles.Count]);
            }));
        }, run.Size);
    }

    private static async Task VerifyAsync(HttpClient http, string bundle)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(bundle)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await http.PostAsync("/api/v1/verify", content);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode || JsonDocument.Parse(text).RootElement.GetProperty("verdict").GetString() != "valid") throw new InvalidOperationException(text);
    }
}
