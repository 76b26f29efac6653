using System.Globalization;
using System.Text.Json;
using Anchor.Verification;
using Anchor.Verification.Tests;

namespace Anchor.Cli.Tests;

/// <summary><c>anchor verify --token CHAIN:CONTRACT:ID</c> on a real node.</summary>
public sealed class VerifyTokenTests(MintedWorld minted) : IClassFixture<MintedWorld>, IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_token_that_stands_exits_0_and_says_what_it_stands_for()
    {
        Assert.Equal(0, await VerifyAsync(minted.NameOf(MintedWorld.Minted)));
        foreach (var said in new[]
        {
            "VALID\nThis token is valid", $"Held by       {minted.Holder}", "valid, cannot be transferred", $"Of account    {minted.World.Account.Address}",
            minted.World.Tree.AnchoredRoot.ToHex(), $"Leaf          {minted.LeafOf(3).ToHex()}", "calls itself \"Títulos de ejemplo\"", "(as the collection says)", "issuer.account_only",
        })
            Assert.Contains(said, _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_number_may_be_decimal_or_hexadecimal_and_the_report_json()
    {
        var name = minted.NameOf(MintedWorld.Minted);
        Assert.Equal(0, await RunAsync($"{name.ChainId}:{name.Contract.ToString().ToLowerInvariant()}:{name.Id.ToString(CultureInfo.InvariantCulture)}", "--json"));
        var report = JsonSerializer.Deserialize<JsonElement>(Assert.Single(_bench.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(("valid", name.IdWord.ToHex()), (report.GetProperty("verdict").GetString(), report.GetProperty("token").GetProperty("tokenId").GetString()));
    }

    [Fact]
    public async Task Every_reason_has_its_own_words_and_exit()
    {
        var name = minted.NameOf(MintedWorld.Minted);
        await SaysAsync(2, "token.network_unknown", "no network with the chain id 5", name with { ChainId = 5 });
        await SaysAsync(1, "token.no_contract", "There is no contract at", name with { Contract = minted.Holder });
        await SaysAsync(1, "token.foreign_contract", "no collection of credentials", name with { Contract = minted.OtherImplementation });
        await SaysAsync(1, "token.foreign_registry", "another registry", name with { Contract = minted.OfOtherRegistry });
        await SaysAsync(1, "token.none", "no such token", name with { Id = 42 });
        await SaysAsync(1, "token.burned", "it was burnt", minted.NameOf(MintedWorld.Burned));
        await SaysAsync(1, "token.revoked_on_chain", "the issuer revoked its credential", minted.NameOf(MintedWorld.Revoked));
        await SaysAsync(2, "token.node_unreachable", "could not be reached", name, "--rpc", "http://127.0.0.1:1/geheim");
        await SaysAsync(2, "token.offline", "was not asked", name, "--offline");
        Assert.DoesNotContain("geheim", _bench.Output + _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_that_names_its_token_is_shown_with_it()
    {
        var file = _bench.File("bundle.json", minted.BundleOf(MintedWorld.Minted, minted.Collection).ToUtf8());
        Assert.Equal(0, await _bench.RunAsync("verify", file, "--trust", Trust()));
        Assert.Contains($"Held by       {minted.Holder}", _bench.Output, StringComparison.Ordinal);
        Assert.Equal(0, await _bench.RunAsync("verify", _bench.File("other.json", minted.BundleOf(MintedWorld.Minted, minted.OfStranger).ToUtf8()), "--trust", Trust()));
        Assert.Contains("token.foreign_issuer", _bench.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify", "--token", "1:2:3")]
    [InlineData("verify", "--token", "")]
    [InlineData("verify", "--token")]
    [InlineData("verify", "-", "--rpc")]
    [InlineData("verify")]
    [InlineData("verify", "--token", "1:0x5fbDB2315678afecb367f032d93F642f64180aa3:42")]
    [InlineData("verify", "-", "--token", "1:0x5FbDB2315678afecb367f032d93F642f64180aa3:42")]
    [InlineData("verify", "--token", "1:0x5FbDB2315678afecb367f032d93F642f64180aa3:42", "--recipient", "ana@universidad.example")]
    [InlineData("verify", "--token", "1:0x5FbDB2315678afecb367f032d93F642f64180aa3:42", "--trust", "/there/is/no/such/file")]
    public async Task Wrong_usage_exits_3_and_says_why(params string[] arguments)
    {
        Assert.Equal(3, await _bench.RunAsync(arguments));
        Assert.NotEmpty(_bench.Error);
    }

    private async Task SaysAsync(int exitCode, string code, string words, TokenName name, params string[] more)
    {
        var before = _bench.Output.Length;
        Assert.Equal(exitCode, await VerifyAsync(name, more));
        Assert.Contains(code, _bench.Output[before..], StringComparison.Ordinal);
        Assert.Contains(words, _bench.Output[before..], StringComparison.Ordinal);
    }

    private Task<int> VerifyAsync(TokenName name, params string[] more) => RunAsync($"{name.ChainId}:{name.Contract}:{name.IdWord.ToHex()}", more);

    private Task<int> RunAsync(string token, params string[] more) => _bench.RunAsync(["verify", "--token", token, "--trust", Trust(), .. more]);

    private string Trust()
    {
        var (network, issuer) = (minted.Trust.Networks[0], minted.Trust.Issuers[0]);
        return _bench.File("trust.json", JsonSerializer.Serialize(new
        {
            version = 1, issuers = new[] { new { did = issuer.Did, name = issuer.Name } },
            networks = new[]
            {
                new
                {
                    chainId = network.ChainId, name = network.Name, genesisHash = network.GenesisHash.ToHex(), registry = network.Registry, registryCodeHash = network.RegistryCodeHash?.ToHex(),
                    finality = new { kind = "instant" }, production = true, rpc = network.Rpc, tokenFactory = network.TokenFactory,
                },
            },
        }));
    }
}
