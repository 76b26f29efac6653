using System.Collections.Immutable;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths;
using Anchor.Chain.WritePaths.Lacnet;
using Anchor.Merkle;

namespace Anchor.Issuance.Anchoring;

/// <summary>One network that this host can write to.</summary>
/// <param name="Network">Its record.</param>
/// <param name="Client">Where to read.</param>
/// <param name="Registry">The registry, read by the same client.</param>
/// <param name="WritePath">How to write, asking the same client, or in LACNet's gas model the first node alone.</param>
internal sealed record KnownNetwork(Network Network, IEvmClient Client, RegistryContract Registry, IWritePath WritePath)
{
    /// <summary>All its nodes; null where a single client stands for them.</summary>
    public NetworkNodes? Nodes { get; init; }

    /// <summary>Hands bytes to any node that may have them, where <see cref="WritePath"/> keeps to one for reading.</summary>
    public IWritePath Carrier { get; init; } = WritePath;

    /// <summary>How many nodes must agree before something is final.</summary>
    public int Quorum => Nodes is null ? 1 : Network.Quorum;

    /// <summary>Whether the host's own account sends, and issuers only sign.</summary>
    public bool HostPays => Network.Payer == NetworkPayer.Host;

    /// <summary>Whether calls must carry the issuer's signature, because the registry sees another caller.</summary>
    public bool NeedsSignatures => HostPays || !WritePath.CallsAsAccount;

    /// <summary>The same network, read through one node: the answers of a round must fit together.</summary>
    public KnownNetwork Pinned(TimeProvider clock)
    {
        if (Nodes is null) return this;
        var one = Nodes.Pinned();
        return this with
        {
            Client = one, Registry = new RegistryContract(one, Registry.Address), Carrier = WritePath,
            WritePath = WritePathChoice.For(Network, one, new DirectWritePathOptions(), clock),
        };
    }

    /// <summary>Where a block stands by the network's policy and quorum.</summary>
    public Task<BlockStanding> StandingAsync(ulong number, Hash32 hash, CancellationToken cancellationToken) =>
        Nodes?.StandingAsync(number, hash, cancellationToken) ?? ChainPosition.StandingAsync(Client, Network.Finality, number, hash, cancellationToken);

    /// <summary>A transaction's receipt as each node that answers tells it.</summary>
    /// <exception cref="RpcException">No node answered.</exception>
    public async Task<IReadOnlyList<TransactionReceipt?>> ReceiptsAsync(Hash32 transactionHash, CancellationToken cancellationToken) =>
        Nodes is null ? [await Client.GetReceiptAsync(transactionHash, cancellationToken)] : await Nodes.ReceiptsAsync(transactionHash, cancellationToken);
}

/// <summary>The networks of this host, each with its registry and its way to write.</summary>
public sealed class NetworkCatalog
{
    private readonly ImmutableDictionary<ulong, KnownNetwork> _networks;

    /// <summary>Takes the networks of the settings; where a node asks for a login, its secrets are environment variables.</summary>
    /// <exception cref="ArgumentException">A network has no registry or no node, lacks what its write path or login needs, or a chain id stands twice.</exception>
    public NetworkCatalog(IEnumerable<Network> networks, HttpClient http, TimeProvider clock)
        : this(networks, http, Environment.GetEnvironmentVariable, clock)
    {
    }

    internal NetworkCatalog(IEnumerable<Network> networks, HttpClient http, Func<string, string?> readVariable, TimeProvider clock)
        : this(networks.Select(network => Connect(network, http, readVariable, clock)))
    {
    }

    internal NetworkCatalog(IEnumerable<KnownNetwork> networks) => _networks = networks.ToImmutableDictionary(known => known.Network.ChainId);

    /// <summary>The networks' records.</summary>
    public IEnumerable<Network> Networks => _networks.Values.Select(known => known.Network);

    internal IEnumerable<KnownNetwork> All => _networks.Values;

    internal KnownNetwork? Find(ulong chainId) => _networks.GetValueOrDefault(chainId);

    internal KnownNetwork Get(ulong chainId) =>
        Find(chainId) ?? throw new InvalidOperationException($"This host knows no network with chain id {chainId}; its settings have changed since the batch was opened.");

    private static KnownNetwork Connect(Network network, HttpClient http, Func<string, string?> readVariable, TimeProvider clock)
    {
        if (network.RegistryAddress is not { } registry) throw new ArgumentException($"The network {network.Name} has no registry address.");
        if (network.RpcUrls is not [_, ..]) throw new ArgumentException($"The network {network.Name} has no RPC address.");
        var nodes = NetworkAccess.Connect(network, http, readVariable, clock);
        var path = WritePathChoice.For(network, nodes.Writer, new DirectWritePathOptions(), clock);
        return new KnownNetwork(network, nodes.Client, new RegistryContract(nodes.Client, registry), path) { Nodes = nodes };
    }
}
