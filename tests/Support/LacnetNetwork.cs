using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Merkle;

namespace Anchor.Tests.Support;

/// <summary>A local LACNet for the time of a test: relay, hub, proxy and meta-transaction hub in front of anvil.</summary>
internal sealed class LacnetNetwork : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Process _process;
    private readonly JsonElement _told;

    private LacnetNetwork(Process process, JsonElement told) => (_process, _told) = (process, told);

    /// <summary>A node's relay and its account.</summary>
    internal sealed record Relay(Uri Url, string Node);

    internal IReadOnlyList<Relay> Relays =>
        [.. _told.GetProperty("relays").EnumerateArray().Select(relay => new Relay(new Uri(relay.GetProperty("url").GetString()!), relay.GetProperty("node").GetString()!))];

    /// <summary>The node itself behind its permissions: transactions to the meta-transaction hub only.</summary>
    internal Uri DirectUrl => new(Text("directUrl"));

    /// <summary>Anvil, which permits everything.</summary>
    internal Uri UpstreamUrl => new(Text("upstreamUrl"));

    internal ulong ChainId => _told.GetProperty("chainId").GetUInt64();

    internal string Hub => Text("hub");

    internal string Proxy => Text("proxy");

    internal string MetaTxHub => Text("metaTxHub");

    /// <summary>Deploys registry and factory, and describes the network by the gas model through its first node.</summary>
    internal async Task<Network> WithContractsAsync()
    {
        var (registry, codeHash) = await DeployAsync("AnchorRegistry");
        var (factory, _) = await DeployAsync("CredentialTokenFactory");
        return new Network
        {
            Name = "Local LACNet", ChainId = ChainId, RpcUrls = [Relays[0].Url], Finality = FinalityPolicy.Instant,
            GenesisHash = Hash32.Parse((await RpcAsync("eth_getBlockByNumber", "0x0", false)).GetProperty("hash").GetString()),
            RegistryAddress = registry, RegistryCodeHash = codeHash, TokenFactoryAddress = factory, WritePath = WritePathKind.LacnetGasModel,
            Lacnet = new LacnetSettings { TrustedForwarder = Address.Parse(Proxy), NodeAddress = Address.Parse(Relays[0].Node) },
        };
    }

    private async Task<(Address Address, Hash32 CodeHash)> DeployAsync(string contract)
    {
        using var artifact = JsonDocument.Parse(await File.ReadAllBytesAsync(Repository.Require($"artifacts/contracts/{contract}.json")));
        var from = (await RpcAsync("eth_accounts"))[0].GetString()!;
        var sent = await RpcAsync("eth_sendTransaction", new { from, gas = "0x4c4b40", gasPrice = "0x0", data = artifact.RootElement.GetProperty("bytecode").GetString() });
        JsonElement receipt;
        // A busy machine makes the block a moment later.
        while ((receipt = await RpcAsync("eth_getTransactionReceipt", sent.GetString()!)).ValueKind == JsonValueKind.Null) await Task.Delay(20);
        return (Address.Parse(receipt.GetProperty("contractAddress").GetString()!), Hash32.Parse(artifact.RootElement.GetProperty("codeHash").GetString()));
    }

    /// <summary>Starts a network with two nodes that makes a block for each transaction.</summary>
    internal static async Task<LacnetNetwork> StartAsync(params string[] arguments)
    {
        Repository.Require("artifacts/contracts/testing/LacnetRelayHub.json");
        var start = new ProcessStartInfo(
            "node", [Repository.Require("scripts/lib/lacnet-relay.mjs"), "--block-time", "0", "--nodes", "2", "--until-stdin-ends", .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("node does not start.");
        var complaint = new StringBuilder();
        process.ErrorDataReceived += (_, line) => { lock (complaint) complaint.AppendLine(line.Data); };
        process.BeginErrorReadLine();
        try
        {
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(StartTime)
                ?? throw new InvalidOperationException($"The local LACNet did not start: {complaint}");
            return new LacnetNetwork(process, JsonDocument.Parse(line).RootElement);
        }
        catch
        {
            process.StandardInput.Close(); // it ends by that, and takes its node with it
            process.Dispose();
            throw;
        }
    }

    /// <summary>Calls any method of anvil.</summary>
    internal Task<JsonElement> RpcAsync(string method, params object[] parameters) => RpcAsync(UpstreamUrl, method, parameters);

    /// <summary>Calls any method behind an address.</summary>
    /// <exception cref="InvalidOperationException">The answer is an error.</exception>
    internal static async Task<JsonElement> RpcAsync(Uri url, string method, params object[] parameters)
    {
        using var response = await Http.PostAsJsonAsync(url, new { jsonrpc = "2.0", id = 1, method, @params = parameters });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {answer}");
    }

    /// <summary>Posts a text as it is, and returns the answer's.</summary>
    internal static async Task<string> PostAsync(Uri url, string body)
    {
        using var content = new StringContent(body);
        using var response = await Http.PostAsync(url, content);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(15));
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    private string Text(string name) => _told.GetProperty(name).GetString()!;
}
