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
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Process _process;

    private EvmNode(Process process, Uri url) => (_process, Url) = (process, url);

    internal Uri Url { get; }

    internal ulong ChainId { get; private set; }

    /// <summary>The private key of anvil's first funded account, which everybody knows.</summary>
    internal static byte[] FirstKey => Convert.FromHexString("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

    /// <summary>The name of the program: <c>anvil</c>, <c>hardhat</c> or <c>ganache</c>.</summary>
    internal string Kind { get; private init; } = "anvil";

    /// <summary>Starts anvil with further arguments and waits until it answers.</summary>
    internal static Task<EvmNode> StartAnvilAsync(params string[] arguments) =>
        StartAsync("anvil", port => Start(Repository.Require(Anvil), ["--host", "127.0.0.1", "--port", port, "--silent", .. arguments]));

    /// <summary>Starts Hardhat's node, which runs the same EVM as anvil, under the repository's settings.</summary>
    internal static Task<EvmNode> StartHardhatAsync() => StartAsync(
        "hardhat", port => Start("node", [Repository.Require("node_modules/hardhat/internal/cli/cli.js"), "node", "--hostname", "127.0.0.1", "--port", port]));

    /// <summary>Starts ganache, whose EVM is another one.</summary>
    internal static Task<EvmNode> StartGanacheAsync() => StartAsync("ganache", port => Start("node",
    [
        Repository.Require("node_modules/ganache/dist/node/cli.js"), "--server.host", "127.0.0.1", "--server.port", port, "--logging.quiet", "--chain.hardfork", "berlin",
        "--chain.chainId", "31337", "--chain.networkId", "31337", "--wallet.mnemonic", "test test test test test test test test test test test junk",
    ]));

    /// <summary>Gives an account a hundred coins.</summary>
    internal Task FundAsync(string account) =>
        RpcAsync(Kind switch { "anvil" => "anvil_setBalance", "hardhat" => "hardhat_setBalance", _ => "evm_setAccountBalance" }, account, "0x56bc75e2d63100000");

    private static async Task<EvmNode> StartAsync(string kind, Func<string, (Process Process, StringBuilder Words)> start)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var (process, words) = start(port.ToString(CultureInfo.InvariantCulture));
            var node = new EvmNode(process, new Uri($"http://127.0.0.1:{port}")) { Kind = kind };
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

    private static (Process Process, StringBuilder Words) Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        start.Environment["HARDHAT_DISABLE_TELEMETRY_PROMPT"] = "true";
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        var heard = new StringBuilder();
        process.OutputDataReceived += (_, line) => { lock (heard) heard.AppendLine(line.Data); };
        process.ErrorDataReceived += (_, line) => { lock (heard) heard.AppendLine(line.Data); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return (process, heard);
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
