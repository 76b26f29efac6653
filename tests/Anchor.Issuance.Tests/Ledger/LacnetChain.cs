using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Issuance.Tests.Ledger;

/// <summary>A local LACNet of two nodes with a registry, for the slices of a class.</summary>
public sealed class LacnetChain : IAsyncLifetime
{
    internal LacnetNetwork Local { get; private set; } = null!;

    /// <summary>Anvil itself.</summary>
    internal IEvmClient Upstream { get; private set; } = null!;

    internal Address Registry { get; private set; }

    private Address Factory { get; set; }

    private Hash32 CodeHash { get; set; }

    private Hash32 Genesis { get; set; }

    public async ValueTask InitializeAsync()
    {
        Local = await LacnetNetwork.StartAsync();
        Upstream = new EvmClient(new JsonRpcClient(EvmHttp.Create(), Local.UpstreamUrl, new JsonRpcOptions(), TimeProvider.System));
        (Registry, CodeHash) = await DeployAsync("AnchorRegistry");
        (Factory, _) = await DeployAsync("CredentialTokenFactory");
        Genesis = await Upstream.GenesisHashAsync(CancellationToken.None);
    }

    private async Task<(Address Address, Hash32 CodeHash)> DeployAsync(string contract)
    {
        using var artifact = JsonDocument.Parse(await File.ReadAllBytesAsync(Repository.Require($"artifacts/contracts/{contract}.json")));
        var from = (await Local.RpcAsync("eth_accounts"))[0].GetString()!;
        var sent = await Local.RpcAsync("eth_sendTransaction", new { from, gas = "0x4c4b40", gasPrice = "0x0", data = artifact.RootElement.GetProperty("bytecode").GetString() });
        JsonElement receipt;
        // A busy machine makes the block a moment later.
        while ((receipt = await Local.RpcAsync("eth_getTransactionReceipt", sent.GetString()!)).ValueKind == JsonValueKind.Null) await Task.Delay(20);
        return (Address.Parse(receipt.GetProperty("contractAddress").GetString()!), Hash32.Parse(artifact.RootElement.GetProperty("codeHash").GetString()));
    }

    /// <summary>The network by the gas model, through one of the nodes or doors before them.</summary>
    internal Network GasModel(int relay = 0, params Uri[] urls) => new()
    {
        Name = "Local LACNet", ChainId = Local.ChainId, RpcUrls = urls.Length > 0 ? urls : [Local.Relays[relay].Url], Finality = FinalityPolicy.Instant,
        GenesisHash = Genesis, RegistryAddress = Registry, RegistryCodeHash = CodeHash, TokenFactoryAddress = Factory, WritePath = WritePathKind.LacnetGasModel,
        Lacnet = new LacnetSettings { TrustedForwarder = Address.Parse(Local.Proxy), NodeAddress = Address.Parse(Local.Relays[relay].Node) },
    };

    /// <summary>The network by the meta-transaction hub.</summary>
    internal Network MetaTxHub(params Uri[] urls) => GasModel(0, urls.Length > 0 ? urls : [Local.DirectUrl]) with
    {
        WritePath = WritePathKind.LacnetMetaTxHub, Lacnet = new LacnetSettings { MetaTxHub = Address.Parse(Local.MetaTxHub) },
    };

    /// <summary>What the network's operator does on request.</summary>
    internal Task OperateAsync(int relay, string method, params object[] parameters) => LacnetNetwork.RpcAsync(Local.Relays[relay].Url, method, parameters);

    public ValueTask DisposeAsync() => Local.DisposeAsync();
}
