using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Keys;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Cli.Deploying;
using Anchor.Tests.Support;

namespace Anchor.Cli.Tests;

/// <summary><c>anchor deploy</c> by both of LACNet's ways, where the hub creates the contract and says where.</summary>
public sealed class LacnetDeployTests(LacnetDeployTests.LocalNetwork local) : IClassFixture<LacnetDeployTests.LocalNetwork>, IDisposable
{
    private const string Passphrase = "una frase inventada";
    private readonly Bench _bench = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string NetworksPath => _bench.PathOf("networks.json");

    private string PendingPath => NetworksPath + ".deploy.json";

    [Theory]
    [InlineData("lacnetGasModel", "go")]
    [InlineData("lacnetGasModel", "node")]
    [InlineData("lacnetMetaTxHub", "node")]
    public async Task Both_contracts_are_deployed_by_the_networks_own_way(string writePath, string flavour)
    {
        await LacnetNetwork.RpcAsync(local.Net.Relays[0].Url, "lacnet_setFlavour", flavour);
        WriteNetworks(writePath, writePath == "lacnetGasModel" ? local.Net.Relays[0].Url : local.Net.DirectUrl);
        using var key = EvmAccountKey.Generate();
        await LacnetNetwork.RpcAsync(local.Net.Relays[0].Url, "lacnet_allow", key.Address.ToString(), new { quota = 0 });
        Assert.True(await DeployAsync(key) == 0, _bench.Error);

        var record = Record();
        Assert.Equal($"{record.RegistryAddress}\n{record.TokenFactoryAddress}", _bench.Output.ReplaceLineEndings("\n").Trim());
        Assert.Equal(ContractArtifact.TokenFactory.CodeHash, await CodeHashAsync(record.TokenFactoryAddress!.Value));
        Assert.Equal(ContractArtifact.Registry.CodeHash, await CodeHashAsync(record.RegistryAddress!.Value));
        Assert.Equal(ContractArtifact.Registry.CodeHash, record.RegistryCodeHash);
        Assert.False(File.Exists(PendingPath));
        Assert.Equal(0, await _bench.RunAsync("deploy", "--network", "here", "--networks", NetworksPath)); // and needs no key
        Assert.Equal((record.RegistryAddress, record.TokenFactoryAddress), (Record().RegistryAddress, Record().TokenFactoryAddress));
    }

    [Fact]
    public async Task A_relay_whose_answer_was_lost_has_deployed_once()
    {
        await using var door = FaultyNode.Before(local.Net.Relays[0].Url, seed: 1);
        WriteNetworks("lacnetGasModel", door.Url);
        door.Break(NodeFault.AnswerLost(FaultKind.Reset), "eth_sendRawTransaction", times: 1);
        using var key = EvmAccountKey.Generate();
        Assert.True(await DeployAsync(key) == 0, _bench.Error);
        Assert.Equal(ContractArtifact.Registry.CodeHash, await CodeHashAsync(Record().RegistryAddress!.Value));
        Assert.Equal(2, door.BodiesOf("eth_sendRawTransaction").Count); // one each
    }

    [Fact]
    public async Task A_deployment_that_does_not_fit_the_nodes_quota_is_told_before_anything_is_signed()
    {
        WriteNetworks("lacnetGasModel", local.Net.Relays[0].Url, ", \"quotaPerBlock\": 500000");
        using var key = EvmAccountKey.Generate();
        Assert.Equal(1, await DeployAsync(key));
        Assert.True(_bench.Error.Contains("deploy.quota_exceeded", StringComparison.Ordinal), _bench.Error);
        Assert.False(File.Exists(PendingPath));
    }

    [Fact]
    public async Task Where_the_quota_fits_the_registry_alone_it_stays_and_the_words_say_what_to_do()
    {
        WriteNetworks("lacnetGasModel", local.Net.Relays[0].Url, ", \"quotaPerBlock\": 3600000");
        using var key = EvmAccountKey.Generate();
        Assert.Equal(1, await DeployAsync(key));
        Assert.True(_bench.Error.Contains("deploy.quota_exceeded", StringComparison.Ordinal), _bench.Error);
        Assert.Contains("ask LACNet for a larger quota. The registry is deployed and recorded", _bench.Error, StringComparison.Ordinal);
        Assert.Contains("--no-tokens", _bench.Error, StringComparison.Ordinal);
        Assert.Equal(($"{Record().RegistryAddress}", null), (_bench.Output.Trim(), Record().TokenFactoryAddress));
        Assert.False(File.Exists(PendingPath));
        Assert.Equal(0, await _bench.RunAsync("deploy", "--network", "here", "--networks", NetworksPath, "--no-tokens"));
    }

    [Fact]
    public async Task An_account_that_the_hub_does_not_let_deploy_is_told_so()
    {
        WriteNetworks("lacnetMetaTxHub", local.Net.DirectUrl);
        using var key = EvmAccountKey.Generate();
        await LacnetNetwork.RpcAsync(local.Net.Relays[0].Url, "lacnet_allow", key.Address.ToString(), new { isDeployer = false });
        Assert.Equal(1, await DeployAsync(key));
        Assert.True(_bench.Error.Contains("lacnet.hub.deployer_not_allowed", StringComparison.Ordinal), _bench.Error);
        Assert.False(File.Exists(PendingPath));
    }

    [Fact]
    public async Task A_deployment_that_expired_on_the_way_is_forgotten_and_can_be_begun_anew()
    {
        // Its own network, whose clock runs ahead in the end.
        await using var net = await LacnetNetwork.StartAsync();
        await using var door = FaultyNode.Before(net.Relays[0].Url, seed: 1);
        WriteNetworks("lacnetGasModel", door.Url, ", \"expirationSeconds\": 300", net);
        using var key = EvmAccountKey.Generate();
        door.Break(NodeFault.Failed(FaultKind.Reset), "eth_sendRawTransaction");
        Assert.Equal(2, await DeployAsync(key));
        Assert.True(File.Exists(PendingPath));

        door.Mend();
        await net.RpcAsync("evm_increaseTime", 400);
        await net.RpcAsync("evm_mine");
        _bench.Clock = new Anchor.Verification.Tests.FixedClock(DateTimeOffset.UtcNow.AddSeconds(400));
        Assert.Equal(1, await DeployAsync(key));
        Assert.True(_bench.Error.Contains("deploy.expired", StringComparison.Ordinal), _bench.Error);
        Assert.False(File.Exists(PendingPath));
    }

    [Theory]
    [InlineData("", "lacnet.node")]
    [InlineData(", \"node\": \"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\", \"login\": \"https://login.lacnet.example/auth\"", "ANCHOR_LACNET_USER")]
    public async Task A_record_that_lacks_what_its_way_needs_is_told(string more, string named)
    {
        _bench.File("networks.json", $$"""
            [{ "name": "here", "chainId": 648541, "rpcUrls": ["{{local.Net.Relays[0].Url}}"], "finality": "instant", "writePath": "lacnetGasModel",
               "lacnet": { "trustedForwarder": "{{local.Net.Proxy}}"{{more}} } }]
            """);
        using var key = EvmAccountKey.Generate();
        Assert.Equal(3, await DeployAsync(key));
        Assert.True(_bench.Error.Contains(named, StringComparison.Ordinal), _bench.Error);
        Assert.False(File.Exists(PendingPath));
    }

    public void Dispose() => _bench.Dispose();

    private void WriteNetworks(string writePath, Uri url, string more = "", LacnetNetwork? on = null)
    {
        var net = on ?? local.Net;
        _bench.File("networks.json", $$"""
            [{ "name": "here", "chainId": {{net.ChainId}}, "rpcUrls": ["{{url}}"], "finality": "instant", "writePath": "{{writePath}}",
               "lacnet": { "trustedForwarder": "{{net.Proxy}}", "node": "{{net.Relays[0].Node}}", "metaTxHub": "{{net.MetaTxHub}}"{{more}} } }]
            """);
    }

    private async Task<int> DeployAsync(EvmAccountKey key)
    {
        _bench.Variables["ANCHOR_PASSPHRASE"] = Passphrase;
        var secret = new byte[32];
        key.CopySecretTo(secret);
        var envelope = KeyEnvelope.Seal(secret, Passphrase, System.Text.Encoding.ASCII.GetBytes(key.Address.ToString()));
        var file = _bench.File("key.json", $$"""{"type":"secp256k1","id":"{{key.Address}}","envelope":{{envelope}}}""");
        return await _bench.RunAsync("deploy", "--network", "here", "--networks", NetworksPath, "--key", file);
    }

    private Network Record() => System.Text.Json.JsonSerializer.Deserialize<Network>(JsonNode.Parse(File.ReadAllText(NetworksPath))![0])!;

    private async Task<Merkle.Hash32?> CodeHashAsync(Address address)
    {
        using var http = EvmHttp.Create();
        var client = new EvmClient(new JsonRpcClient(http, local.Net.UpstreamUrl, new JsonRpcOptions(), TimeProvider.System));
        return await new RegistryContract(client, address).CodeHashAsync(Token);
    }

    /// <summary>One local LACNet for these tests.</summary>
    public sealed class LocalNetwork : IAsyncLifetime
    {
        internal LacnetNetwork Net { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Net = await LacnetNetwork.StartAsync();

        public ValueTask DisposeAsync() => Net.DisposeAsync();
    }
}
