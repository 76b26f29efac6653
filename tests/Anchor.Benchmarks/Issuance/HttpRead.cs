using System.Text.Json;
using Anchor.Benchmarks.Harness;

namespace Anchor.Benchmarks.Issuance;

/// <summary>Anchored credentials read at random over eight connections, as bundles and as pages; processor time and memory are the host's.</summary>
internal static class HttpRead
{
    private const int Connections = 8;
    private const int Credentials = 400;

    public static Measure Bundle { get; } = new("http.bundle", "bundles/s", 10_000, 50, Environment.ProcessorCount, run => TakeAsync(run, id => $"/api/v1/credentials/{id}/bundle"));

    public static Measure Page { get; } = new("http.page", "pages/s", 5_000, 50, Environment.ProcessorCount, run => TakeAsync(run, id => $"/c/{id}"));

    private static async Task TakeAsync(Run run, Func<Guid, string> pathOf)
    {
        await using var host = await WebHost.StartAsync(Connections);
        run.Watch(host.Process);
        Guid[] ids = [.. (await host.AnchorAsync(Math.Min(Credentials, run.Size))).Select(IdOf)];
        await run.RepeatAsync(count =>
        {
            var dice = new Random(1);
            return Task.FromResult(Enumerable.Range(0, count).Select(_ => pathOf(ids[dice.Next(ids.Length)])).ToArray());
        }, async paths =>
        {
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
            {
                while (Interlocked.Increment(ref next) is var i && i < paths.Length) await GetAsync(host.Http, paths[i]);
            }));
        }, run.Size);
    }

    private static Guid IdOf(string bundle)
    {
        using var document = JsonDocument.Parse(bundle);
        return Guid.Parse(document.RootElement.GetProperty("credential").GetProperty("id").GetString()!["urn:uuid:".Length..]);
    }

    private static async Task GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        if ((await response.Content.ReadAsByteArrayAsync()).Length < 1_000) throw new InvalidOperationException($"{path} is answered with {(int)response.StatusCode}.");
    }
}
