using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths.Lacnet;
using Anchor.Tests.Support;

namespace Anchor.Chain.Tests.WritePaths.Lacnet;

/// <summary>The local network that stands in for LACNet.</summary>
public sealed class LocalLacnetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Started_again_on_its_folder_it_is_the_same_network()
    {
        var folder = Directory.CreateTempSubdirectory("anchor-lacnet-");
        try
        {
            using var key = EvmAccountKey.Generate();
            using var http = EvmHttp.Create();
            string hub, proxy, metaTxHub, genesis;
            Address probe;
            await using (var first = await LacnetNetwork.StartAsync("--folder", folder.FullName))
            {
                (hub, proxy, metaTxHub) = (first.Hub, first.Proxy, first.MetaTxHub);
                genesis = (await first.RpcAsync("eth_getBlockByNumber", "0x0", false)).GetProperty("hash").GetString()!;
                probe = await LacnetFixture.DeployAsync(Path(first, http), key, "CallProbe", new byte[32]);
            }
            await using var second = await LacnetNetwork.StartAsync("--folder", folder.FullName);
            Assert.Equal((hub, proxy, metaTxHub), (second.Hub, second.Proxy, second.MetaTxHub));
            Assert.Equal(genesis, (await second.RpcAsync("eth_getBlockByNumber", "0x0", false)).GetProperty("hash").GetString());
            var path = Path(second, http);
            Assert.Equal(1UL, await path.NextNonceAsync(key.Address, Token));
            await LacnetFixture.WriteAsync(path, key, probe, [1]);
            Assert.Equal(2UL, await path.NextNonceAsync(key.Address, Token));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static LacnetGasModelWritePath Path(LacnetNetwork local, HttpClient http) => new(
        new EvmClient(new JsonRpcClient(http, local.Relays[0].Url, new JsonRpcOptions(), TimeProvider.System)),
        new Network
        {
            Name = "Local LACNet", ChainId = local.ChainId, RpcUrls = [], Finality = FinalityPolicy.Instant,
            Lacnet = new LacnetSettings { TrustedForwarder = Address.Parse(local.Proxy), NodeAddress = Address.Parse(local.Relays[0].Node) },
        },
        TimeProvider.System);
}
