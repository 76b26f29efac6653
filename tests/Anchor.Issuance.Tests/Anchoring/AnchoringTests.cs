using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;
using Anchor.Events;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Ledger;
using Anchor.Merkle;
using Anchor.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Anchor.Issuance.Tests.Anchoring;

public class AnchoringTests(ChainFixture chain) : IssuanceTestBase(chain)
{
    [Fact]
    public async Task A_batch_is_anchored_once_and_only_when_its_block_is_final()
    {
        var batch = await AnchoredBatchAsync(20);
        Assert.Equal(
            ["AnchorRequestedV1", "AnchorIncludedV1", "AnchorFinalizedV1"], await EventsAsync(batch));
        Assert.Equal(
            ["TransactionSignedV1", "TransactionEntryAddedV1", "TransactionSubmittedV1", "TransactionIncludedV1", "TransactionFinalizedV1"], Assert.Single(await TransactionsAsync(batch)));
        var anchoring = Assert.Single((await BatchAsync(batch)).Anchorings);
        var head = await RegistryDeployment.Client(Node).BlockNumberAsync(Token);
        Assert.True((long)head >= anchoring.BlockNumber + 2);
        await AssertAnchoredOnceAsync(batch);
    }

    [Fact]
    public async Task When_the_answer_to_sending_is_lost_the_same_bytes_are_found_on_the_chain()
    {
        var batch = await SealedAsync();
        await using var host = await HostAsync(CatalogWith(path => new FaultyPath(path, Fault.AnswerLost)));
        await RunUntilAsync(async () => (await BatchAsync(batch)).Status == BatchStatus.Anchored, host);
        Assert.Single(await TransactionsAsync(batch));
        await AssertAnchoredOnceAsync(batch);
    }

    [Fact]
    public async Task When_sending_fails_the_same_bytes_are_sent_again()
    {
        var batch = await SealedAsync();
        await using (var host = await HostAsync(CatalogWith(path => new FaultyPath(path, Fault.NeverSent))))
            for (var i = 0; i < 3; i++) await StepAsync(host);
        Assert.Null(await RecordAsync(batch));
        await RunUntilAsync(async () => (await BatchAsync(batch)).Status == BatchStatus.Anchored);
        Assert.Single(await TransactionsAsync(batch));
        await AssertAnchoredOnceAsync(batch);
    }

    [Fact]
    public async Task A_host_that_dies_between_signing_and_sending_leaves_the_bytes_to_the_next_one()
    {
        var batch = await SealedAsync();
        await using (var host = await HostAsync(CatalogWith(path => new FaultyPath(path, Fault.Dies))))
            await StepAsync(host);
        Assert.Equal(["TransactionSignedV1", "TransactionEntryAddedV1"], Assert.Single(await TransactionsAsync(batch)));
        await RunUntilAsync(async () => (await BatchAsync(batch)).Status == BatchStatus.Anchored);
        Assert.Single(await TransactionsAsync(batch));
        await AssertAnchoredOnceAsync(batch);
    }

    [Fact]
    public async Task A_root_that_someone_else_anchored_for_the_issuer_counts_whichever_transaction_carried_it()
    {
        var batch = await SealedAsync();
        var root = Hash32.Parse((await BatchAsync(batch)).Root);
        var key = await KeyAsync();
        var deadline = (System.Numerics.BigInteger)4_102_444_800;
        var signature = key.Sign(RegistryMessages.Anchor(key.Address, root, deadline).Digest(RegistryMessages.Domain(Network.ChainId, Network.RegistryAddress!.Value)));
        await RegistryDeployment.SendAsync(
            Node, Network, Network.RegistryAddress, RegistryCalls.AnchorBySig(new SignedAnchor(key.Address, root, deadline, key.Address, signature.ToBytes())), Token);
        await RunUntilAsync(async () => (await BatchAsync(batch)).Status == BatchStatus.Anchored);
        Assert.Empty(await TransactionsAsync(batch));
        await AssertAnchoredOnceAsync(batch);
    }

    [Fact]
    public async Task A_root_anchored_by_another_account_does_not_count()
    {
        var batch = await SealedAsync();
        var root = Hash32.Parse((await BatchAsync(batch)).Root);
        await RegistryDeployment.SendAsync(Node, Network, Network.RegistryAddress, RegistryCalls.Anchor(root), Token);
        await RunUntilAsync(async () => (await BatchAsync(batch)).Status == BatchStatus.Anchored);
        Assert.Single(await TransactionsAsync(batch));
    }

    [Fact]
    public async Task A_block_that_leaves_the_chain_takes_the_anchor_with_it_until_it_is_included_again()
    {
        var batch = await SealedAsync();
        await RunUntilAsync(async () => (await BatchAsync(batch)).Anchorings[0].Status == "included");
        await Node.RpcAsync("anvil_reorg", 2, Array.Empty<object>());
        await RunUntilAsync(async () => (await BatchAsync(batch)).Status == BatchStatus.Anchored);
        Assert.Contains("AnchorReorgedV1", await EventsAsync(batch));
        await AssertAnchoredOnceAsync(batch);
    }

    [Fact]
    public async Task A_nonce_that_went_to_another_transaction_is_signed_anew()
    {
        var batch = await SealedAsync();
        await using (var host = await HostAsync(CatalogWith(path => new FaultyPath(path, Fault.NeverSent))))
            await StepAsync(host);
        var key = await KeyAsync();
        var path = new DirectWritePath(RegistryDeployment.Client(Node), Network, new DirectWritePathOptions());
        var foreign = await path.PrepareAsync(new WriteRequest(Network.RegistryAddress, RegistryCalls.Anchor(MerkleHash.Leaf([1, 2, 3])), key, await path.NextNonceAsync(key.Address, Token)), Token);
        await path.SendAsync(foreign.Raw, Token);
        await RunUntilAsync(async () => (await BatchAsync(batch)).Status == BatchStatus.Anchored);
        var transactions = await TransactionsAsync(batch);
        Assert.Equal("TransactionReplacedV1", transactions[0][^1]);
        Assert.Equal("TransactionFinalizedV1", transactions[1][^1]);
        await AssertAnchoredOnceAsync(batch);
    }

    [Fact]
    public async Task Batches_of_one_account_share_a_transaction()
    {
        var batches = new List<Guid>();
        for (var i = 0; i < 4; i++) batches.Add(await SealedAsync(i * 10));
        await RunUntilAsync(async () => (await Task.WhenAll(batches.Select(BatchAsync))).All(batch => batch.Status == BatchStatus.Anchored));
        foreach (var batch in batches) await AssertAnchoredOnceAsync(batch);
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_view_transactions"));
    }

    [Fact]
    public async Task While_the_node_is_away_nothing_is_recorded_and_nothing_is_lost()
    {
        var batch = await SealedAsync();
        var away = Network with { RpcUrls = [new Uri("http://127.0.0.1:9")] };
        await using (var host = await HostAsync(new NetworkCatalog([away], EvmHttp.Create(), TimeProvider.System)))
            await StepAsync(host);
        Assert.Equal(["AnchorRequestedV1"], await EventsAsync(batch));
        await RunUntilAsync(async () => (await BatchAsync(batch)).Status == BatchStatus.Anchored);
    }

    [Fact]
    public async Task A_node_of_another_chain_gets_no_signature()
    {
        var batch = await SealedAsync();
        var other = Network with { GenesisHash = MerkleHash.Leaf([9]) };
        await using (var host = await HostAsync(new NetworkCatalog([other], EvmHttp.Create(), TimeProvider.System)))
            await StepAsync(host);
        Assert.Equal(["AnchorRequestedV1"], await EventsAsync(batch));
    }

    private async Task<Guid> SealedAsync(int from = 0)
    {
        var batch = await OpenAsync();
        Ok(await ImportAsync(batch, Header + Rows(3, from)));
        var issuer = Services.GetRequiredService<BatchIssuer>();
        while ((await BatchAsync(batch)).Status != BatchStatus.Sealed) Assert.True(await issuer.StepAsync(Actor.Issuer, batch, Token));
        return batch;
    }

    private NetworkCatalog CatalogWith(Func<IWritePath, IWritePath> wrap)
    {
        var client = RegistryDeployment.Client(Node);
        var path = new DirectWritePath(client, Network, new DirectWritePathOptions());
        return new NetworkCatalog([new KnownNetwork(Network, client, new RegistryContract(client, Network.RegistryAddress!.Value), wrap(path))]);
    }

    private async Task<EvmAccountKey> KeyAsync()
    {
        var keyId = DerivedId.From("account", Actor.Issuer.Tenant, Network.ChainId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return await Services.GetRequiredService<Anchor.Issuance.Keys.KeyRing>().AccountAsync(Actor.Issuer, keyId, Token);
    }

    private async Task<List<string>> EventsAsync(Guid batch)
    {
        var id = (await BatchAsync(batch)).Anchorings[0].Id;
        var events = await Services.GetRequiredService<Anchor.EventStore.EventStore>().ReadStreamAsync(Actor.Issuer.Tenant, id, null, null, Token);
        return [.. events.Select(stored => stored.Data.GetType().Name)];
    }

    /// <summary>The events of each transaction that ever carried the batch's root, in the order of signing.</summary>
    private async Task<List<List<string>>> TransactionsAsync(Guid batch)
    {
        var id = (await BatchAsync(batch)).Anchorings[0].Id;
        var transactions = await Database.ScalarAsync<Guid[]>(
            "SELECT coalesce(array_agg(transaction_id ORDER BY transaction_id), '{}') FROM anchor.anchor_view_transaction_entries WHERE target_id = $1", id);
        var store = Services.GetRequiredService<Anchor.EventStore.EventStore>();
        var all = new List<List<string>>();
        foreach (var transaction in transactions!)
            all.Add([.. (await store.ReadStreamAsync(LedgerTenant.Id.Tenant, transaction, null, null, Token)).Select(stored => stored.Data.GetType().Name)]);
        return all;
    }

    private async Task<RegistryRecord?> RecordAsync(Guid batch) =>
        await new RegistryContract(RegistryDeployment.Client(Node), Network.RegistryAddress!.Value)
            .RecordAsync(Address.Parse(Account), Hash32.Parse((await BatchAsync(batch)).Root), Token);

    private async Task AssertAnchoredOnceAsync(Guid batch)
    {
        var root = Hash32.Parse((await BatchAsync(batch)).Root);
        var client = RegistryDeployment.Client(Node);
        var logs = await client.GetLogsAsync(
            Network.RegistryAddress!.Value, [RegistryAbi.AnchoredEvent.Topic, new Hash32([.. new byte[12], .. Address.Parse(Account).AsSpan()]), root], 0, await client.BlockNumberAsync(Token), Token);
        Assert.Single(logs);
    }

    private enum Fault { NeverSent, AnswerLost, Dies }

    /// <summary>A way to the network that breaks: before the bytes leave, after they arrived, or with the host.</summary>
    private sealed class FaultyPath(IWritePath inner, Fault fault) : IWritePath
    {
        public Task<SignedTransaction> PrepareAsync(WriteRequest request, CancellationToken cancellationToken) => inner.PrepareAsync(request, cancellationToken);

        public async Task<SendOutcome> SendAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
        {
            if (fault == Fault.Dies) throw new InvalidOperationException("The host died here.");
            if (fault == Fault.AnswerLost) await inner.SendAsync(raw, cancellationToken);
            return new SendOutcome.Unknown("The answer did not come.");
        }

        public bool CallsAsAccount => inner.CallsAsAccount;

        public string NonceSpace => inner.NonceSpace;

        public Task<ulong> NextNonceAsync(Address account, CancellationToken cancellationToken) => inner.NextNonceAsync(account, cancellationToken);

        public Task<WriteFate> FateAsync(Hash32 transactionHash, CancellationToken cancellationToken) => inner.FateAsync(transactionHash, cancellationToken);
    }
}
