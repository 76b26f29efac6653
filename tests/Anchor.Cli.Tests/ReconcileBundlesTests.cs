using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Trust;
using Anchor.Verification.Tests;

namespace Anchor.Cli.Tests;

/// <summary><c>anchor reconcile --bundles</c></summary>
public sealed class ReconcileBundlesTests : IDisposable
{
    private const string Node = "http://node.example:8545/";

    private readonly World _world = new();
    private readonly Bench _bench;

    public ReconcileBundlesTests()
    {
        _bench = new Bench { Http = new HttpClient(new StubNode(_world.Chain)), Clock = _world.Clock };
        Directory.CreateDirectory(In);
    }

    private string In => _bench.PathOf("in");

    private string Out => _bench.PathOf("out");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Bundles_that_lost_their_anchors_get_them_back_and_verify()
    {
        for (var i = 0; i < 3; i++) Put($"{i}.json", _world.BundleOf(i) with { Anchors = [] });
        Assert.Equal(0, await RunAsync());
        Assert.Equal("found 0.json: 1 anchor\nfound 1.json: 1 anchor\nfound 2.json: 1 anchor\n3 found, 0 unchanged, 0 not anchored, 0 unknown, 0 unreadable\n", _bench.Output);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Plain(_world.Claim()), Plain(Assert.Single(Written($"{i}.json").Anchors)));
            Assert.Equal(2, await _bench.RunAsync("verify", Path.Combine(In, $"{i}.json"), "--trust", Trust(Node)));
            Assert.Equal(0, await _bench.RunAsync("verify", Path.Combine(Out, $"{i}.json"), "--trust", Trust(Node)));
        }
        Assert.Empty(Directory.GetFiles(Out, "*.new"));
    }

    [Fact]
    public async Task A_bundle_that_has_all_is_unchanged_and_a_second_run_gives_the_same_bytes()
    {
        Put("a.json", _world.BundleOf());
        Assert.Equal(0, await RunAsync());
        Assert.StartsWith("unchanged a.json: 1 anchor", _bench.Output, StringComparison.Ordinal);
        var before = File.ReadAllBytes(Path.Combine(Out, "a.json"));
        Assert.Equal(0, await RunAsync());
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Out, "a.json")));
    }

    [Fact]
    public async Task Every_registry_of_the_trust_file_is_asked_and_the_earliest_anchor_stands_first()
    {
        _world.Chain.Anchor(World.LookAlike, _world.Account.Address, _world.Tree.AnchoredRoot, World.Block - 50, World.AnchoredAt - 500);
        Put("a.json", _world.BundleOf());
        var second = _world.Network with { Registry = World.LookAlike.ToString() };
        Assert.Equal(0, await RunAsync(TrustOf(_world.Network, second)));
        Assert.Equal([World.LookAlike.ToString(), World.Registry.ToString()], Written("a.json").Anchors.Select(anchor => Address.Parse(anchor.Registry.ToLowerInvariant()).ToString()));
        Assert.StartsWith("found a.json: 2 anchors", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_that_the_chain_denies_goes_and_one_that_nobody_was_there_to_deny_stays()
    {
        var (invented, elsewhere) = (_world.Claim(registry: World.LookAlike), _world.Claim() with { ChainId = 5, Timestamp = 1 });
        _world.Chain.Deploy(World.LookAlike);
        Put("a.json", _world.BundleOf() with { Anchors = [invented, elsewhere] });
        Assert.Equal(0, await RunAsync(TrustOf(_world.Network, _world.Network with { Registry = World.LookAlike.ToString() })));
        Assert.Equal([5UL, 31337UL], Written("a.json").Anchors.Select(anchor => anchor.ChainId));
    }

    [Fact]
    public async Task What_no_registry_has_is_not_anchored_and_what_could_not_be_asked_is_not_called_so()
    {
        Put("a.json", _world.BundleOf() with { InclusionProof = _world.BundleOf(2).InclusionProof, Anchors = [] });
        Assert.Equal(1, await RunAsync());
        Assert.Contains("not anchored a.json", _bench.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Out, "a.json")));
        Put("a.json", _world.BundleOf());
        Assert.Equal(2, await RunAsync(Trust("http://dead.example/geheim")));
        Assert.Contains("unknown a.json", _bench.Output, StringComparison.Ordinal);
        Assert.Contains("(network.unreachable)", _bench.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Out, "a.json")));
        Assert.Equal(2, await RunAsync(Trust()));
        Assert.Contains("(network.no_node)", _bench.Error, StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync(Trust("http://dead.example/geheim"), "--rpc", "http://dead.example/", "--rpc", Node));
        Assert.DoesNotContain("geheim", _bench.Output + _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_of_another_chain_or_with_another_registry_says_nothing()
    {
        Put("a.json", _world.BundleOf());
        _world.Network = _world.Network with { GenesisHash = _world.Tree.AnchoredRoot };
        Assert.Equal(2, await RunAsync());
        Assert.Contains("(network.wrong_chain)", _bench.Error, StringComparison.Ordinal);
        Assert.Equal(2, await RunAsync(TrustOf(_world.Network with { GenesisHash = _world.Chain.Genesis, RegistryCodeHash = _world.Tree.AnchoredRoot })));
        Assert.Contains("(network.registry_differs)", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_anchor_whose_block_can_be_undone_is_awaited()
    {
        Put("a.json", _world.BundleOf() with { Anchors = [] });
        _world.Chain.Head = World.Block + 1;
        Assert.Equal(2, await RunAsync());
        Assert.Contains("anchor.not_final", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_files_are_named_and_the_others_go_on()
    {
        Put("a.json", _world.BundleOf());
        File.WriteAllText(Path.Combine(In, "broken.json"), "{");
        File.WriteAllText(Path.Combine(In, "deep.json"), new string('[', 100_000));
        File.WriteAllBytes(Path.Combine(In, "large.json"), new byte[(4 << 20) + 1]);
        File.WriteAllBytes(Path.Combine(In, "picture.png"), [0x89, 0x50]);
        File.WriteAllText(Path.Combine(In, ".hidden"), "not looked at");
        Put("proofless.json", _world.BundleOf() with { InclusionProof = null });
        Put("nobodys.json", _world.BundleOf() with { Binding = null, Anchors = [] });
        Put("badbinding.json", _world.BundleOf() with { Binding = "eyJ.eyJ.x" });
        Assert.Equal(1, await RunAsync());
        foreach (var (file, code) in new[]
        {
            ("broken.json", "json."), ("deep.json", "json."), ("large.json", "json."), ("picture.png", "json."), ("proofless.json", "inclusion.missing"),
            ("nobodys.json", "binding.missing"), ("badbinding.json", "binding.malformed"),
        })
            Assert.Contains(_bench.Output.Split('\n'), line => line.StartsWith($"unreadable {file}: ", StringComparison.Ordinal) && line.Contains(code, StringComparison.Ordinal));
        Assert.Contains("0 found, 1 unchanged, 0 not anchored, 0 unknown, 7 unreadable", _bench.Output, StringComparison.Ordinal);
        Assert.Equal("a.json", Path.GetFileName(Assert.Single(Directory.GetFiles(Out))));
    }

    [Fact]
    public async Task The_issuer_may_have_a_did_web_whose_key_nobody_can_look_up()
    {
        var world = new World(did: "did:web:universidad.example");
        using var bench = new Bench { Http = new HttpClient(new StubNode(world.Chain)), Clock = world.Clock };
        Directory.CreateDirectory(bench.PathOf("in"));
        File.WriteAllBytes(Path.Combine(bench.PathOf("in"), "a.json"), (world.BundleOf() with { Anchors = [] }).ToUtf8());
        Assert.Equal(0, await bench.RunAsync("reconcile", "--bundles", bench.PathOf("in"), "--out", bench.PathOf("out"), "--trust", bench.TrustFileOf(world, Node)));
    }

    [Fact]
    public async Task Json_is_a_line_per_file_and_the_counts_last()
    {
        Put("a.json", _world.BundleOf() with { Anchors = [] });
        Assert.Equal(0, await RunAsync(Trust(Node), "--json"));
        var lines = _bench.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(("a.json", "found", 1), (lines[0].GetProperty("file").GetString(), lines[0].GetProperty("outcome").GetString(), lines[0].GetProperty("anchors").GetInt32()));
        Assert.Equal(1, lines[1].GetProperty("summary").GetProperty("found").GetInt32());
    }

    [Fact]
    public async Task An_empty_folder_and_a_trust_file_without_networks_are_wrong_usage()
    {
        Assert.Equal(3, await RunAsync());
        Put("a.json", _world.BundleOf());
        Assert.Equal(3, await RunAsync(_bench.File("none.json", """{"version":1,"networks":[],"issuers":[]}""")));
        Assert.Contains("trust.no_network", _bench.Error, StringComparison.Ordinal);
        Assert.Equal(3, await RunAsync(_bench.PathOf("no-such-file.json")));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_wrong_usage()
    {
        Put("a.json", _world.BundleOf());
        File.WriteAllText(Out, "a file stands here");
        Assert.Equal(3, await RunAsync());
        Assert.Contains("folder.unusable", _bench.Error, StringComparison.Ordinal);
    }

    private void Put(string name, Bundle bundle) => File.WriteAllBytes(Path.Combine(In, name), bundle.ToUtf8());

    private Bundle Written(string name) => Bundle.Read(File.ReadAllBytes(Path.Combine(Out, name))).Value;

    private static AnchorClaim Plain(AnchorClaim claim) => claim with { Registry = claim.Registry.ToUpperInvariant(), IssuerAccount = claim.IssuerAccount.ToUpperInvariant() };

    private string Trust(params string[] rpc) => _bench.TrustFileOf(_world, rpc);

    private string TrustOf(params TrustedNetwork[] networks) => _bench.File("several.json", JsonSerializer.Serialize(new
    {
        version = 1, issuers = Array.Empty<object>(),
        networks = networks.Select(network => new
        {
            chainId = network.ChainId, name = network.Name, genesisHash = network.GenesisHash.ToHex(), registry = network.Registry, registryCodeHash = network.RegistryCodeHash?.ToHex(),
            finality = new { kind = "depth", depth = 3 }, production = true, rpc = new[] { Node },
        }),
    }));

    private Task<int> RunAsync(string? trust = null, params string[] more) =>
        _bench.RunAsync(["reconcile", "--bundles", In, "--out", Out, "--trust", trust ?? Trust(Node), .. more]);
}
