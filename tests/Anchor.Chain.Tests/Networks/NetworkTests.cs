using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Merkle;

namespace Anchor.Chain.Tests.Networks;

public sealed class NetworkTests
{
    private const string Written =
        """
        {"name":"LACNet mainnet","chainId":648541,"rpcUrls":["https://writer.example/rpc"],"quorum":1,
         "genesisHash":"0x1111111111111111111111111111111111111111111111111111111111111111",
         "registry":"0x5FbDB2315678afecb367f032d93F642f64180aa3",
         "registryCodeHash":"0x2222222222222222222222222222222222222222222222222222222222222222",
         "writePath":"direct","payer":"issuer","finality":"depth:12","explorer":"https://explorer.example/tx/{tx}","production":true}
        """;

    [Fact]
    public void A_network_reads_from_and_writes_to_JSON_unchanged()
    {
        var network = JsonSerializer.Deserialize<Network>(Written)!;
        Assert.Equal(648541UL, network.ChainId);
        Assert.Equal(Address.Parse("0x5FbDB2315678afecb367f032d93F642f64180aa3"), network.RegistryAddress);
        Assert.Equal(Hash32.Parse(new string('1', 64)), network.GenesisHash);
        Assert.Equal(FinalityPolicy.Depth(12), network.Finality);
        Assert.True(network.IsProduction);
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(Written)), JsonSerializer.Serialize(network));
    }

    [Fact]
    public void What_a_network_may_lack_is_null()
    {
        var network = JsonSerializer.Deserialize<Network>("""{"name":"x","chainId":1,"rpcUrls":[],"finality":"instant"}""")!;
        Assert.Null(network.RegistryAddress);
        Assert.Null(network.GenesisHash);
        Assert.Null(network.ExplorerPage(default));
        Assert.Equal(WritePathKind.Direct, network.WritePath);
        Assert.False(network.IsProduction);
        Assert.Equal(1, network.Quorum);
    }

    [Theory]
    [InlineData("depth:12", "depth:-1")]
    [InlineData("depth:12", "soon")]
    [InlineData("0x5FbDB2315678afecb367f032d93F642f64180aa3", "0x5FbDB2315678afecb367f032d93F642f64180aA3")]
    [InlineData("0x1111", "0x111")]
    [InlineData("\"name\"", "\"title\"")]
    [InlineData("\"direct\"", "\"pigeon\"")]
    [InlineData("\"quorum\":1", "\"quorum\":2")]
    [InlineData("\"quorum\":1", "\"quorum\":0")]
    [InlineData("[\"https://writer.example/rpc\"]", "null")]
    public void A_damaged_network_is_refused(string right, string wrong) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Network>(Written.Replace(right, wrong, StringComparison.Ordinal)));

    [Fact]
    public void The_explorers_page_holds_the_hash_and_is_never_a_script()
    {
        var network = JsonSerializer.Deserialize<Network>(Written)!;
        Assert.Equal("https://explorer.example/tx/0x" + new string('0', 64), network.ExplorerPage(default)!.ToString());
        Assert.Null((network with { ExplorerTemplate = "javascript:alert('{tx}')" }).ExplorerPage(default));
    }

    [Theory]
    [InlineData("instant", 100UL, 100UL, null, true)]
    [InlineData("instant", 101UL, 100UL, null, false)]
    [InlineData("depth:3", 98UL, 100UL, null, false)]
    [InlineData("depth:3", 97UL, 100UL, null, true)]
    [InlineData("depth:3", ulong.MaxValue, 2UL, null, false)]
    [InlineData("tag:finalized", 97UL, 100UL, 96UL, false)]
    [InlineData("tag:finalized", 96UL, 100UL, 96UL, true)]
    [InlineData("tag:finalized", 1UL, 100UL, null, false)]
    [InlineData("depth:3", 99UL, 100UL, 99UL, false)]
    public void A_block_is_final_by_the_policy_alone(string policy, ulong block, ulong latest, ulong? tagged, bool expected)
    {
        Assert.True(FinalityPolicy.TryParse(policy, out var parsed));
        Assert.Equal(policy, parsed.ToString());
        Assert.Equal(expected, parsed.IsFinal(block, new ChainHead(latest, tagged)));
    }
}
