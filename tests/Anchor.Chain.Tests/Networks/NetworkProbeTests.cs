using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Tests.WritePaths.Lacnet;

namespace Anchor.Chain.Tests.Networks;

public sealed class NetworkProbeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("berlin", false, false)]
    [InlineData("london", true, false)]
    [InlineData("shanghai", true, true)]
    [InlineData("prague", true, true)]
    public async Task The_rules_are_found_out_by_asking(string hardfork, bool hasBaseFee, bool hasPush0)
    {
        await using var chain = await ChainFixture.StartAsync("--hardfork", hardfork);
        var probe = await NetworkProbe.RunAsync(chain.Client, chain.Network, Token);
        Assert.Equal((hasBaseFee, hasPush0, false), (probe.HasBaseFee, probe.HasPush0, probe.IsFree));
        Assert.Empty(probe.Warnings);
    }

    [Fact]
    public async Task A_record_of_LACNet_for_another_chain_is_warned_of()
    {
        await using var chain = await ChainFixture.StartAsync();
        var settings = new LacnetSettings { TrustedForwarder = new Dice().Account(), MetaTxHub = new Dice().Account() };
        foreach (var kind in new[] { WritePathKind.LacnetGasModel, WritePathKind.LacnetMetaTxHub })
        {
            var probe = await NetworkProbe.RunAsync(chain.Client, chain.Network with { WritePath = kind, Lacnet = settings }, Token);
            Assert.Equal(4, probe.Warnings.Count); // base fee, price, finality, contract
        }
    }

    [Fact]
    public async Task LACNet_is_known_by_its_rules_and_a_right_record_has_no_warning()
    {
        await using var lacnet = new LacnetFixture();
        await lacnet.InitializeAsync();
        foreach (var kind in new[] { WritePathKind.LacnetGasModel, WritePathKind.LacnetMetaTxHub })
        {
            var right = await NetworkProbe.RunAsync(lacnet.Client(lacnet.Local.Relays[0].Url), lacnet.Network with { WritePath = kind }, Token);
            Assert.Equal((false, false, true), (right.HasBaseFee, right.HasPush0, right.IsFree));
            Assert.Empty(right.Warnings);
            Assert.Equal("no base fee, no PUSH0, gas without a price", right.ToString());
        }
        var direct = await NetworkProbe.RunAsync(lacnet.Upstream, lacnet.Network with { WritePath = WritePathKind.Direct }, Token);
        Assert.Contains("lacnetGasModel", Assert.Single(direct.Warnings), StringComparison.Ordinal);
        var hubForProxy = lacnet.Network with { Lacnet = lacnet.Network.Lacnet! with { TrustedForwarder = Anchor.Chain.Encoding.Address.Parse(lacnet.Local.Hub) } };
        Assert.Contains("not the hub", Assert.Single((await NetworkProbe.RunAsync(lacnet.Upstream, hubForProxy, Token)).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_runs_no_creation_code_leaves_PUSH0_open()
    {
        var node = new FakeNode((request, _) => request.GetProperty("method").GetString() switch
        {
            "eth_getBlockByNumber" => FakeNode.Result(request, System.Text.Json.Nodes.JsonNode.Parse(
                $$"""{"number":"0x1","hash":"0x{{new string('1', 64)}}","parentHash":"0x{{new string('2', 64)}}","timestamp":"0x1","gasLimit":"0x1"}""")),
            "eth_gasPrice" => FakeNode.Result(request, "0x1"),
            _ => FakeNode.Error(request, -32602, "to is missing"),
        });
        var network = new Network { Name = "x", ChainId = 1, RpcUrls = [], Finality = FinalityPolicy.Instant };
        Assert.Null((await NetworkProbe.RunAsync(new EvmClient(node.Connect()), network, Token)).HasPush0);
    }
}
