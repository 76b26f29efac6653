using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Chain.Rpc;

namespace Anchor.Chain.Tests;

/// <summary>A node that says what a test tells it to, and remembers what it was asked.</summary>
internal sealed class FakeNode(Func<JsonElement, int, HttpResponseMessage> answer) : HttpMessageHandler
{
    internal List<string> Requests { get; } = [];

    internal List<HttpRequestMessage> Messages { get; } = [];

    /// <summary>Never answers, until the caller gives up.</summary>
    internal bool IsSilent { get; init; }

    internal static HttpResponseMessage Result(JsonElement request, JsonNode? result) => Text(
        new JsonObject { ["jsonrpc"] = "2.0", ["id"] = request.GetProperty("id").GetInt64(), ["result"] = result }.ToJsonString());

    internal static HttpResponseMessage Error(JsonElement request, int code, string message, JsonNode? data = null) => Text(new JsonObject
    {
        ["jsonrpc"] = "2.0", ["id"] = request.GetProperty("id").GetInt64(),
        ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["data"] = data },
    }.ToJsonString());

    internal static HttpResponseMessage Text(string body, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(body) };

    internal JsonRpcClient Connect(JsonRpcOptions? options = null, string url = "http://node.example:8545/") => new(
        new HttpClient(this), new Uri(url), options ?? new JsonRpcOptions { Backoff = TimeSpan.Zero }, TimeProvider.System);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
        Messages.Add(request);
        if (IsSilent) await Task.Delay(Timeout.Infinite, cancellationToken);
        return answer(JsonDocument.Parse(Requests[^1]).RootElement, Requests.Count);
    }
}
