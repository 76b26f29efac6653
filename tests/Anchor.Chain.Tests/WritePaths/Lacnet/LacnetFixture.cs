using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;
using Anchor.Chain.WritePaths.Lacnet;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Chain.Tests.WritePaths.Lacnet;

/// <summary>One local LACNet for the tests of a class, and what speaks to it.</summary>
public sealed class LacnetFixture : IAsyncLifetime
{
    private readonly HttpClient _http = EvmHttp.Create();

    internal LacnetNetwork Local { get; private set; } = null!;

    internal Network Network { get; private set; } = null!;

    /// <summary>Anvil itself.</summary>
    internal EvmClient Upstream { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Local = await LacnetNetwork.StartAsync();
        Upstream = Client(Local.UpstreamUrl);
        Network = new Network
        {
            Name = "Local LACNet", ChainId = Local.ChainId, RpcUrls = [Local.Relays[0].Url], Finality = FinalityPolicy.Instant,
            WritePath = WritePathKind.LacnetGasModel,
            Lacnet = new LacnetSettings
            {
                TrustedForwarder = Address.Parse(Local.Proxy), NodeAddress = Address.Parse(Local.Relays[0].Node), MetaTxHub = Address.Parse(Local.MetaTxHub),
            },
        };
    }

    internal EvmClient Client(Uri url) => new(new JsonRpcClient(_http, url, new JsonRpcOptions(), TimeProvider.System));

    /// <summary>The gas model through one of the nodes.</summary>
    internal LacnetGasModelWritePath GasModel(int relay = 0, LacnetSettings? settings = null, TimeProvider? time = null) => new(
        Client(Local.Relays[relay].Url),
        Network with { Lacnet = (settings ?? Network.Lacnet!) with { NodeAddress = settings?.NodeAddress ?? Address.Parse(Local.Relays[relay].Node) } },
        time ?? TimeProvider.System);

    internal LacnetMetaTxHubWritePath MetaTxHub(LacnetSettings? settings = null, TimeProvider? time = null) => new(
        Client(Local.DirectUrl), Network with { Lacnet = settings ?? Network.Lacnet }, time ?? TimeProvider.System);

    internal DirectWritePath Direct() => new(Upstream, Network, new DirectWritePathOptions());

    internal Task AllowAsync(EvmAccountKey key, ulong quota = 0) =>
        LacnetNetwork.RpcAsync(Local.Relays[0].Url, "lacnet_allow", key.Address.ToString(), new { quota });

    internal async Task SetFlavourAsync(string flavour)
    {
        foreach (var relay in Local.Relays) await LacnetNetwork.RpcAsync(relay.Url, "lacnet_setFlavour", flavour);
    }

    /// <summary>Puts everything that is sent meanwhile into one block.</summary>
    internal async Task InOneBlockAsync(Func<Task> sending)
    {
        await Local.RpcAsync("evm_setAutomine", false);
        try
        {
            await sending();
        }
        finally
        {
            await Local.RpcAsync("evm_mine");
            await Local.RpcAsync("evm_setAutomine", true);
        }
    }

    /// <summary>Signs, sends and waits; the node has to accept.</summary>
    internal static async Task<(SignedTransaction Signed, Hash32 Hash, WriteFate Fate)> WriteAsync(
        IWritePath path, EvmAccountKey key, Address? to, byte[] data, ulong? gas = null)
    {
        var signed = await path.PrepareAsync(new WriteRequest(to, data, key, await path.NextNonceAsync(key.Address, Token), gas), Token);
        var accepted = Assert.IsType<SendOutcome.Accepted>(await path.SendAsync(signed.Raw, Token));
        return (signed, accepted.Hash, await FateAsync(path, accepted.Hash));
    }

    internal static async Task<WriteFate> FateAsync(IWritePath path, Hash32 hash)
    {
        for (var i = 0; i < 400; i++)
        {
            if (await path.FateAsync(hash, Token) is not (WriteFate.Missing or WriteFate.Waiting) and var fate) return fate;
            await Task.Delay(25, Token);
        }
        throw new TimeoutException("The transaction is in no block.");
    }

    internal static async Task<Address> DeployAsync(IWritePath path, EvmAccountKey key, string contract = "AnchorRegistry", byte[]? arguments = null)
    {
        var (_, _, fate) = await WriteAsync(path, key, null, [.. Creation(contract), .. arguments ?? []]);
        return Assert.IsType<WriteFate.Executed>(fate).Receipt.ContractAddress!.Value;
    }

    internal static byte[] Creation(string contract) => Code(contract, "bytecode");

    internal static Hash32 RegistryCodeHash => Keccak256.Hash(Code("AnchorRegistry", "deployedBytecode"));

    /// <summary>Call data of <c>anchorBySig</c>, signed by the issuer's key.</summary>
    internal byte[] AnchorCall(EvmAccountKey issuer, Address registry, Hash32 root)
    {
        var deadline = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();
        var signature = issuer.Sign(RegistryMessages.Anchor(issuer.Address, root, deadline).Digest(RegistryMessages.Domain(Network.ChainId, registry)));
        return RegistryCalls.AnchorBySig(new SignedAnchor(issuer.Address, root, deadline, issuer.Address, signature.ToBytes()));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Local.DisposeAsync();
    }

    private static byte[] Code(string contract, string member)
    {
        var folder = contract == "AnchorRegistry" ? "artifacts/contracts" : "artifacts/contracts/testing";
        using var artifact = JsonDocument.Parse(File.ReadAllBytes(Repository.Require($"{folder}/{contract}.json")));
        return Convert.FromHexString(artifact.RootElement.GetProperty(member).GetString().AsSpan(2));
    }
}

/// <summary>A clock that stands elsewhere.</summary>
internal sealed class ShiftedClock(TimeSpan shift) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
}
