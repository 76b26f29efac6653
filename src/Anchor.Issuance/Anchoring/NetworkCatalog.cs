using System.Collections.Immutable;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths;
using Anchor.Merkle;

namespace Anchor.Issuance.Anchoring;

/// <summary>One network that this host can write to.</summary>
internal sealed record KnownNetwork(Network Network, IEvmClient Client, RegistryContract Registry, IWritePath WritePath)
{
    /// <summary>The nodes one by one, where their agreement counts.</summary>
    public IReadOnlyList<IEvmClient> Nodes { get; init; } = [Client];

    /// <summary>How many nodes must agree before something is final.</summary>
    public int Quorum { get; init; } = 1;

    /// <summary>Whether the host's own account sends, and issuers only sign.</summary>
    public bool HostPays => Network.Payer == NetworkPayer.Host;

    /// <summary>Whether calls must carry the issuer's signature, because the registry sees another caller.</summary>
    public bool NeedsSignatures => HostPays || !WritePath.CallsAsAccount;

    /// <summary>Where a block stands by the network's policy.</summary>
    public Task<BlockStanding> StandingAsync(ulong number, Hash32 hash, CancellationToken cancellationToken) =>
        ChainPosition.StandingAsync(Client, Network.Finality, number, hash, cancellationToken);

    /// <summary>A transaction's receipt as each node tells it; a node that does not answer is left out.</summary>
    /// <exception cref="RpcException">No node answered.</exception>
    public async Task<IReadOnlyList<TransactionReceipt?>> ReceiptsAsync(Hash32 transactionHash, CancellationToken cancellationToken)
    {
        var receipts = new List<TransactionReceipt?>(Nodes.Count);
        RpcException? failure = null;
        foreach (var node in Nodes)
            try
            {
                receipts.Add(await node.GetReceiptAsync(transactionHash, cancellationToken));
            }
            catch (RpcException e)
            {
                failure = e;
            }
        return receipts.Count == 0 && failure is not null ? throw failure : receipts;
    }
}

/// <summary>The networks of this host, each with its registry and its way to write.</summary>
public sealed class NetworkCatalog
{
    private readonly ImmutableDictionary<ulong, KnownNetwork> _networks;

    /// <summary>Takes the networks of the settings.</summary>
    /// <exception cref="ArgumentException">A network has no registry or no node, or a chain id stands twice.</exception>
    public NetworkCatalog(IEnumerable<Network> networks, HttpClient http, TimeProvider clock)
        : this(networks.Select(network => Connect(network, http, clock)))
    {
    }

    internal NetworkCatalog(IEnumerable<KnownNetwork> networks) => _networks = networks.ToImmutableDictionary(known => known.Network.ChainId);

    /// <summary>The networks' records.</summary>
    public IEnumerable<Network> Networks => _networks.Values.Select(known => known.Network);

    internal IEnumerable<KnownNetwork> All => _networks.Values;

    internal KnownNetwork? Find(ulong chainId) => _networks.GetValueOrDefault(chainId);

    internal KnownNetwork Get(ulong chainId) =>
        Find(chainId) ?? throw new InvalidOperationException($"This host knows no network with chain id {chainId}; its settings have changed since the batch was opened.");

    private static KnownNetwork Connect(Network network, HttpClient http, TimeProvider clock)
    {
        if (network.RegistryAddress is not { } registry) throw new ArgumentException($"The network {network.Name} has no registry address.");
        if (network.RpcUrls is not [var node, ..]) throw new ArgumentException($"The network {network.Name} has no RPC address.");
        var client = new EvmClient(new JsonRpcClient(http, node, new JsonRpcOptions(), clock));
        return new KnownNetwork(network, client, new RegistryContract(client, registry), new DirectWritePath(client, network, new DirectWritePathOptions()));
    }
}
