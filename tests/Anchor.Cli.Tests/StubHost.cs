using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Anchor.Cli.Tests;

/// <summary>An Anchor host on a real socket that knows three endpoints and keeps idempotency keys as the real one does.</summary>
internal sealed class StubHost : IDisposable
{
    public const string ApiKey = "clave-inventada-de-prueba";
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, string> _batches = [];
    private readonly Dictionary<string, string> _imports = [];
    private int _looks;

    public StubHost()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    /// <summary>How many requests are answered with 503 before anything else.</summary>
    public int Refusals { get; set; }

    /// <summary>How many imports work but lose their answer.</summary>
    public int LostAnswers { get; set; }

    public (int Status, string Code)? Problem { get; set; }

    public int Rejected { get; set; }

    public string FinalStatus { get; set; } = "anchored";

    /// <summary>What is answered to one reconcile request after the other.</summary>
    public Queue<string> Stretches { get; } = [];

    public List<string> Requests { get; } = [];

    public List<string> Bodies { get; } = [];

    public int Batches => _batches.Count;

    public int Imports => _imports.Count;

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true) await AnswerAsync(await _listener.GetContextAsync());
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.InputStream, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        lock (Requests)
        {
            Requests.Add($"{request.HttpMethod} {request.RawUrl} {request.ContentType}");
            Bodies.Add(body);
        }
        if (Refusals-- > 0) await SendAsync(context, 503, ProblemOf("host.unavailable"));
        else if (request.Headers["Authorization"] != $"Bearer {ApiKey}") await SendAsync(context, 401, ProblemOf("access.key_unknown"));
        else if (Problem is { } problem) await SendAsync(context, problem.Status, ProblemOf(problem.Code));
        else if (request.Url!.AbsolutePath.Split('/')[^1] is "revoke" or "suspend" or "reinstate") await SendAsync(context, 200, Outcome(JsonNode.Parse(body)!));
        else if (request.Url!.AbsolutePath.EndsWith("/reconcile", StringComparison.Ordinal)) await SendAsync(context, 200, JsonNode.Parse(Stretches.Dequeue())!);
        else if (request.HttpMethod == "GET") await SendAsync(context, 200, Batch(++_looks));
        else if (request.Url!.AbsolutePath == "/api/v1/batches") await OpenAsync(context, request.Headers["Idempotency-Key"]!);
        else await ImportAsync(context, request.Headers["Idempotency-Key"]!);
    }

    private async Task OpenAsync(HttpListenerContext context, string key)
    {
        _batches.TryAdd(key, Guid.NewGuid().ToString());
        await SendAsync(context, 201, new JsonObject { ["id"] = _batches[key], ["status"] = "open" });
    }

    private async Task ImportAsync(HttpListenerContext context, string key)
    {
        _imports.TryAdd(key, Guid.NewGuid().ToString());
        if (LostAnswers-- > 0)
        {
            context.Response.Abort();
            return;
        }
        var errors = new JsonArray([.. Enumerable.Range(2, Rejected).Select(line => (JsonNode)new JsonObject { ["line"] = line, ["column"] = "email", ["code"] = "row.email_malformed", ["message"] = "Not an address." })]);
        await SendAsync(context, 200, new JsonObject
        {
            ["importId"] = _imports[key], ["state"] = "complete", ["rows"] = 10, ["accepted"] = 10 - Rejected, ["rejected"] = Rejected, ["duplicates"] = 0, ["errors"] = errors,
        });
    }

    private JsonObject Batch(int look)
    {
        var status = look switch { 1 => "open", 2 => "approved", 3 => "sealed", _ => FinalStatus };
        var anchorings = new JsonArray();
        if (look >= 3)
            anchorings.Add(new JsonObject { ["chainId"] = 31337, ["status"] = look == 3 ? "included" : "final", ["transactionHash"] = "0x" + new string('c', 64), ["blockNumber"] = 12, ["gasUsed"] = 46885 });
        return new JsonObject { ["id"] = "b", ["status"] = status, ["approved"] = 10, ["size"] = Math.Min(10, look * 3), ["root"] = "0x" + new string('d', 64), ["anchorings"] = anchorings };
    }

    /// <summary>A batch of 25,000; of named credentials, one that ends with nines is not known.</summary>
    private static JsonObject Outcome(JsonNode body)
    {
        var ids = body["ids"]?.AsArray().Select(id => id!.GetValue<string>()).ToArray();
        var refused = ids?.Where(id => id.EndsWith("999", StringComparison.Ordinal)).ToArray() ?? [];
        var (from, limit) = (body["from"]?.GetValue<long>() ?? 0, body["limit"]?.GetValue<long>() ?? 0);
        var answer = new JsonObject
        {
            ["changed"] = ids is null ? Math.Min(limit, 25_000 - from) : ids.Length - refused.Length, ["unchanged"] = 0,
            ["refused"] = new JsonArray([.. refused.Select(id => (JsonNode)new JsonObject { ["id"] = id, ["code"] = "credential.not_found", ["message"] = "There is no such credential." })]),
            ["lists"] = new JsonArray("https://anchor.example/status/1/revocation"),
        };
        if (ids is null && from + limit < 25_000) answer["next"] = from + limit;
        return answer;
    }

    private static JsonObject ProblemOf(string code) => new() { ["type"] = "urn:anchor:error:" + code, ["detail"] = $"Words about {code}.\u001b[2J", ["code"] = code };

    private static async Task SendAsync(HttpListenerContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = status < 400 ? "application/json" : "application/problem+json";
        await context.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body));
        context.Response.Close();
    }
}
