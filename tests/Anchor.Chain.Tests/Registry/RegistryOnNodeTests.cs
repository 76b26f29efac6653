using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;

namespace Anchor.Chain.Tests.Registry;

/// <summary>The binding against a stand-in contract on a real node; the compiled registry's own tests are in Anchor.EndToEnd.</summary>
public sealed class RegistryOnNodeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_anchored_root_is_found_in_the_receipt_in_the_record_and_in_the_log()
    {
        await using var chain = await ChainFixture.StartAsync();
        var registry = new RegistryContract(chain.Client, await chain.DeployStandInAsync());
        var dice = new Dice();
        var (issuer, root) = (chain.Key.Address, dice.Hash());
        Assert.Null(await registry.RecordAsync(issuer, root, Token));
        Assert.Null(await registry.FindAnchoredAsync(issuer, root, Token));

        var receipt = await chain.WriteAsync(registry.Address, RegistryCalls.Anchor(root));
        await chain.WriteAsync(registry.Address, RegistryCalls.Anchor(dice.Hash()));

        Assert.True(AnchoredEvent.TryRead(receipt, registry.Address, issuer, root, out var fromReceipt));
        var block = await chain.Client.GetBlockAsync(BlockId.WithHash(receipt.BlockHash), Token);
        Assert.Equal(block!.Timestamp, fromReceipt.AnchoredAt);
        Assert.Equal(new RegistryRecord(block.Timestamp, block.Number, 0), await registry.RecordAsync(issuer, root, Token));
        Assert.Equal(fromReceipt, await registry.FindAnchoredAsync(issuer, root, Token));
        Assert.Null(await registry.FindAnchoredAsync(dice.Account(), root, Token));
        Assert.Equal(Keccak256.Hash(await chain.Client.GetCodeAsync(registry.Address, BlockId.Latest, Token)), await registry.CodeHashAsync(Token));
    }

    [Fact]
    public async Task An_address_without_a_registry_gives_no_record_but_an_unusable_answer()
    {
        await using var chain = await ChainFixture.StartAsync();
        var nothing = new RegistryContract(chain.Client, new Dice().Account());
        Assert.Null(await nothing.CodeHashAsync(Token));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => nothing.RecordAsync(chain.Key.Address, default, Token));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => nothing.IsRevokedAsync(chain.Key.Address, default, 0, Token));
    }
}
