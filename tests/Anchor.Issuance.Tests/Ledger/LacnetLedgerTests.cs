using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.StatusLists;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Issuance.Tests.Ledger;

/// <summary>The ledger on a local LACNet, by the gas model and by the meta-transaction hub, and what it makes of every refusal.</summary>
public sealed class LacnetLedgerTests(ChainFixture chain, LacnetChain lacnet) : LacnetLedgerBase(chain, lacnet)
{
    private const string Sending = "eth_sendRawTransaction";

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Batches_of_one_issuer_share_a_transaction_of_its_account(string way)
    {
        await using var host = await HostOnAsync(NetworkOf(way));
        var batches = new[] { await SealedAsync(), await SealedAsync(10), await SealedAsync(20) };
        await RunUntilAsync(() => AreFinalAsync(3), host);
        Assert.Equal(1, await CountAsync("anchor_view_transactions"));
        foreach (var batch in batches) await AssertAnchoredOnceAsync(batch);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Batches_of_two_issuers_go_by_their_own_accounts(string way)
    {
        await using var host = await HostOnAsync(NetworkOf(way));
        var (batch, theirs) = (await SealedAsync(), await OtherIssuerAsync());
        await RunUntilAsync(() => AreFinalAsync(2), host);
        Assert.Equal(2, await CountAsync("anchor_view_transactions"));
        await AssertAnchoredOnceAsync(batch);
        await AssertAnchoredOnceAsync(theirs.Account, theirs.Root);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Batches_of_two_issuers_share_a_transaction_of_the_host(string way)
    {
        await using var host = await PayingHostAsync(way);
        var (batches, theirs) = (new[] { await SealedAsync(), await SealedAsync(10) }, await OtherIssuerAsync());
        await RunUntilAsync(() => AreFinalAsync(3), host);
        Assert.Equal(1, await CountAsync("anchor_view_transactions"));
        foreach (var batch in batches) await AssertAnchoredOnceAsync(batch);
        await AssertAnchoredOnceAsync(theirs.Account, theirs.Root);
    }

    [Theory]
    [InlineData("gas", false)]
    [InlineData("gas", true)]
    [InlineData("hub", false)]
    [InlineData("hub", true)]
    public async Task A_lost_answer_ends_final_with_the_hash_that_is_on_the_chain(string way, bool worked)
    {
        await using var door = FaultyNode.Before(UrlOf(way), seed: 1);
        await using var host = await HostOnAsync(NetworkOf(way, door.Url));
        door.Break(new NodeFault(FaultKind.Reset, worked), Sending, times: 1);
        var batch = await SealedAsync();
        await RunUntilAsync(() => AreFinalAsync(1), host);
        Assert.Equal(worked ? 1 : 2, door.BodiesOf(Sending).Count);
        Assert.Single(door.BodiesOf(Sending).Select(body => (string)JsonNode.Parse(body)!["params"]![0]!).Distinct());
        await AssertAnchoredOnceAsync(batch);
    }

    [Fact]
    public async Task Revocations_whose_answer_was_lost_are_found_and_not_repeated()
    {
        await using var door = FaultyNode.Before(UrlOf("gas"), seed: 1);
        await using var host = await HostOnAsync(NetworkOf("gas", door.Url));
        var batch = await SealedAsync();
        await RunUntilAsync(() => AreFinalAsync(1), host);
        Ok(await SendAsync(new SetMirrorPolicy(Actor, true)));
        Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Revoke, new StatusTargets([], batch, 0, 2), "issued-in-error", null, false)));
        door.Break(NodeFault.AnswerLost(FaultKind.Reset), Sending, times: 1);
        await RunUntilAsync(async () => await CountAsync("anchor_view_transactions WHERE purpose = 'revocations' AND status = 'final'") == 1, host);
        Assert.Equal(2, await CountAsync("anchor_view_transactions"));
        Assert.True(await new RegistryContract(Lacnet.Upstream, Lacnet.Registry).IsRevokedAsync(Address.Parse(Account), await RootAsync(batch), 1, Token));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_nonce_that_another_transaction_took_is_told_and_the_root_is_signed_anew(string way)
    {
        await using var door = FaultyNode.Before(UrlOf(way), seed: 1);
        await using var host = await HostOnAsync(NetworkOf(way, door.Url));
        door.Break(NodeFault.Failed(FaultKind.Reset), Sending);
        var batch = await SealedAsync();
        await StepAsync(host);
        await UseAccountElsewhereAsync(NetworkOf(way), MerkleHash.Leaf([9]));
        door.Mend();
        await RunUntilAsync(() => AreFinalAsync(1), host);
        Assert.Equal(1, await EventsAsync("transaction_replaced_v1"));
        await AssertAnchoredOnceAsync(batch);
    }

    [Fact]
    public async Task A_root_that_went_by_another_node_first_is_final_and_the_refusal_has_its_reason()
    {
        await using var door = FaultyNode.Before(UrlOf("gas"), seed: 1);
        await using var host = await HostOnAsync(NetworkOf("gas", door.Url));
        door.Break(NodeFault.Failed(FaultKind.Reset), Sending);
        var batch = await SealedAsync();
        await StepAsync(host);
        await UseAccountElsewhereAsync(Lacnet.GasModel(1), await RootAsync(batch));
        door.Mend();
        await RunUntilAsync(() => AreFinalAsync(1), host);
        await RunUntilAsync(async () => await EventsAsync("transaction_reverted_v1") == 1, host);
        Assert.Equal("reverted", await LastAsync("transaction_reverted_v1", "code"));
        Assert.NotEmpty((await LastAsync("transaction_reverted_v1", "reason"))!);
        await AssertAnchoredOnceAsync(batch);
    }

    [Fact]
    public async Task A_nonce_ahead_of_the_hubs_is_refused_and_signed_anew()
    {
        await using var door = FaultyNode.Before(UrlOf("gas"), seed: 1);
        await using var host = await HostOnAsync(NetworkOf("gas", door.Url));
        door.Tell((request, answer) =>
        {
            if ((string?)request["method"] == "eth_getTransactionCount") answer["result"] = "0x3";
            return answer;
        });
        var batch = await SealedAsync();
        await StepAsync(host);
        door.Mend();
        await RunUntilAsync(() => AreFinalAsync(1), host);
        Assert.Equal("lacnet.bad_nonce", await LastAsync("transaction_reverted_v1", "code"));
        await AssertAnchoredOnceAsync(batch);
    }

    [Theory]
    [InlineData("gas", 500_000UL)]
    [InlineData("hub", 200_000UL)]
    public async Task Roots_that_exceed_the_quota_together_go_in_parts(string way, ulong quota)
    {
        await using var host = await HostOnAsync(way == "gas" ? Lacnet.GasModel(1) : NetworkOf(way));
        if (way == "gas") await Lacnet.OperateAsync(1, "lacnet_setQuota", quota);
        else await AllowAsync(Account, quota);
        var batches = new List<Guid>();
        for (var i = 0; i < 6; i++) batches.Add(await SealedAsync(i * 10));
        await RunUntilAsync(() => AreFinalAsync(6), host);
        Assert.InRange(await CountAsync("anchor_view_transactions"), 2, 6);
        Assert.Equal(0, await EventsAsync("transaction_reverted_v1"));
        foreach (var batch in batches) await AssertAnchoredOnceAsync(batch);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_transaction_that_expired_on_the_way_is_signed_anew(string way)
    {
        await using var door = FaultyNode.Before(UrlOf(way), seed: 1);
        var network = NetworkOf(way, door.Url);
        await using var host = await HostOnAsync(network with { Lacnet = network.Lacnet! with { ExpirationSeconds = 300 } });
        door.Break(NodeFault.Failed(FaultKind.Reset), Sending);
        var batch = await SealedAsync();
        await StepAsync(host);
        await Lacnet.Local.RpcAsync("evm_increaseTime", 400);
        await Lacnet.Local.RpcAsync("evm_mine");
        Clock.Ahead += TimeSpan.FromSeconds(400);
        door.Mend();
        await RunUntilAsync(() => AreFinalAsync(1), host);
        Assert.Equal(1, await EventsAsync("transaction_expired_v1"));
        Assert.Equal(2, await CountAsync("anchor_view_transactions"));
        await AssertAnchoredOnceAsync(batch);
    }

    [Fact]
    public async Task An_account_that_the_node_does_not_let_pass_waits_for_the_permission()
    {
        await using var host = await HostOnAsync(NetworkOf("gas"));
        await Lacnet.OperateAsync(0, "lacnet_permit", false);
        var batch = await SealedAsync();
        try
        {
            for (var round = 0; round < 3; round++) await StepAsync(host);
            Assert.Equal(("refused", "-32007"), (await LastAsync("transaction_submitted_v1", "outcome"), await LastAsync("transaction_submitted_v1", "code")));
            Assert.Equal(1, await CountAsync("anchor_view_transactions WHERE status = 'submitted'"));
        }
        finally
        {
            await Lacnet.OperateAsync(0, "lacnet_permit", true);
        }
        await RunUntilAsync(() => AreFinalAsync(1), host);
        Assert.Equal(1, await CountAsync("anchor_view_transactions"));
        await AssertAnchoredOnceAsync(batch);
    }

    [Fact]
    public async Task An_account_that_the_hub_does_not_allow_waits_unsigned()
    {
        await using var host = await HostOnAsync(NetworkOf("hub"));
        await Lacnet.OperateAsync(0, "lacnet_allow", Account, new { isCaller = false });
        var batch = await SealedAsync();
        for (var round = 0; round < 3; round++) await StepAsync(host);
        Assert.Equal(0, await CountAsync("anchor_view_transactions"));
        await AllowAsync(Account);
        await RunUntilAsync(() => AreFinalAsync(1), host);
        await AssertAnchoredOnceAsync(batch);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_transaction_that_a_restarted_node_forgot_is_sent_again(string way)
    {
        await using var door = FaultyNode.Before(UrlOf(way), seed: 1);
        await using var host = await HostOnAsync(NetworkOf(way, door.Url));
        var batch = await SealedAsync();
        await WithoutBlocksAsync(async () =>
        {
            await StepAsync(host);
            door.IsDown = true;
            await Lacnet.Local.RpcAsync("anvil_dropTransaction", (await LastAsync("transaction_submitted_v1", "transactionHash"))!);
            await StepAsync(host);
            door.IsDown = false;
            await RunUntilAsync(async () => await EventsAsync("transaction_dropped_v1") == 1, host);
        });
        await RunUntilAsync(() => AreFinalAsync(1), host);
        await AssertAnchoredOnceAsync(batch);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_account_has_one_transaction_on_its_way(string way)
    {
        await using var door = FaultyNode.Before(UrlOf(way), seed: 1);
        await using var host = await HostOnAsync(NetworkOf(way, door.Url));
        var batches = new List<Guid> { await SealedAsync() };
        await WithoutBlocksAsync(async () =>
        {
            await StepAsync(host);
            batches.Add(await SealedAsync(10));
            for (var round = 0; round < 3; round++) await StepAsync(host);
            Assert.Equal(1, await CountAsync("anchor_view_transactions"));
            Assert.Single(door.BodiesOf(Sending));
        });
        await RunUntilAsync(() => AreFinalAsync(2), host);
        Assert.Equal(2, await CountAsync("anchor_view_transactions"));
        foreach (var batch in batches) await AssertAnchoredOnceAsync(batch);
    }

    [Fact]
    public async Task Only_the_first_node_of_the_gas_model_is_written_to()
    {
        await using var first = FaultyNode.Before(Lacnet.Local.Relays[0].Url, seed: 1);
        await using var second = FaultyNode.Before(Lacnet.Local.Relays[1].Url, seed: 1);
        await using var host = await HostOnAsync(Lacnet.GasModel(0, first.Url, second.Url));
        first.Break(NodeFault.Failed(FaultKind.RpcError), Sending, times: 2);
        first.Break(NodeFault.Failed(FaultKind.Reset), "eth_getTransactionCount", times: 2);
        var batch = await SealedAsync();
        await RunUntilAsync(() => AreFinalAsync(1), host);
        Assert.DoesNotContain(Sending, second.Heard);
        Assert.DoesNotContain("eth_getTransactionCount", second.Heard);
        await AssertAnchoredOnceAsync(batch);
    }
}
