using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Issuance.Tests.Ledger;

/// <summary>A local LACNet of two nodes with a registry, for the slices of a class.</summary>
public sealed class LacnetChain : IAsyncLifetime
{
    private Network? _network;

    internal LacnetNetwork Local { get; private set; } = null!;

    /// <summary>Anvil itself.</summary>
    internal IEvmClient Upstream { get; private set; } = null!;

    internal Address Registry { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Local = await LacnetNetwork.StartAsync();
        Upstream = new EvmClient(new JsonRpcClient(EvmHttp.Create(), Local.UpstreamUrl, new JsonRpcOptions(), TimeProvider.System));
        _network = await Local.WithContractsAsync();
        Registry = _network.RegistryAddress!.Value;
    }

    /// <summary>The network by the gas model, through one of the nodes or doors before them.</summary>
    internal Network GasModel(int relay = 0, params Uri[] urls) => _network! with
    {
        RpcUrls = urls.Length > 0 ? urls : [Local.Relays[relay].Url],
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
