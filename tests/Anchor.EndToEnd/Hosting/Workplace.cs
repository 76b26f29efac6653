using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Credentials.Trust;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.EndToEnd.Hosting;

/// <summary>A chain with a block per second, a database, and the files that hosts read.</summary>
internal sealed class Workplace : IAsyncDisposable
{
    public const string AdminKey = "operator-key-of-the-end-to-end-tests";
    private readonly ScratchFolder _folder = new();
    private readonly List<HostProcess> _hosts = [];
    private readonly bool _ownsNode;

    private readonly EvmNode? _node;

    private Workplace(EvmNode? node, Network network, TestDatabase database, bool ownsNode)
    {
        (_node, Network, Database, _ownsNode) = (node, network, database, ownsNode);
        FundAsync = account => Node.FundAsync(account);
    }

    public EvmNode Node => _node ?? throw new InvalidOperationException("This place is on a network of relays.");

    /// <summary>Gives an account what it needs to send.</summary>
    public Func<string, Task> FundAsync { get; private init; }

    public Network Network { get; }

    public TestDatabase Database { get; }

    public IEvmClient Chain => RegistryDeployment.Client(Node);

    public string TrustFile => _folder.PathOf("trust.json");

    /// <summary>On a chain of its own with a block per second, final after two more.</summary>
    public static async Task<Workplace> CreateAsync(bool withTokens = false)
    {
        var node = await EvmNode.StartAnvilAsync("--block-time", "1");
        try
        {
            return await CreateAsync(node, node.Url, 2, ownsNode: true, withTokens);
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>On somebody's local LACNet, with registry and factory.</summary>
    public static async Task<Workplace> CreateAsync(LacnetNetwork lacnet)
    {
        var place = new Workplace(null, await lacnet.WithContractsAsync(), await TestDatabase.CreateAsync(), ownsNode: false)
        {
            FundAsync = account => LacnetNetwork.RpcAsync(lacnet.Relays[0].Url, "lacnet_allow", account, new { quota = 0 }),
        };
        place._folder.Write("networks.json", JsonSerializer.SerializeToUtf8Bytes(new[] { place.Network }));
        place.Recognise();
        return place;
    }

    /// <summary>On somebody's chain, which hosts reach by an address of its own.</summary>
    public static async Task<Workplace> CreateAsync(EvmNode node, Uri rpc, ulong depth, bool ownsNode = false, bool withTokens = false)
    {
        var network = await RegistryDeployment.DeployAsync(node, depth, TestContext.Current.CancellationToken);
        if (withTokens) network = await TokenDeployment.DeployAsync(node, network, TestContext.Current.CancellationToken);
        var place = new Workplace(node, network, await TestDatabase.CreateAsync(), ownsNode);
        place._folder.Write("networks.json", JsonSerializer.SerializeToUtf8Bytes(new[] { network with { RpcUrls = [rpc] } }));
        place.Recognise();
        return place;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
        await Database.DisposeAsync();
        if (_ownsNode) await Node.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Another host on the same database; small chunks, so that there are many moments to die in.</summary>
    public HostProcess Host(params (string Name, string Value)[] further)
    {
        var settings = new Dictionary<string, string>
        {
            ["ANCHOR_DATABASE"] = Database.ConnectionString, ["ANCHOR_PASSPHRASE"] = "passphrase of the end to end tests", ["ANCHOR_ADMIN_KEY"] = AdminKey,
            ["ANCHOR_NETWORKS_FILE"] = _folder.PathOf("networks.json"), ["ANCHOR_TRUST_FILE"] = TrustFile, ["ANCHOR_CHUNK_SIZE"] = "20", ["ASPNETCORE_ENVIRONMENT"] = "Production",
        };
        foreach (var (name, value) in further) settings[name] = value;
        var host = new HostProcess(settings);
        _hosts.Add(host);
        // All hosts of one database are reached under one address.
        settings["ANCHOR_PUBLIC_URL"] = _hosts[0].Url.ToString();
        return host;
    }

    /// <summary>Writes the trust file with these issuers.</summary>
    public TrustFile Recognise(params RecognisedIssuer[] issuers)
    {
        var trust = new TrustFile(
            [new TrustedNetwork(
                Network.ChainId, Network.Name, Network.GenesisHash!.Value, Network.RegistryAddress!.Value.ToString(), Network.RegistryCodeHash,
                new Finality(FinalityKind.Depth, (int)Math.Max(1, Network.Finality.Blocks)), false, [(_node?.Url ?? Network.RpcUrls[0]).ToString()])],
            issuers);
        _folder.Write("trust.json", TrustJson.Write(trust));
        return trust;
    }

    public string Write(string name, string content) => _folder.Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>How often the registry said that an account anchored a root.</summary>
    public async Task<int> AnchoredTimesAsync(string account, string root)
    {
        var token = TestContext.Current.CancellationToken;
        var logs = await Chain.GetLogsAsync(
            Network.RegistryAddress!.Value, [RegistryAbi.AnchoredEvent.Topic, AnchoredEvent.IssuerTopic(Address.Parse(account)), Hash32.Parse(root)],
            0, await Chain.BlockNumberAsync(token), token);
        return logs.Count;
    }
}
