using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths;
using Anchor.Chain.WritePaths.Lacnet;

namespace Anchor.Chain.Tests.Networks;

public sealed class LacnetSettingsTests
{
    private const string Written =
        """
        {"name":"LACNet mainnet","chainId":648541,"rpcUrls":["https://writer.example/rpc"],"quorum":1,"writePath":"lacnetGasModel","payer":"issuer",
         "lacnet":{"trustedForwarder":"0xEAA5420AF59305c5ecacCB38fcDe70198001d147","node":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
         "expirationSeconds":3600,"metaTxHub":"0x1B5c82C4093D2422699255f59f3B8A33c4a37773","quotaPerBlock":500000,"login":"https://naas.example/auth",
         "loginUserVariable":"ANCHOR_LACNET_USER","loginPasswordVariable":"ANCHOR_LACNET_PASSWORD"},"finality":"instant","production":true}
        """;

    private static readonly LacnetSettings Right = JsonSerializer.Deserialize<Network>(Written)!.Lacnet!;

    [Fact]
    public void The_settings_read_from_and_write_to_JSON_unchanged()
    {
        var network = JsonSerializer.Deserialize<Network>(Written)!;
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(Written)), JsonSerializer.Serialize(network));
        foreach (var kind in Enum.GetValues<WritePathKind>()) network.Lacnet!.Validate(kind);
        Assert.Equal(3600UL, JsonSerializer.Deserialize<LacnetSettings>("{}")!.ExpirationSeconds);
    }

    [Fact]
    public void What_is_missing_or_out_of_range_is_named()
    {
        (LacnetSettings Wrong, WritePathKind Kind, string Named)[] cases =
        [
            (Right with { TrustedForwarder = null }, WritePathKind.LacnetGasModel, "trustedForwarder"),
            (Right with { TrustedForwarder = default(Address) }, WritePathKind.LacnetGasModel, "trustedForwarder"),
            (Right with { NodeAddress = null }, WritePathKind.LacnetGasModel, "node"),
            (Right with { MetaTxHub = null }, WritePathKind.LacnetMetaTxHub, "metaTxHub"),
            (Right with { ExpirationSeconds = 299 }, WritePathKind.LacnetGasModel, "expirationSeconds"),
            (Right with { ExpirationSeconds = 3_600_000 }, WritePathKind.LacnetGasModel, "expirationSeconds"),
            (Right with { QuotaPerBlock = 0 }, WritePathKind.LacnetGasModel, "quotaPerBlock"),
            (Right with { Login = new Uri("http://naas.example/auth") }, WritePathKind.Direct, "login"),
            (Right with { Login = new Uri("https://user:pass@naas.example/auth") }, WritePathKind.Direct, "login"),
            (Right with { Login = new Uri("auth", UriKind.Relative) }, WritePathKind.Direct, "login"),
            (Right with { LoginUserVariable = "" }, WritePathKind.Direct, "login"),
        ];
        foreach (var (wrong, kind, named) in cases)
            Assert.Contains($"lacnet.{named} ", Assert.Throws<ArgumentException>(() => wrong.Validate(kind)).Message, StringComparison.Ordinal);
        (Right with { Login = new Uri("http://127.0.0.1:1/auth") }).Validate(WritePathKind.Direct);
        (Right with { TrustedForwarder = null, NodeAddress = null }).Validate(WritePathKind.LacnetMetaTxHub);
    }

    [Fact]
    public void The_record_chooses_the_write_path()
    {
        var client = new EvmClient(new FakeNode((request, _) => FakeNode.Result(request, null)).Connect());
        var network = JsonSerializer.Deserialize<Network>(Written)!;
        Assert.IsType<LacnetGasModelWritePath>(For(network));
        Assert.IsType<LacnetMetaTxHubWritePath>(For(network with { WritePath = WritePathKind.LacnetMetaTxHub }));
        Assert.IsType<DirectWritePath>(For(network with { WritePath = WritePathKind.Direct, Lacnet = null }));
        Assert.Throws<ArgumentException>(() => For(network with { Lacnet = null }));
        Assert.Throws<ArgumentException>(() => For(network with { Lacnet = null, WritePath = WritePathKind.LacnetMetaTxHub }));
        Assert.Throws<ArgumentException>(() => For(network with { Lacnet = Right with { NodeAddress = null } }));

        IWritePath For(Network record) => WritePathChoice.For(record, client, new DirectWritePathOptions(), TimeProvider.System);
    }
}
