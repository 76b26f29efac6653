using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Keys;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.Tokens;
using Anchor.Chain.WritePaths;
using Anchor.Cli.Deploying;
using Anchor.Credentials.Trust;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Cli.Tests;

/// <summary><c>anchor deploy</c> on real nodes, through a door where calls go wrong.</summary>
public sealed class DeployCommandTests : IDisposable
{
    private const string Passphrase = "una frase inventada";
    private static readonly Lazy<string> SealedKey = new(() => Seal(EvmNode.FirstKey));
    private readonly Bench _bench = new();

    public DeployCommandTests() => _bench.Variables["ANCHOR_PASSPHRASE"] = Passphrase;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> Pairs => [.. Enumerable.Range(0, NodeFault.Pairs.Count()).Where(static pair => NodeFault.Pairs.ElementAt(pair) is not { Kind: FaultKind.RpcError, Worked: false } and not { Kind: FaultKind.Silence })];

    private string NetworksPath => _bench.PathOf("networks.json");

    private string PendingPath => NetworksPath + ".deploy.json";

    [Fact]
    public async Task A_network_gets_its_contracts_once_and_both_files_learn_where_the_registry_is()
    {
        await using var node = await EvmNode.StartAnvilAsync();
        WriteNetworks(node.Url);
        await DoneAsync(BothAsync("--key", KeyFile(), "--trust", _bench.PathOf("trust.json")));

        Address[] said = [.. _bench.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Address.Parse(line.Trim()))];
        var (record, address) = (Record(), said[0]);
        Assert.Equal([record.RegistryAddress!.Value, record.TokenFactoryAddress!.Value], said);
        Assert.Equal(ContractArtifact.TokenFactory.CodeHash, await new RegistryContract(Client(node), said[1]).CodeHashAsync(Token));
        var implementation = await new TokenFactory(Client(node), said[1]).ImplementationAsync(Token);
        Assert.Equal(CollectionCode.ImplementationCodeHash, await new RegistryContract(Client(node), implementation).CodeHashAsync(Token));
        Assert.Equal(ContractArtifact.Registry.CodeHash, record.RegistryCodeHash);
        Assert.Equal(await Client(node).GenesisHashAsync(Token), record.GenesisHash);
        Assert.Equal(record.RegistryCodeHash, await new RegistryContract(Client(node), address).CodeHashAsync(Token));
        var trusted = Trusted();
        Assert.Equal((record.ChainId, record.GenesisHash, address.ToString(), record.RegistryCodeHash), (trusted.ChainId, trusted.GenesisHash, trusted.Registry, trusted.RegistryCodeHash));
        Assert.Equal($"{record.TokenFactoryAddress}", trusted.TokenFactory);
        Assert.Equal(new Finality(FinalityKind.Depth, 12), trusted.Finality);
        Assert.Equal([node.Url.ToString()], trusted.Rpc);
        Assert.False(File.Exists(PendingPath));

        var before = (File.ReadAllText(NetworksPath), File.ReadAllText(_bench.PathOf("trust.json")));
        await DoneAsync(BothAsync("--trust", _bench.PathOf("trust.json"))); // and needs no key
        Assert.Equal(before, (File.ReadAllText(NetworksPath), File.ReadAllText(_bench.PathOf("trust.json"))));
        Assert.Equal(2UL, await SentAsync(node));
    }

    [Fact]
    public async Task The_factory_of_tokens_can_be_left_out_and_added_later()
    {
        await using var node = await EvmNode.StartAnvilAsync();
        WriteNetworks(node.Url);
        await DoneAsync(DeployAsync("--trust", _bench.PathOf("trust.json")));
        var registry = Record().RegistryAddress!.Value;
        Assert.Null(Trusted().TokenFactory);
        Assert.Equal(($"{registry}", null), (_bench.Output.Trim(), Record().TokenFactoryAddress));

        Assert.Equal(3, await BothAsync());
        Assert.Contains("has no factory of tokens yet", _bench.Error, StringComparison.Ordinal);
        Assert.Contains("--no-tokens", _bench.Error, StringComparison.Ordinal);
        await DoneAsync(BothAsync("--key", KeyFile(), "--trust", _bench.PathOf("trust.json")));
        Assert.Equal(registry, Record().RegistryAddress);
        Assert.Equal(($"{registry}", $"{Record().TokenFactoryAddress!.Value}"), (Trusted().Registry, Trusted().TokenFactory));
        Assert.Equal(2UL, await SentAsync(node));
    }

    [Fact]
    public async Task Of_two_deployments_that_were_begun_each_is_ended_by_its_own_bytes()
    {
        await using var node = await EvmNode.StartAnvilAsync();
        await using var door = FaultyNode.Before(node, seed: 1);
        WriteNetworks(door.Url);
        await DoneAsync(DeployAsync());
        door.LosesTransactions = true;
        Assert.Equal(2, await BothAsync("--key", KeyFile()));
        Assert.Contains("deploy.unfinished", _bench.Error, StringComparison.Ordinal);
        Assert.Contains("The registry is deployed and recorded", _bench.Error, StringComparison.Ordinal);
        var begun = File.ReadAllText(PendingPath);
        Assert.Contains("31337/CredentialTokenFactory", begun, StringComparison.Ordinal);

        door.Mend();
        await DoneAsync(DeployAsync()); // what is begun for the factory stays, whatever the registry does
        Assert.Equal(begun, File.ReadAllText(PendingPath));
        await DoneAsync(BothAsync());
        Assert.NotNull(Record().TokenFactoryAddress);
        Assert.False(File.Exists(PendingPath));
        Assert.Equal(2UL, await SentAsync(node));
        Assert.Equal(2, door.BodiesOf("eth_sendRawTransaction").Select(body => JsonNode.Parse(body)!["params"]![0]!.ToString()).Distinct().Count());
    }

    [Theory]
    [InlineData(null, "there is no contract")]
    [InlineData("0x6001", "is not the factory of tokens that this command knows")]
    public async Task A_factory_that_the_record_names_wrongly_is_not_replaced(string? code, string words)
    {
        await using var node = await EvmNode.StartAnvilAsync();
        WriteNetworks(node.Url, "\"tokenFactory\":\"0x5fbdb2315678afecb367f032d93f642f64180aa4\",");
        if (code is not null) await node.RpcAsync("anvil_setCode", "0x5fbdb2315678afecb367f032d93f642f64180aa4", code);
        Assert.Equal(1, await BothAsync("--key", KeyFile()));
        Assert.Contains("deploy.factory_differs", _bench.Error, StringComparison.Ordinal);
        Assert.Contains(words, _bench.Error, StringComparison.Ordinal);
        Assert.NotNull(Record().RegistryAddress);
        Assert.Equal(1UL, await SentAsync(node));
    }

    [Fact]
    public async Task What_else_stands_in_the_files_stays()
    {
        await using var node = await EvmNode.StartAnvilAsync();
        WriteNetworks(node.Url);
        _bench.File("trust.json", """{"version":1,"note":"añadido a mano","networks":[],"issuers":[{"did":"did:web:a.example","name":"A"}]}""");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(NetworksPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _bench.Variables["ANCHOR_NETWORKS_FILE"] = NetworksPath;
        _bench.Variables["ANCHOR_TRUST_FILE"] = _bench.PathOf("trust.json");
        Assert.Equal(0, await _bench.RunAsync("deploy", "--network", "here", "--key", KeyFile()));

        var list = JsonNode.Parse(File.ReadAllText(NetworksPath))!.AsArray();
        Assert.Equal("kept", (string?)list[1]!["ours"]);
        Assert.Equal("elsewhere", (string?)list[0]!["name"]);
        Assert.Null(list[0]!["registry"]);
        var trust = File.ReadAllText(_bench.PathOf("trust.json"));
        Assert.Contains("añadido a mano", trust, StringComparison.Ordinal);
        Assert.Single(TrustFile.Read(Encoding.UTF8.GetBytes(trust)).Value.Issuers);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(NetworksPath));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task However_sending_fails_the_registry_is_deployed_once(int pair)
    {
        await using var node = await EvmNode.StartAnvilAsync();
        await using var door = FaultyNode.Before(node, seed: 1);
        WriteNetworks(door.Url);
        door.Break(NodeFault.Pairs.ElementAt(pair), "eth_sendRawTransaction", times: 2);
        await DoneAsync(DeployAsync());
        Assert.Equal(1UL, await SentAsync(node));
        Assert.NotNull(Record().RegistryAddress);
        Assert.Single(door.BodiesOf("eth_sendRawTransaction").Select(body => JsonNode.Parse(body)!["params"]![0]!.ToString()).Distinct());
    }

    [Fact]
    public async Task A_deployment_that_the_node_refuses_at_once_is_forgotten_and_can_be_tried_again()
    {
        await using var node = await EvmNode.StartAnvilAsync();
        await using var door = FaultyNode.Before(node, seed: 1);
        WriteNetworks(door.Url);
        door.Break(NodeFault.Failed(FaultKind.RpcError), "eth_sendRawTransaction", times: 1);
        Assert.Equal(1, await DeployAsync());
        Assert.Contains("deploy.refused", _bench.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(PendingPath));
        await DoneAsync(DeployAsync());
        Assert.Equal(1UL, await SentAsync(node));
    }

    [Fact]
    public async Task What_was_begun_is_ended_by_the_next_run_without_a_key()
    {
        await using var node = await EvmNode.StartAnvilAsync("--no-mining");
        WriteNetworks(node.Url);
        Assert.Equal(2, await DeployAsync());
        Assert.Contains("deploy.unfinished", _bench.Error, StringComparison.Ordinal);
        Assert.Null(Record().RegistryAddress);
        var begun = JsonNode.Parse(File.ReadAllText(PendingPath))!["31337"]!;

        await node.RpcAsync("anvil_dropTransaction", (string)begun["transactionHash"]!); // the same bytes go out again
        Assert.Equal(2, await RunAsync());
        await node.RpcAsync("evm_mine");
        await DoneAsync(RunAsync());

        Assert.Equal((string?)begun["transactionHash"], (await BlockTransactionsAsync(node)).Single());
        Assert.NotNull(Record().RegistryAddress);
        Assert.False(File.Exists(PendingPath));
        Assert.False(File.Exists(NetworksPath + ".deploy.lock"));
    }

    [Fact]
    public async Task A_transaction_that_a_node_took_and_lost_is_sent_again()
    {
        await using var node = await EvmNode.StartAnvilAsync();
        await using var door = FaultyNode.Before(node, seed: 1);
        WriteNetworks(door.Url);
        door.LosesTransactions = true;
        Assert.Equal(2, await DeployAsync());
        Assert.Equal(0UL, await SentAsync(node));
        door.Mend();
        await DoneAsync(RunAsync());
        Assert.Equal(1UL, await SentAsync(node));
    }

    [Fact]
    public async Task A_run_that_breaks_off_between_the_chain_and_the_files_deploys_nothing_twice()
    {
        await using var node = await EvmNode.StartAnvilAsync("--no-mining");
        WriteNetworks(node.Url);
        Assert.Equal(2, await DeployAsync());
        var begun = File.ReadAllText(PendingPath);
        await node.RpcAsync("evm_mine");
        await DoneAsync(RunAsync());

        File.WriteAllText(PendingPath, begun); // it broke off before it forgot what was signed
        await DoneAsync(RunAsync());
        Assert.False(File.Exists(PendingPath));

        File.WriteAllText(PendingPath, begun); // and before it wrote the record
        WriteNetworks(node.Url);
        await DoneAsync(RunAsync());
        Assert.NotNull(Record().RegistryAddress);
        Assert.Equal(1UL, await SentAsync(node));
    }

    [Fact]
    public async Task A_deployment_whose_nonce_another_transaction_used_is_told_and_not_begun_anew()
    {
        await using var node = await EvmNode.StartAnvilAsync("--no-mining");
        WriteNetworks(node.Url);
        Assert.Equal(2, await DeployAsync());
        await node.RpcAsync("anvil_dropTransaction", (string)JsonNode.Parse(File.ReadAllText(PendingPath))!["31337"]!["transactionHash"]!);
        using var key = new EvmAccountKey(EvmNode.FirstKey);
        var path = new DirectWritePath(Client(node), Record(), new DirectWritePathOptions());
        await path.SendAsync((await path.PrepareAsync(new WriteRequest(key.Address, default, key, 0), Token)).Raw, Token);
        await node.RpcAsync("evm_mine");

        Assert.Equal(1, await DeployAsync());
        Assert.Contains("deploy.superseded", _bench.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(PendingPath));
        Assert.Equal(1UL, await SentAsync(node));
    }

    [Fact]
    public async Task A_chain_without_fees_takes_it_from_an_account_that_holds_nothing()
    {
        await using var node = await EvmNode.StartAnvilAsync("--hardfork", "berlin", "--gas-price", "0", "--chain-id", "648541", "--gas-limit", "350000000");
        WriteNetworks(node.Url, chainId: 648541);
        using var poor = EvmAccountKey.Generate();
        var secret = new byte[32];
        poor.CopySecretTo(secret);
        await DoneAsync(RunAsync("--key", _bench.File("poor.json", Seal(secret))));
        Assert.NotNull(Record().RegistryAddress);
    }

    [Fact]
    public async Task A_keystore_of_a_wallet_pays_as_well()
    {
        await using var node = await EvmNode.StartAnvilAsync();
        WriteNetworks(node.Url);
        using var key = new EvmAccountKey(EvmNode.FirstKey);
        await DoneAsync(RunAsync("--key", _bench.File("keystore.json", KeystoreV3.Export(key, Passphrase))));
    }

    [Fact]
    public async Task An_account_that_cannot_pay_is_told_before_anything_is_signed_away()
    {
        await using var node = await EvmNode.StartAnvilAsync();
        WriteNetworks(node.Url);
        using var poor = EvmAccountKey.Generate();
        await node.RpcAsync("anvil_setBalance", poor.Address.ToString(), "0x1");
        var secret = new byte[32];
        poor.CopySecretTo(secret);
        Assert.Equal(1, await RunAsync("--key", _bench.File("poor.json", Seal(secret))));
        Assert.True(_bench.Error.Contains("deploy.funds_missing", StringComparison.Ordinal), _bench.Error);
        Assert.False(File.Exists(PendingPath));
    }

    [Fact]
    public async Task A_secret_in_an_address_stays_out_of_the_trust_file_and_of_what_is_said()
    {
        await using var node = await EvmNode.StartAnvilAsync();
        WriteNetworks(new Uri(node.Url, "/?key=secretsecret"));
        await DoneAsync(DeployAsync("--trust", _bench.PathOf("trust.json")));
        Assert.DoesNotContain("secret", File.ReadAllText(_bench.PathOf("trust.json")) + _bench.Output + _bench.Error.Replace("that may hold a secret", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ContractDeployed(address,address,address)", 3, 32)]
    [InlineData("ContractDeployed(address,address,bytes32)", 2, 64)]
    public void Where_a_relay_deploys_its_event_says_where(string hubEvent, int topics, int length)
    {
        var deployed = Address.Parse("0x5FbDB2315678afecb367f032d93F642f64180aa3");
        byte[] data = [.. new AbiEncoder().Add(deployed).Encode(), .. new byte[length - 32]];
        var log = new EventLog(default, [new AbiSignature(hubEvent).Topic, .. new Hash32[topics - 1]], data, 1, default, default, 0, false);
        var receipt = new TransactionReceipt(default, true, 1, default, 1, null, null, [log]);
        Assert.Equal(deployed, DeployedAddress.In(receipt));
        Assert.Null(DeployedAddress.In(receipt with { Logs = [log with { Data = new byte[31] }] }));
        Assert.Null(DeployedAddress.In(receipt with { Logs = [] }));
    }

    [Fact]
    public async Task Two_runs_at_once_are_one_too_many()
    {
        WriteNetworks(new Uri("http://127.0.0.1:1"));
        using var other = PendingDeployments.Open(NetworksPath).Value;
        Assert.Equal(1, await DeployAsync());
        Assert.Contains("deploy.running", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_the_record_names_wrongly_is_not_replaced()
    {
        await using var node = await EvmNode.StartAnvilAsync();
        WriteNetworks(node.Url, "\"registry\":\"0x5FbDB2315678afecb367f032d93F642f64180aa3\",");
        Assert.Equal(1, await DeployAsync());
        Assert.Contains("deploy.registry_differs", _bench.Error, StringComparison.Ordinal);
        Assert.Equal(0UL, await SentAsync(node));
    }

    [Theory]
    [InlineData("\"chainId\":31337", "\"chainId\":7", 2, "network.wrong_chain")]
    [InlineData("\"finality\"", "\"genesisHash\":\"0x1111111111111111111111111111111111111111111111111111111111111111\",\"finality\"", 2, "network.wrong_chain")]
    [InlineData("\"ours\":\"kept\"", "\"fees\":{\"maxFeePerGasGwei\":0.000000001}", 1, "deploy.fee_too_high")]
    [InlineData("\"ours\":\"kept\"", "\"fees\":{\"maxFeePerGasGwei\":-1}", 3, "networks.malformed")]
    [InlineData("\"ours\":\"kept\"", "\"quorum\":2", 3, "networks.malformed")]
    [InlineData("\"ours\":\"kept\"", "\"writePath\":\"pigeon\"", 3, "networks.malformed")]
    [InlineData("\"name\":\"here\"", "\"name\":\"there\"", 3, "deploy.network_unknown")]
    [InlineData("\"elsewhere\"", "\"here\"", 3, "networks.malformed")]
    [InlineData("\"finality\":\"depth:12\"", "\"finality\":\"soon\"", 3, "networks.malformed")]
    [InlineData("[", "", 3, "networks.malformed")]
    [InlineData("[{", "[7,{", 3, "networks.malformed")]
    [InlineData("http://", "ftp://", 3, "networks.malformed")]
    public async Task A_record_that_does_not_fit_is_told_and_nothing_is_sent(string right, string wrong, int exitCode, string code)
    {
        await using var node = await EvmNode.StartAnvilAsync();
        WriteNetworks(node.Url);
        var text = File.ReadAllText(NetworksPath);
        Assert.Contains(right, text, StringComparison.Ordinal);
        File.WriteAllText(NetworksPath, new StringBuilder(text).Replace(right, wrong).ToString());
        Assert.Equal(exitCode, await DeployAsync());
        Assert.True(_bench.Error.Contains(code, StringComparison.Ordinal), _bench.Error);
        Assert.Equal(0UL, await SentAsync(node));
        Assert.False(File.Exists(PendingPath));
    }

    [Fact]
    public async Task Files_and_keys_that_cannot_be_used_are_told()
    {
        await using var node = await EvmNode.StartAnvilAsync();
        await RefusedAsync(3, "networks.missing", "deploy", "--network", "here");
        await RefusedAsync(3, "networks.unreadable", "deploy", "--network", "here", "--networks", NetworksPath);
        WriteNetworks(node.Url);
        string[] command = ["deploy", "--network", "here", "--networks", NetworksPath];
        await RefusedAsync(3, "deploy.key_missing", command);
        await RefusedAsync(3, "keys.unreadable", [.. command, "--key", _bench.PathOf("no.json")]);
        await RefusedAsync(3, "keys.malformed", [.. command, "--key", _bench.File("bad.json", "not a key")]);
        await RefusedAsync(3, "keys.does_not_open", [.. command, "--key", _bench.File("bad.json", "{}")]);
        await RefusedAsync(3, "keys.wrong_type", [.. command, "--key", _bench.File("bad.json", SealedKey.Value.Replace("secp256k1", "ed25519", StringComparison.Ordinal))]);
        await RefusedAsync(3, "trust.", [.. command, "--key", KeyFile(), "--trust", _bench.File("trust.json", "{}")]);
        _bench.Variables["ANCHOR_PASSPHRASE"] = "otra";
        await RefusedAsync(3, "keys.does_not_open", [.. command, "--key", KeyFile()]);
        _bench.Variables.Remove("ANCHOR_PASSPHRASE");
        await RefusedAsync(3, "keys.passphrase_missing", [.. command, "--key", KeyFile()]);
        _bench.Variables["ANCHOR_PASSPHRASE"] = Passphrase;
        File.WriteAllText(PendingPath, "{");
        await RefusedAsync(3, "deploy.pending_unreadable", [.. command, "--key", KeyFile()]);
        File.WriteAllText(PendingPath, """{"31337":{"raw":"0x"}}""");
        await RefusedAsync(3, "deploy.pending_unreadable", [.. command, "--key", KeyFile()]);
        File.Delete(PendingPath);
        Assert.Equal(0UL, await SentAsync(node));
        await node.StopAsync();
        await RefusedAsync(2, "network.unreachable", [.. command, "--key", KeyFile()]);
        Assert.Equal(3, await _bench.RunAsync("deploy"));
    }

    public void Dispose() => _bench.Dispose();

    private static string Seal(byte[] secret)
    {
        using var key = new EvmAccountKey(secret);
        var id = key.Address.ToString();
        return $$"""{"type":"secp256k1","id":"{{id}}","envelope":{{KeyEnvelope.Seal(secret, Passphrase, Encoding.ASCII.GetBytes(id))}}}""";
    }

    private static EvmClient Client(EvmNode node) => new(new JsonRpcClient(new HttpClient(), node.Url, new JsonRpcOptions(), TimeProvider.System));

    private static async Task<ulong> SentAsync(EvmNode node)
    {
        using var key = new EvmAccountKey(EvmNode.FirstKey);
        return await Client(node).GetTransactionCountAsync(key.Address, BlockId.Latest, Token);
    }

    private static async Task<IEnumerable<string?>> BlockTransactionsAsync(EvmNode node) =>
        (await node.RpcAsync("eth_getBlockByNumber", "0x1", false)).GetProperty("transactions").EnumerateArray().Select(hash => hash.GetString());

    private async Task RefusedAsync(int exitCode, string code, params string[] arguments)
    {
        var before = _bench.Error.Length;
        Assert.Equal(exitCode, await _bench.RunAsync(arguments));
        Assert.True(_bench.Error[before..].Contains(code, StringComparison.Ordinal), _bench.Error[before..]);
    }

    private async Task DoneAsync(Task<int> run) => Assert.True(await run == 0, _bench.Error);

    private Task<int> DeployAsync(params string[] more) => RunAsync(["--key", KeyFile(), .. more]);

    // What holds of one contract holds of the other, so most tests look at the registry alone.
    private Task<int> RunAsync(params string[] more) => BothAsync(["--no-tokens", .. more]);

    private Task<int> BothAsync(params string[] more) => _bench.RunAsync(["deploy", "--network", "here", "--networks", NetworksPath, .. more]);

    private string KeyFile() => _bench.File("key.json", SealedKey.Value);

    private Network Record() => JsonSerializer.Deserialize<List<Network>>(File.ReadAllText(NetworksPath))![1];

    private TrustedNetwork Trusted() => Assert.Single(TrustFile.Read(File.ReadAllBytes(_bench.PathOf("trust.json"))).Value.Networks);

    private void WriteNetworks(Uri url, string more = "", ulong chainId = 31337) => _bench.File("networks.json", $$"""
        [{"name":"elsewhere","chainId":5,"rpcUrls":["https://node.example/"],"finality":"instant"},
         {"name":"here","chainId":{{chainId}},{{more}}"rpcUrls":["{{url}}"],"finality":"depth:12","ours":"kept"}]
        """);
}
