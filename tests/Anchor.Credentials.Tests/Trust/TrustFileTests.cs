using System.Text;
using System.Text.Json.Nodes;
using Anchor.Credentials.Trust;

namespace Anchor.Credentials.Tests.Trust;

public sealed class TrustFileTests
{
    [Fact]
    public void A_trust_file_names_networks_and_issuers()
    {
        var trust = TrustFile.Read(Encoding.UTF8.GetBytes(Sample().ToJsonString())).Value;
        var network = trust.FindNetwork(31337, "0x" + new string('A', 40))!;
        Assert.Equal(("Local", new Finality(FinalityKind.Depth, 3), false), (network.Name, network.Finality, network.Production));
        Assert.Equal("http://127.0.0.1:8545", Assert.Single(network.Rpc));
        Assert.Null(trust.FindNetwork(1, network.Registry));
        Assert.Equal("Universidad Ejemplo", trust.FindIssuer(Samples.Issuer().Id)!.Name);
        Assert.Null(trust.FindIssuer("did:web:otra.example"));
    }

    [Theory]
    [InlineData("version", "2", "trust.version_unknown", "$.version")]
    [InlineData("networks", "null", "trust.malformed", "$.networks")]
    [InlineData("networks[0].chainId", "\"x\"", "trust.malformed", "$.networks[0].chainId")]
    [InlineData("networks[0].genesisHash", "\"0x00\"", "trust.malformed", "$.networks[0].genesisHash")]
    [InlineData("networks[0].registry", "\"0x00\"", "trust.malformed", "$.networks[0].registry")]
    [InlineData("networks[0].tokenFactory", "\"0x00\"", "trust.malformed", "$.networks[0].tokenFactory")]
    [InlineData("networks[0].production", "\"no\"", "trust.malformed", "$.networks[0].production")]
    [InlineData("networks[0].finality", "{\"kind\":\"soon\"}", "trust.malformed", "$.networks[0].finality.kind")]
    [InlineData("networks[0].finality", "{\"kind\":\"depth\",\"depth\":0}", "trust.malformed", "$.networks[0].finality.depth")]
    [InlineData("networks[0].finality", "null", "trust.malformed", "$.networks[0].finality")]
    [InlineData("networks[0].rpc", "[\"file:///etc/passwd\"]", "trust.malformed", "$.networks[0].rpc[0]")]
    [InlineData("issuers[0].did", "\"Universidad\"", "trust.malformed", "$.issuers[0].did")]
    [InlineData("issuers[0].did", "\"did:key:zzz\"", "trust.key_malformed", "$.issuers[0].did")]
    [InlineData("issuers[0].keys", "[\"z6Mk\"]", "trust.key_malformed", "$.issuers[0].keys[0]")]
    public void Each_wrong_member_has_a_code_and_a_path(string member, string json, string code, string path)
    {
        var trust = Sample();
        var dot = member.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) trust[member] = JsonNode.Parse(json);
        else trust[member[..(dot - 3)]]![0]![member[(dot + 1)..]] = JsonNode.Parse(json);
        var error = TrustFile.Read(Encoding.UTF8.GetBytes(trust.ToJsonString())).Error;
        Assert.Equal((code, path), (error?.Code, error?.Path));
    }

    [Fact]
    public void A_factory_of_tokens_is_named_or_not()
    {
        var trust = Sample();
        Assert.Null(TrustFile.Read(Encoding.UTF8.GetBytes(trust.ToJsonString())).Value.Networks[0].TokenFactory);
        trust["networks"]![0]!["tokenFactory"] = "0x" + new string('b', 40);
        Assert.Equal("0x" + new string('b', 40), TrustFile.Read(Encoding.UTF8.GetBytes(trust.ToJsonString())).Value.Networks[0].TokenFactory);
    }

    [Fact]
    public void The_same_network_or_issuer_twice_is_refused()
    {
        foreach (var member in new[] { "networks", "issuers" })
        {
            var trust = Sample();
            trust[member]!.AsArray().Add(trust[member]![0]!.DeepClone());
            var error = TrustFile.Read(Encoding.UTF8.GetBytes(trust.ToJsonString())).Error;
            Assert.Equal(("trust.duplicate", $"$.{member}[1]"), (error?.Code, error?.Path));
        }
    }

    private static JsonObject Sample() => JsonNode.Parse($$"""
        {"version":1,
         "networks":[{"chainId":31337,"name":"Local","genesisHash":"0x{{new string('e', 64)}}","registry":"0x{{new string('a', 40)}}",
           "finality":{"kind":"depth","depth":3},"production":false,"rpc":["http://127.0.0.1:8545"]}],
         "issuers":[{"did":"{{Samples.Issuer().Id}}","name":"Universidad Ejemplo"}]}
        """)!.AsObject();
}
