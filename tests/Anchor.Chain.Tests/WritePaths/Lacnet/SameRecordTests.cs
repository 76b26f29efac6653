using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;

namespace Anchor.Chain.Tests.WritePaths.Lacnet;

/// <summary>What stands on the chain does not show how it got there.</summary>
public sealed class SameRecordTests(LacnetFixture lacnet) : IClassFixture<LacnetFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_root_by_every_way_gives_the_same_record_and_event()
    {
        using var key = EvmAccountKey.Generate();
        await lacnet.AllowAsync(key);
        var registry = await LacnetFixture.DeployAsync(lacnet.Direct(), key);
        var contract = new RegistryContract(lacnet.Upstream, registry);
        var root = new Dice().Hash();
        var call = lacnet.AnchorCall(key, registry, root);
        var time = DateTimeOffset.UtcNow.AddMinutes(2).ToUnixTimeSeconds();

        var found = new List<(RegistryRecord? Record, Address Issuer, Address Operator, ulong AnchoredAt)>();
        foreach (var path in new IWritePath[] { lacnet.Direct(), lacnet.GasModel(), lacnet.MetaTxHub() })
        {
            var snapshot = (await lacnet.Local.RpcAsync("evm_snapshot")).GetString()!;
            await lacnet.Local.RpcAsync("evm_setNextBlockTimestamp", time);
            Assert.IsType<WriteFate.Executed>((await LacnetFixture.WriteAsync(path, key, registry, call)).Fate);
            var anchored = await contract.FindAnchoredAsync(key.Address, root, Token);
            found.Add((await contract.RecordAsync(key.Address, root, Token), anchored!.Issuer, anchored.Operator, anchored.AnchoredAt));
            await lacnet.Local.RpcAsync("evm_revert", snapshot);
        }
        Assert.Equal((ulong)time, found[0].AnchoredAt);
        Assert.Equal((key.Address, key.Address), (found[0].Issuer, found[0].Operator));
        Assert.Single(found.Distinct());
    }
}
