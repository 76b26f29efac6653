using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Anchor.Tests.Support;

/// <summary>A real EVM node for the time of a test: anvil on a free port of this machine.</summary>
internal sealed class EvmNode : IAsyncDisposable
{
    private const string Listening = "Listening on 127.0.0.1:";
    private const string Anvil = "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil";
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(20);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Process _process;

    private EvmNode(Process process, Uri url) => (_process, Url) = (process, url);

    internal Uri Url { get; }

    internal ulong ChainId { get; private set; }

    /// <summary>The private key of anvil's first funded account, which everybody knows.</summary>
    internal static byte[] FirstKey => Convert.FromHexString("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

    /// <summary>Starts anvil with further arguments on a port that the system gives it, and waits until it answers.</summary>
    internal static async Task<EvmNode> StartAnvilAsync(params string[] arguments)
    {
        var process = Start(Repository.Require(Anvil), arguments, out var listening);
        try
        {
            var node = new EvmNode(process, new Uri($"http://127.0.0.1:{await listening.WaitAsync(StartTime)}"));
            node.ChainId = Convert.ToUInt64((await node.RpcAsync("eth_chainId")).GetString(), 16);
            return node;
        }
        catch
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
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

    /// <summary>A port found beforehand could be another process's by the time anvil wants it, so that a test would speak to a stranger's node.</summary>
    private static Process Start(string program, string[] arguments, out Task<int> listening)
    {
        var start = new ProcessStartInfo(program, ["--host", "127.0.0.1", "--port", "0", .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var heard = new StringBuilder();
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data ?? "");
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        listening = port.Task;
        return process;

        void Hear(string? line)
        {
            if (port.Task.IsCompleted) return;
            lock (heard) heard.AppendLine(line);
            if (line is null) port.TrySetException(new InvalidOperationException($"The node ended at once: {heard}"));
            else if (line.StartsWith(Listening, StringComparison.Ordinal)) port.TrySetResult(int.Parse(line.AsSpan(Listening.Length), CultureInfo.InvariantCulture));
        }
    }
}
