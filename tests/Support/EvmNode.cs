using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Anchor.Tests.Support;

/// <summary>A real EVM node for the time of a test: anvil on a free port of this machine.</summary>
internal sealed class EvmNode : IAsyncDisposable
{
    private const string Anvil = "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil";
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(20);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Process _process;

    private EvmNode(Process process, Uri url) => (_process, Url) = (process, url);

    internal Uri Url { get; }

    internal ulong ChainId { get; private set; }

    /// <summary>The private key of anvil's first funded account, which everybody knows.</summary>
    internal static byte[] FirstKey => Convert.FromHexString("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

    /// <summary>Starts anvil with further arguments and waits until it answers.</summary>
    internal static async Task<EvmNode> StartAnvilAsync(params string[] arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            var node = Start(Repository.Require(Anvil), FreePort(), arguments, out var words);
            try
            {
                await node.WaitAsync(words);
                return node;
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                await node.DisposeAsync(); // another process may have taken the port in between
            }
            catch
            {
                await node.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Calls any method of the node, such as <c>anvil_reorg</c>.</summary>
    internal async Task<JsonElement> RpcAsync(string method, params object[] parameters)
    {
        using var response = await Http.PostAsJsonAsync(Url, new { jsonrpc = "2.0", id = 1, method, @params = parameters });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {answer}");
    }

    /// <summary>Kills the node, as a crash would.</summary>
    internal async Task StopAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private static EvmNode Start(string program, int port, string[] arguments, out StringBuilder words)
    {
        var start = new ProcessStartInfo(program, ["--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--silent", .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        var heard = words = new StringBuilder();
        process.OutputDataReceived += (_, line) => { lock (heard) heard.AppendLine(line.Data); };
        process.ErrorDataReceived += (_, line) => { lock (heard) heard.AppendLine(line.Data); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new EvmNode(process, new Uri($"http://127.0.0.1:{port}"));
    }

    private async Task WaitAsync(StringBuilder words)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < StartTime; await Task.Delay(20))
        {
            if (_process.HasExited) throw new InvalidOperationException($"The node ended at once: {words}");
            try
            {
                var id = await RpcAsync("eth_chainId");
                ChainId = Convert.ToUInt64(id.GetString(), 16);
                if (!_process.HasExited) return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
        }
        throw new TimeoutException($"The node does not answer: {words}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
