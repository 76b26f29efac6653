using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Anchor.Tests.Support;

/// <summary>A real EVM node for the time of a test, on a free port of this machine.</summary>
internal sealed class EvmNode : IAsyncDisposable
{
    private static readonly Regex Listening = new("(?:Listening on |http://)127\\.0\\.0\\.1:([0-9]+)");
    private const string Anvil = "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil";
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Process _process;

    private EvmNode(Process process, Uri url) => (_process, Url) = (process, url);

    internal Uri Url { get; }

    internal ulong ChainId { get; private set; }

    /// <summary>The private key of anvil's first funded account, which everybody knows.</summary>
    internal static byte[] FirstKey => Convert.FromHexString("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

    /// <summary>Starts anvil with further arguments on a port that the system gives it, and waits until it answers.</summary>
    internal static Task<EvmNode> StartAnvilAsync(params string[] arguments) =>
        StartAsync("anvil", Repository.Require(Anvil), ["--host", "127.0.0.1", "--port", "0", .. arguments]);

    /// <summary>Starts Hardhat's node, which runs the same EVM as anvil, under the repository's settings.</summary>
    internal static Task<EvmNode> StartHardhatAsync() => StartAsync(
        "hardhat", "node", [Repository.Require("node_modules/hardhat/internal/cli/cli.js"), "node", "--hostname", "127.0.0.1", "--port", "0"]);

    /// <summary>Starts ganache, whose EVM is another one.</summary>
    internal static Task<EvmNode> StartGanacheAsync() => StartAsync("ganache", "node",
    [
        // It takes no port 0.
        Repository.Require("node_modules/ganache/dist/node/cli.js"), "--server.host", "127.0.0.1", "--server.port", FreePort().ToString(CultureInfo.InvariantCulture), "--chain.hardfork", "berlin",
        "--chain.chainId", "31337", "--chain.networkId", "31337", "--wallet.mnemonic", "test test test test test test test test test test test junk",
    ]);

    /// <summary>The name of the program: <c>anvil</c>, <c>hardhat</c> or <c>ganache</c>.</summary>
    internal string Kind { get; private init; } = "";

    /// <summary>Gives an account a hundred coins.</summary>
    internal Task FundAsync(string account) =>
        RpcAsync(Kind switch { "anvil" => "anvil_setBalance", "hardhat" => "hardhat_setBalance", _ => "evm_setAccountBalance" }, account, "0x56bc75e2d63100000");

    private static async Task<EvmNode> StartAsync(string kind, string program, string[] arguments)
    {
        var process = Start(program, arguments, out var listening);
        try
        {
            var node = new EvmNode(process, new Uri($"http://127.0.0.1:{await listening.WaitAsync(StartTime)}")) { Kind = kind };
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A port found beforehand could be another process's by the time the node wants it, so that a test would speak to a stranger's node.</summary>
    private static Process Start(string program, string[] arguments, out Task<int> listening)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        start.Environment["HARDHAT_DISABLE_TELEMETRY_PROMPT"] = "true";
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
            else if (Listening.Match(line) is { Success: true } found) port.TrySetResult(int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        }
    }
}
