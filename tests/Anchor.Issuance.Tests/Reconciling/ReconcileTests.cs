using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;
using Anchor.Credentials;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Ledger;
using Anchor.Issuance.Reconciling;
using Anchor.Issuance.StatusLists;
using Anchor.Merkle;
using Anchor.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Anchor.Issuance.Tests.Reconciling;

public class ReconcileTests(ChainFixture chain) : IssuanceTestBase(chain)
{
    protected override Uri? PublicUrl => new("https://anchor.example");

    private IEvmClient Client => RegistryDeployment.Client(Node);

    [Fact]
    public async Task A_host_whose_chain_and_database_agree_has_no_difference_and_nothing_is_written()
    {
        var batch = await AnchoredBatchAsync(3);
        await RevokeAsync(batch, 2);
        var before = await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events");
        var answer = await ReconcileAsync();
        Assert.Empty(answer.Differences);
        Assert.Equal((2, 1, null, true), (answer.Events, answer.Anchorings, answer.Next, answer.IsComplete));
        Assert.Equal([Account], answer.Accounts);
        Assert.Equal(before, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events"));
    }

    [Fact]
    public async Task A_root_that_no_batch_has_is_only_on_the_chain()
    {
        await AnchoredBatchAsync(2);
        var root = MerkleHash.Leaf([1, 2, 3]);
        await CallAsync(RegistryCalls.Anchor(root));
        var difference = Assert.Single((await ReconcileAsync()).Differences);
        Assert.Equal(("anchor.only_on_chain", root.ToHex(), Account, null, null, false), (difference.Code, difference.Root, difference.Account, difference.BatchId, difference.RecordedBlock, difference.IsPending));
        Assert.NotNull(difference.TransactionHash);
    }

    [Fact]
    public async Task A_final_root_that_the_chain_lost_is_only_in_the_database()
    {
        await Node.RpcAsync("anvil_mine", "0x8");
        var batch = await AnchoredBatchAsync(2);
        var block = (ulong)(await BatchAsync(batch)).Anchorings[0].BlockNumber!;
        var depth = await Client.BlockNumberAsync(Token) - block + 1;
        await Node.RpcAsync("anvil_rollback", depth);
        var shortened = Assert.Single((await ReconcileAsync()).Differences);
        Assert.Equal(("anchor.only_in_database", batch, block), (shortened.Code, shortened.BatchId, shortened.RecordedBlock));

        await Node.RpcAsync("anvil_mine", "0x8");
        var replaced = Assert.Single((await ReconcileAsync()).Differences);
        Assert.Equal(("anchor.only_in_database", batch), (replaced.Code, replaced.BatchId));
        Assert.NotEqual(shortened.Message, replaced.Message);
    }

    [Fact]
    public async Task A_root_that_stands_in_another_block_is_told()
    {
        await Node.RpcAsync("anvil_mine", "0x8");
        var batch = await AnchoredBatchAsync(2);
        var block = (ulong)(await BatchAsync(batch)).Anchorings[0].BlockNumber!;
        await Node.RpcAsync("anvil_rollback", await Client.BlockNumberAsync(Token) - block + 1);
        await Node.RpcAsync("anvil_mine", "0x3");
        await CallAsync(RegistryCalls.Anchor(Hash32.Parse((await BatchAsync(batch)).Root)));
        var difference = Assert.Single((await ReconcileAsync()).Differences);
        Assert.Equal(("anchor.block_differs", batch, block, block + 3), (difference.Code, difference.BatchId, difference.RecordedBlock, difference.BlockNumber));
    }

    [Fact]
    public async Task A_root_whose_block_is_not_final_passes_by_itself()
    {
        var batch = await OpenAsync();
        Ok(await ImportAsync(batch, Header + Rows(2)));
        for (var round = 0; round < 20 && (await BatchAsync(batch)).Anchorings is not [{ Status: "included" }]; round++) await StepAsync(Services);
        var difference = Assert.Single((await ReconcileAsync()).Differences);
        Assert.Equal(("anchor.not_final_yet", true), (difference.Code, difference.IsPending));
        await RunUntilAsync(async () => (await BatchAsync(batch)).Status == BatchStatus.Anchored);
        Assert.Empty((await ReconcileAsync()).Differences);
    }

    [Fact]
    public async Task A_root_that_the_ledger_has_not_seen_yet_passes_by_itself()
    {
        var batch = await OpenAsync();
        Ok(await ImportAsync(batch, Header + Rows(2)));
        var issuer = Services.GetRequiredService<BatchIssuer>();
        while ((await BatchAsync(batch)).Status != BatchStatus.Sealed) await issuer.StepAsync(Actor.Issuer, batch, Token);
        Assert.Empty((await ReconcileAsync()).Differences);
        await CallAsync(RegistryCalls.Anchor(Hash32.Parse((await BatchAsync(batch)).Root)));
        Assert.Equal(("anchor.not_final_yet", batch), (Assert.Single((await ReconcileAsync()).Differences) is var each ? (each.Code, each.BatchId!.Value) : default));
        await RunUntilAsync(async () => (await BatchAsync(batch)).Status == BatchStatus.Anchored);
        Assert.Empty((await ReconcileAsync()).Differences);
    }

    [Fact]
    public async Task Bits_that_somebody_set_past_the_host_are_only_on_the_chain()
    {
        var batch = await AnchoredBatchAsync(4);
        await RevokeAsync(batch, 1);
        var root = Hash32.Parse((await BatchAsync(batch)).Root);
        await CallAsync(RegistryCalls.RevokeMany(root, [0, 3], [0b1111, 1]));
        var differences = (await ReconcileAsync()).Differences;
        Assert.All(differences, difference => Assert.Equal(("revocation.only_on_chain", batch), (difference.Code, difference.BatchId)));
        Assert.Equal([["1", "2", "3"], ["768"]], differences.Select(difference => difference.Indexes!));
        Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Revoke, new StatusTargets([], batch, 0, 4), "issued-in-error", null, false)));
        Assert.Equal(["768"], Assert.Single((await ReconcileAsync()).Differences).Indexes!);
    }

    [Fact]
    public async Task A_revocation_that_waits_for_the_registry_is_only_in_the_database_where_the_policy_asks_for_it()
    {
        var batch = await AnchoredBatchAsync(4);
        Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Revoke, new StatusTargets([], batch, 1, 2), "issued-in-error", null, false)));
        Assert.Empty((await ReconcileAsync()).Differences);
        Ok(await SendAsync(new SetMirrorPolicy(Actor, true)));
        var difference = Assert.Single((await ReconcileAsync()).Differences);
        Assert.Equal(("revocation.only_in_database", batch, false), (difference.Code, difference.BatchId, difference.IsPending));
        Assert.Equal(["1", "2"], difference.Indexes!);

        await Node.RpcAsync("evm_setAutomine", false);
        try
        {
            await StepAsync(Services);
            difference = Assert.Single((await ReconcileAsync()).Differences);
            Assert.Equal(("revocation.not_final_yet", true), (difference.Code, difference.IsPending));
        }
        finally
        {
            await Node.RpcAsync("evm_setAutomine", true);
        }
        await RunUntilAsync(MirroredAsync);
        Assert.Empty((await ReconcileAsync()).Differences);
    }

    [Fact]
    public async Task A_revocation_that_the_chain_lost_is_only_in_the_database()
    {
        await Node.RpcAsync("anvil_mine", "0x8");
        var batch = await AnchoredBatchAsync(4);
        var before = await Client.BlockNumberAsync(Token);
        await RevokeAsync(batch, 2);
        await Node.RpcAsync("anvil_rollback", await Client.BlockNumberAsync(Token) - before);
        await Node.RpcAsync("anvil_mine", "0x8");
        Ok(await SendAsync(new SetMirrorPolicy(Actor, false)));
        var difference = Assert.Single((await ReconcileAsync()).Differences);
        Assert.Equal(("revocation.only_in_database", batch, false), (difference.Code, difference.BatchId, difference.IsPending));
        Assert.Equal(["0", "1"], difference.Indexes!);
    }

    [Fact]
    public async Task A_root_that_was_revoked_as_a_whole_is_told()
    {
        var batch = await AnchoredBatchAsync(2);
        await CallAsync(RegistryCalls.RevokeRoot(Address.Parse(Account), Hash32.Parse((await BatchAsync(batch)).Root)));
        var difference = Assert.Single((await ReconcileAsync()).Differences);
        Assert.Equal(("root.revoked_on_chain", batch, false), (difference.Code, difference.BatchId, difference.IsPending));
    }

    [Fact]
    public async Task Stretches_join_without_gaps_and_find_what_one_finds()
    {
        await AnchoredBatchAsync(2);
        for (byte i = 0; i < 5; i++)
        {
            await CallAsync(RegistryCalls.Anchor(MerkleHash.Leaf([9, i])));
            await Node.RpcAsync("anvil_mine", "0x3");
        }
        var whole = await ReconcileAsync();
        var (parts, next, events, expected) = (new List<Difference>(), (ulong?)null, 0, (ulong?)null);
        do
        {
            var part = Ok(await SendAsync(new Reconcile(Actor.Issuer, Network.ChainId, next, 4)));
            if (expected is { } from) Assert.Equal(from, part.FromBlock);
            Assert.InRange(part.ToBlock, part.FromBlock, part.FromBlock + 3);
            parts.AddRange(part.Differences);
            (events, next, expected) = (events + part.Events, part.Next, part.Next);
        }
        while (next is not null);
        Assert.Equal(5, whole.Differences.Count);
        Assert.Equal((whole.Events, whole.Differences.Select(each => each.Root)), (events, parts.Select(each => each.Root)), (left, right) => left.Item1 == right.Item1 && left.Item2.SequenceEqual(right.Item2));
        var beyond = Ok(await SendAsync(new Reconcile(Actor.Issuer, Network.ChainId, whole.Head + 100, 4)));
        Assert.Equal((0, 0, null), (beyond.Events, beyond.Differences.Count, beyond.Next));
    }

    [Fact]
    public async Task What_other_issuers_did_is_not_told()
    {
        var other = Ok(await SendAsync(new RegisterIssuer("Colegio Ejemplo", null, "America/Lima", false, "other")));
        var theirs = Ok(await SendAsync(new AddAccount(new Actor(other.Id, "key-two"), Network.ChainId))).Account;
        await Node.RpcAsync("anvil_setBalance", theirs, "0x56bc75e2d63100000");
        await CallAsync(RegistryCalls.Anchor(MerkleHash.Leaf([4, 4])), theirs);
        var batch = await AnchoredBatchAsync(2);
        // The same root by another account is not this issuer's anchor.
        await CallAsync(RegistryCalls.Anchor(Hash32.Parse((await BatchAsync(batch)).Root)), theirs);
        Assert.Empty((await ReconcileAsync()).Differences);
        var answer = Ok(await SendAsync(new Reconcile(other.Id, Network.ChainId, null)));
        Assert.Equal([theirs], answer.Accounts);
        Assert.Equal(2, answer.Differences.Count);
        Assert.All(answer.Differences, difference => Assert.Equal(("anchor.only_on_chain", theirs, null), (difference.Code, difference.Account, difference.BatchId)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_001)]
    public async Task A_limit_out_of_range_is_refused(int limit) =>
        Assert.Equal("reconcile.limit", (await SendAsync(new Reconcile(Actor.Issuer, Network.ChainId, null, limit))).Error!.Code);

    [Fact]
    public async Task What_cannot_be_compared_is_refused_and_not_called_a_difference()
    {
        await AnchoredBatchAsync(2);
        Assert.Equal(("network.unknown", ErrorKind.NotFound), (await SendAsync(new Reconcile(Actor.Issuer, 1, null))).Error is { } unknown ? (unknown.Code, unknown.Kind) : default);
        var other = Ok(await SendAsync(new RegisterIssuer("Colegio Ejemplo", null, "America/Lima", false, "other")));
        Assert.Equal("issuer.no_account", (await SendAsync(new Reconcile(other.Id, Network.ChainId, null))).Error!.Code);
        await using var dead = await HostAsync(new NetworkCatalog([Network with { RpcUrls = [new Uri("http://127.0.0.1:1")] }], EvmHttp.Create(), Clock));
        Assert.Equal("network.unreachable", (await SendAsync(dead, new Reconcile(Actor.Issuer, Network.ChainId, null))).Error!.Code);
        await using var stranger = await HostAsync(new NetworkCatalog([Network with { GenesisHash = Network.RegistryCodeHash }], EvmHttp.Create(), Clock));
        Assert.Contains((await SendAsync(stranger, new Reconcile(Actor.Issuer, Network.ChainId, null))).Error!.Code, new[] { "network.wrong_chain", "network.unreachable" });
    }

    private async Task<ReconciledStretch> ReconcileAsync() => Ok(await SendAsync(new Reconcile(Actor.Issuer, Network.ChainId, null, Reconcile.MaxLimit)));

    private async Task RevokeAsync(Guid batch, int count)
    {
        Ok(await SendAsync(new SetMirrorPolicy(Actor, true)));
        Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Revoke, new StatusTargets([], batch, 0, count), "issued-in-error", null, false)));
        await RunUntilAsync(MirroredAsync);
    }

    private async Task<bool> MirroredAsync() =>
        await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_view_transactions WHERE purpose = 'revocations' AND status = 'final'") == 1;

    /// <summary>Somebody else uses an issuer's key.</summary>
    private async Task CallAsync(byte[] call, string? account = null)
    {
        var held = await Services.GetRequiredService<SenderKeys>().OpenAsync(Address.Parse(account ?? Account), Token);
        var secret = new byte[EvmAccountKey.Length];
        held.CopySecretTo(secret);
        using var key = new EvmAccountKey(secret);
        var path = new DirectWritePath(Client, Network, new DirectWritePathOptions());
        var signed = await path.PrepareAsync(new WriteRequest(Network.RegistryAddress, call, key, await path.NextNonceAsync(key.Address, Token)), Token);
        await path.SendAsync(signed.Raw, Token);
        while (await Client.GetReceiptAsync(signed.Hash, Token) is null) await Task.Delay(10, Token);
    }
}
