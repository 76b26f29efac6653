using System.Globalization;

namespace Anchor.Credentials.MerkleProofs;

/// <summary>A chain as a merkle-proof-2019 names it: two numbers out of a short list, which has no place for most chains.</summary>
/// <remarks>Codes of the public format: btc 0 (mainnet 1, testnet 3), eth 1 (mainnet 1, ropsten 3, rinkeby 4, goerli 5, sepolia 11155111), mtc 2 (mainnet 137, mumbai 80001), mocknet -1 (mocknet -1).</remarks>
/// <param name="Chain">The code of the chain.</param>
/// <param name="Network">The code of the network within it.</param>
public readonly record struct ChainLabel(long Chain, long Network)
{
    private const ulong MainnetId = 1;
    private const ulong SepoliaId = 11155111;

    private static readonly Dictionary<ChainLabel, string> Names = new()
    {
        [new(0, 1)] = "btc:mainnet", [new(0, 3)] = "btc:testnet",
        [new(1, 1)] = "eth:mainnet", [new(1, 3)] = "eth:ropsten", [new(1, 4)] = "eth:rinkeby", [new(1, 5)] = "eth:goerli", [new(1, 11155111)] = "eth:sepolia",
        [new(2, 137)] = "mtc:mainnet", [new(2, 80001)] = "mtc:mumbai",
        [new(-1, -1)] = "mocknet:mocknet",
    };

    /// <summary>Ethereum, and every production network that the format cannot name.</summary>
    public static ChainLabel EthereumMainnet { get; } = new(1, 1);

    /// <summary>Sepolia, and every test network that the format cannot name.</summary>
    public static ChainLabel EthereumSepolia { get; } = new(1, 11155111);

    /// <summary>No chain at all: what issuing software writes when it only tries things out.</summary>
    public bool IsMock => Chain == -1;

    /// <summary>Whether both codes are of the public format.</summary>
    public bool IsKnown => Names.ContainsKey(this);

    /// <summary>The label under which a network's anchors go: its own where the format has one, else that of Ethereum's mainnet or of Sepolia.</summary>
    /// <param name="chainId">EIP-155 chain id.</param>
    /// <param name="isProduction">False for a test network.</param>
    public static ChainLabel Of(ulong chainId, bool isProduction) => chainId switch
    {
        MainnetId => EthereumMainnet,
        SepoliaId => EthereumSepolia,
        _ => isProduction ? EthereumMainnet : EthereumSepolia,
    };

    /// <summary>The chain and the network with a colon between: by name where both are known, else by number.</summary>
    public override string ToString() =>
        Names.TryGetValue(this, out var name) ? name : string.Create(CultureInfo.InvariantCulture, $"{Chain}:{Network}");
}
