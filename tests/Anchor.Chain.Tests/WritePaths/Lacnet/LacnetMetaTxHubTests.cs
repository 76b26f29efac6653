using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;
using Anchor.Chain.WritePaths.Lacnet;

namespace Anchor.Chain.Tests.WritePaths.Lacnet;

/// <summary>The meta-transaction hub of a local LACNet, behind a node that lets nothing else through.</summary>
public sealed class LacnetMetaTxHubTests(LacnetFixture lacnet) : IClassFixture<LacnetFixture>
{
    private static readonly byte[] Word = new byte[32];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_registry_is_deployed_and_a_signed_anchor_becomes_its_event()
    {
        using var key = EvmAccountKey.Generate();
        await lacnet.AllowAsync(key);
        var path = lacnet.MetaTxHub();
        Assert.Equal((false, ""), (path.CallsAsAccount, path.NonceSpace));
        var registry = await LacnetFixture.DeployAsync(path, key);
        var contract = new RegistryContract(lacnet.Upstream, registry);
        Assert.Equal(LacnetFixture.RegistryCodeHash, await contract.CodeHashAsync(Token));

        var root = new Dice().Hash();
        var (signed, hash, fate) = await LacnetFixture.WriteAsync(path, key, registry, lacnet.AnchorCall(key, registry, root));
        Assert.Equal(signed.Hash, hash);
        Assert.False(signed.IsWrapped);
        Assert.True(AnchoredEvent.TryRead(Assert.IsType<WriteFate.Executed>(fate).Receipt, registry, key.Address, root, out var anchored));
        Assert.Equal(anchored, await contract.FindAnchoredAsync(key.Address, root, Token));
        Assert.Equal(2UL, await path.NextNonceAsync(key.Address, Token));
        Assert.Equal(new SendOutcome.Accepted(hash), await path.SendAsync(signed.Raw, Token));
    }

    [Fact]
    public async Task The_target_gets_the_signers_address_behind_the_call()
    {
        using var key = EvmAccountKey.Generate();
        await lacnet.AllowAsync(key);
        var probe = await LacnetFixture.DeployAsync(lacnet.MetaTxHub(), key, "CallProbe", Word);
        Assert.IsType<WriteFate.Executed>((await LacnetFixture.WriteAsync(lacnet.MetaTxHub(), key, probe, [1, 2, 3, 4])).Fate);
        var data = await lacnet.Upstream.CallAsync(new CallRequest(probe, new AbiEncoder().EncodeCall(new AbiSignature("lastData()"))), BlockId.Latest, Token);
        Assert.Equal([1, 2, 3, 4, .. key.Address.AsSpan()], new AbiReader(data).ReadBytes());
    }

    [Fact]
    public async Task An_account_that_the_hub_does_not_allow_is_told_so_before_and_after()
    {
        using var key = EvmAccountKey.Generate();
        var account = new Dice().Account();
        var refused = await Assert.ThrowsAsync<RpcErrorException>(() => lacnet.MetaTxHub().PrepareAsync(new WriteRequest(account, Word, key, 0), Token));
        Assert.StartsWith("lacnet.hub.caller_not_allowed: ", refused.Reason);
        await ExpectFailureAsync(lacnet.MetaTxHub(), key, account, Word, "lacnet.hub.caller_not_allowed", "list of callers");
    }

    [Fact]
    public async Task A_target_that_reverts_gives_its_own_reason()
    {
        using var key = EvmAccountKey.Generate();
        await lacnet.AllowAsync(key);
        var path = lacnet.MetaTxHub();
        var registry = await LacnetFixture.DeployAsync(path, key);
        var root = new Dice().Hash();
        await LacnetFixture.WriteAsync(path, key, registry, lacnet.AnchorCall(key, registry, root));
        var again = lacnet.AnchorCall(key, registry, root);
        var refused = await Assert.ThrowsAsync<RpcErrorException>(() => path.PrepareAsync(new WriteRequest(registry, again, key, 2), Token));
        Assert.True(RegistryError.TryDecode(refused.RevertData.Span, out var error));
        Assert.Equal("AnchorRegistryAlreadyAnchored", error.Name);
        await ExpectFailureAsync(path, key, registry, again, "reverted", $"anchored root {root.ToHex()} already");
    }

    [Fact]
    public async Task A_constructor_that_reverts_is_a_failure()
    {
        using var key = EvmAccountKey.Generate();
        await lacnet.AllowAsync(key);
        byte[] creation = [.. LacnetFixture.Creation("CallProbe"), .. Word.AsSpan(1), 1];
        await ExpectFailureAsync(lacnet.MetaTxHub(), key, null, creation, "lacnet.hub.create_failed", "constructor");
    }

    [Fact]
    public async Task The_quota_of_the_record_and_that_of_the_hub_both_count()
    {
        using var key = EvmAccountKey.Generate();
        await lacnet.AllowAsync(key);
        var account = new Dice().Account();
        var request = new WriteRequest(account, Word, key, 0);
        var small = lacnet.MetaTxHub(lacnet.Network.Lacnet! with { QuotaPerBlock = 50_000 });
        await Assert.ThrowsAsync<QuotaExceededException>(() => small.PrepareAsync(request, Token));
        await lacnet.AllowAsync(key, quota: 50_000);
        await Assert.ThrowsAsync<QuotaExceededException>(() => lacnet.MetaTxHub().PrepareAsync(request, Token));
        await ExpectFailureAsync(lacnet.MetaTxHub(), key, account, Word, "lacnet.hub.quota_exceeded", "next block");
    }

    [Fact]
    public async Task After_its_deadline_a_request_is_refused()
    {
        using var key = EvmAccountKey.Generate();
        await lacnet.AllowAsync(key);
        var late = lacnet.MetaTxHub(time: new ShiftedClock(TimeSpan.FromHours(-2)));
        await ExpectFailureAsync(late, key, new Dice().Account(), Word, "lacnet.hub.deadline_expired", "clock");
    }

    [Fact]
    public async Task A_nonce_that_was_used_in_the_bitmap_is_stepped_over()
    {
        using var key = EvmAccountKey.Generate();
        await lacnet.AllowAsync(key);
        var path = lacnet.MetaTxHub();
        var account = new Dice().Account();
        await LacnetFixture.WriteAsync(path, key, account, Word);
        var again = await path.PrepareAsync(new WriteRequest(account, Word, key, 0, 200_000), Token);
        var stepped = Convert.ToHexStringLower(new AbiEncoder().Add(LacnetMetaTxHubWritePath.NonceBitmap).Add(System.Numerics.BigInteger.One << 64).Encode());
        Assert.Contains(stepped, Convert.ToHexStringLower(again.Raw), StringComparison.Ordinal);
        // The account's own nonce still guards: these bytes come too late.
        Assert.IsType<SendOutcome.Refused>(await path.SendAsync(again.Raw, Token));
    }

    [Fact]
    public async Task The_node_lets_transactions_through_to_the_hub_alone()
    {
        using var key = EvmAccountKey.Generate();
        var elsewhere = new LegacyTransaction
        {
            ChainId = lacnet.Network.ChainId, Nonce = 0, GasPrice = 0, GasLimit = 100_000, To = new Dice().Account(), Data = Word,
        }.Sign(key);
        var refused = Assert.IsType<SendOutcome.Refused>(await lacnet.MetaTxHub().SendAsync(elsewhere.Raw, Token));
        Assert.Equal(LacnetRefusals.NotPermittedCode, refused.Code);
        Assert.StartsWith("lacnet.not_permitted: ", refused.Reason);
    }

    [Fact]
    public async Task A_success_without_the_hubs_own_event_is_no_success()
    {
        using var key = EvmAccountKey.Generate();
        var (_, hash, fate) = await LacnetFixture.WriteAsync(lacnet.Direct(), key, new Dice().Account(), Word);
        Assert.IsType<WriteFate.Executed>(fate);
        var failed = Assert.IsType<WriteFate.Failed>(await lacnet.MetaTxHub().FateAsync(hash, Token));
        Assert.Equal(("lacnet.no_effect", true), (failed.Code, failed.NonceUsed));
    }

    [Fact]
    public async Task Nothing_is_signed_for_another_chain_without_a_hub_or_to_outbid()
    {
        using var key = EvmAccountKey.Generate();
        key.Dispose(); // signing would now throw ObjectDisposedException
        var request = new WriteRequest(new Dice().Account(), Word, key, 0);
        await Assert.ThrowsAsync<CannotOutbidException>(() => lacnet.MetaTxHub().PrepareAsync(request with { Outbids = default(OfferedFees) }, Token));
        var other = new LacnetMetaTxHubWritePath(lacnet.Upstream, lacnet.Network with { ChainId = 1 }, TimeProvider.System);
        await Assert.ThrowsAsync<ChainMismatchException>(() => other.PrepareAsync(request, Token));
        var nowhere = lacnet.MetaTxHub(lacnet.Network.Lacnet! with { MetaTxHub = new Dice().Account() });
        await Assert.ThrowsAsync<RpcUnavailableException>(() => nowhere.PrepareAsync(request, Token));
    }

    private static async Task ExpectFailureAsync(IWritePath path, EvmAccountKey key, Address? to, byte[] data, string code, string words)
    {
        var before = await path.NextNonceAsync(key.Address, Token);
        var (_, _, fate) = await LacnetFixture.WriteAsync(path, key, to, data, gas: 1_000_000);
        var failed = Assert.IsType<WriteFate.Failed>(fate);
        Assert.Equal((code, true, false), (failed.Code, failed.NonceUsed, failed.Receipt.Succeeded));
        Assert.Contains(words, failed.Reason, StringComparison.Ordinal);
        Assert.Equal(before + 1, await path.NextNonceAsync(key.Address, Token));
    }
}
