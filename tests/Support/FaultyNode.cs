using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;

namespace Anchor.Tests.Support;

/// <summary>
/// A door in front of a real node through which calls go wrong: they fail, or they work and the answer is lost; and answers
/// lie, or lag. All of it can be switched while a test runs, and what is left to chance follows a printed seed.
/// </summary>
internal sealed class FaultyNode : IAsyncDisposable
{
    private static readonly HttpClient Behind = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Uri _node;
    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly List<Rule> _rules = [];
    private readonly List<NodeLie> _lies = [];
    private readonly List<(string Method, string Body)> _heard = [];
    private readonly Task _accepting;

    private FaultyNode(Uri node, int seed)
    {
        (_node, Seed, _random) = (node, seed, new Random(seed));
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where callers find this door.</summary>
    internal Uri Url { get; }

    /// <summary>What chance follows; set ANCHOR_TEST_SEED to repeat a run.</summary>
    internal int Seed { get; }

    /// <summary>How many blocks the node seems to be behind; 0 for none.</summary>
    internal ulong BlocksBehind { get; set; }

    /// <summary>Accepts transactions with their true hash, and loses them: the node behind never sees one.</summary>
    internal bool LosesTransactions { get; set; }

    /// <summary>Whether calls are refused at the door, as when the process is gone.</summary>
    internal bool IsDown { get; set; }

    /// <summary>Told of each call before the node behind gets it; what it throws breaks the connection. Null for nobody.</summary>
    internal Func<string, Task>? Arriving { get; set; }

    /// <summary>Told of each call when the node behind has answered and the caller has not heard it; what it throws breaks the connection.</summary>
    internal Func<string, Task>? Answered { get; set; }

    /// <summary>The methods called so far, in order, whatever became of them.</summary>
    internal IReadOnlyList<string> Heard
    {
        get { lock (_lock) return [.. _heard.Select(call => call.Method)]; }
    }

    /// <summary>The bodies of the calls of one method.</summary>
    internal IReadOnlyList<string> BodiesOf(string method)
    {
        lock (_lock) return [.. _heard.Where(call => call.Method == method).Select(call => call.Body)];
    }

    /// <summary>Opens a door in front of a node.</summary>
    internal static FaultyNode Before(EvmNode node, int? seed = null) => Before(node.Url, seed);

    /// <summary>Opens a door in front of a node's address.</summary>
    internal static FaultyNode Before(Uri node, int? seed = null)
    {
        var chosen = seed ?? (int.TryParse(Environment.GetEnvironmentVariable("ANCHOR_TEST_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Environment.TickCount);
        TestContext.Current.TestOutputHelper?.WriteLine($"faulty node: seed {chosen}");
        return new FaultyNode(node, chosen);
    }

    /// <summary>Lets calls go wrong from now on.</summary>
    /// <param name="fault">How.</param>
    /// <param name="method">Calls of this method only; null for every one.</param>
    /// <param name="times">How many calls; then they go well again.</param>
    /// <param name="chance">The part of the calls, 0 to 1, drawn from the seed.</param>
    internal void Break(NodeFault fault, string? method = null, int times = int.MaxValue, double chance = 1)
    {
        lock (_lock) _rules.Add(new Rule(fault, method, chance) { Left = times });
    }

    /// <summary>Lets answers be untrue from now on.</summary>
    internal void Tell(NodeLie lie)
    {
        lock (_lock) _lies.Add(lie);
    }

    /// <summary>Everything goes well from now on; calls that hang go on hanging.</summary>
    internal void Mend()
    {
        lock (_lock)
        {
            _rules.Clear();
            _lies.Clear();
        }
        (BlocksBehind, LosesTransactions, IsDown, Arriving, Answered) = (0, false, false, null, null);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        var calls = new List<Task>();
        try
        {
            while (!_closing.IsCancellationRequested)
            {
                calls.RemoveAll(call => call.IsCompleted);
                calls.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the test is over
        }
        await Task.WhenAll(calls);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var body = await HttpWire.ReadBodyAsync(client.GetStream(), _closing.Token);
            if (body is null) return;
            var request = JsonNode.Parse(body)!.AsObject();
            var method = (string?)request["method"] ?? "";
            var fault = Choose(method, body);
            if (fault is { Worked: false })
            {
                await FailAsync(client, request, fault.Kind, null);
                return;
            }
            if (Arriving is { } arriving) await arriving(method);
            var answer = await AnswerAsync(request);
            if (Answered is { } answered) await answered(method);
            if (fault is not null) await FailAsync(client, request, fault.Kind, answer);
            else await HttpWire.WriteAsync(client.GetStream(), 200, answer, _closing.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or HttpRequestException or SocketException)
        {
            // The caller gave up, the test is over, or the node behind is gone: each looks like a broken connection.
            if (client.Client is { } socket) socket.LingerState = new LingerOption(true, 0);
        }
    }

    private NodeFault? Choose(string method, string body)
    {
        lock (_lock)
        {
            _heard.Add((method, body));
            if (IsDown) return NodeFault.Failed(FaultKind.Reset);
            foreach (var rule in _rules)
            {
                if (rule.Left == 0 || (rule.Method is not null && rule.Method != method) || _random.NextDouble() >= rule.Chance) continue;
                rule.Left--;
                return rule.Fault;
            }
            return null;
        }
    }

    private async Task<string> AnswerAsync(JsonObject request)
    {
        if (LosesTransactions && (string?)request["method"] == "eth_sendRawTransaction") return Result(request, HashOf((string)request["params"]![0]!)).ToJsonString();
        var view = BlocksBehind == 0 ? null : new LaggingView(await HeightAsync() is var height && height > BlocksBehind ? height - BlocksBehind : 0);
        var answered = false;
        var own = view?.Rewrite(request, out answered);
        var answer = answered ? Result(request, own) : await ForwardAsync(request);
        if (view is not null) answer = view.Filter(request, answer);
        NodeLie[] lies;
        lock (_lock) lies = [.. _lies];
        return lies.Aggregate(answer, (said, lie) => lie(request, said)).ToJsonString();
    }

    private async Task<ulong> HeightAsync()
    {
        var answer = await ForwardAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = "eth_blockNumber", ["params"] = new JsonArray() });
        return Convert.ToUInt64((string?)answer["result"], 16);
    }

    private async Task<JsonObject> ForwardAsync(JsonObject request)
    {
        using var content = new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await Behind.PostAsync(_node, content, _closing.Token);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(_closing.Token))!.AsObject();
    }

    private async Task FailAsync(TcpClient client, JsonObject request, FaultKind kind, string? answer)
    {
        var stream = client.GetStream();
        switch (kind)
        {
            case FaultKind.Silence:
                while (await stream.ReadAsync(new byte[64], _closing.Token) > 0)
                {
                    // until the caller hangs up
                }
                break;
            case FaultKind.Reset:
                client.Client.LingerState = new LingerOption(true, 0);
                break;
            case FaultKind.Garbage:
                await HttpWire.WriteAsync(stream, 200, "<html>not what you asked for</html>", _closing.Token);
                break;
            case FaultKind.Truncated:
                await HttpWire.WriteAsync(stream, 200, answer ?? "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}", _closing.Token, missing: 9);
                break;
            case FaultKind.HttpError:
                await HttpWire.WriteAsync(stream, 503, "", _closing.Token);
                break;
            case FaultKind.RpcError:
                await HttpWire.WriteAsync(stream, 200, NodeLies.Error(request, -32000, "internal trouble").ToJsonString(), _closing.Token);
                break;
        }
    }

    private static JsonObject Result(JsonObject request, JsonNode? result) => new() { ["jsonrpc"] = "2.0", ["id"] = request["id"]?.DeepClone(), ["result"] = result };

    private static string HashOf(string raw) => Keccak256.Hash(Convert.FromHexString(raw.AsSpan(2))).ToHex();

    private sealed record Rule(NodeFault Fault, string? Method, double Chance)
    {
        internal int Left { get; set; }
    }
}

/// <summary>As much of HTTP/1.1 as JSON-RPC over POST needs, one request to a connection.</summary>
internal static class HttpWire
{
    private const int MaxHead = 64 * 1024;

    /// <summary>Reads a request's body; null when the caller hangs up first.</summary>
    internal static async Task<string?> ReadBodyAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var received = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int head = -1, length = 0; ;)
        {
            if (head < 0 && (head = received.GetBuffer().AsSpan(0, (int)received.Length).IndexOf("\r\n\r\n"u8)) >= 0)
                length = LengthIn(Encoding.ASCII.GetString(received.GetBuffer(), 0, head));
            if (head >= 0 && received.Length >= head + 4 + length) return Encoding.UTF8.GetString(received.GetBuffer(), head + 4, length);
            if (head < 0 && received.Length > MaxHead) return null;
            var read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0) return null;
            received.Write(buffer, 0, read);
        }
    }

    /// <summary>Writes an answer, of which the last bytes may stay out.</summary>
    internal static async Task WriteAsync(NetworkStream stream, int status, string body, CancellationToken cancellationToken, int missing = 0)
    {
        var content = Encoding.UTF8.GetBytes(body);
        var head = $"HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\nContent-Length: {content.Length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
        await stream.WriteAsync(content.AsMemory(0, content.Length - missing), cancellationToken);
    }

    private static int LengthIn(string head)
    {
        const string name = "content-length:";
        var line = head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : int.Parse(line.AsSpan(name.Length), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }
}
