using System.Text;
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
            return Task.FromResult(Enumerable.Range(0, count).Select(_ => ids[dice.Next(ids.Length)]).ToArray());
        }, asked => HttpLine.ShareAsync(host.Http, Connections, asked, (line, id) => line.Get(pathOf(id), body => Check(id, body))), run.Size);
    }

    private static Guid IdOf(string bundle)
    {
        using var document = JsonDocument.Parse(bundle);
        return Guid.Parse(document.RootElement.GetProperty("credential").GetProperty("id").GetString()!["urn:uuid:".Length..]);
    }

    private static void Check(Guid id, ReadOnlySpan<byte> body)
    {
        Span<byte> name = stackalloc byte[36];
        id.TryFormat(name, out _);
        if (body.Length < 1_000 || body.IndexOf(name) < 0) throw new InvalidOperationException($"The answer about {id} is about something else: {Encoding.UTF8.GetString(body)}");
    }
}
