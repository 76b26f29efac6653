using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Ledger;
using Anchor.Issuance.StatusLists;
using Anchor.Merkle;
using Anchor.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Anchor.Issuance.Tests.Ledger;

public class LedgerTests(ChainFixture chain) : IssuanceTestBase(chain)
{
    protected override Uri? PublicUrl => new("https://anchor.example");

    private IEvmClient Client => RegistryDeployment.Client(Node);

    private RegistryContract Registry => new(Client, Network.RegistryAddress!.Value);

    [Fact]
    public async Task Batches_of_many_issuers_share_one_transaction_that_the_host_pays()
    {
        await using var host = await HostAsync(Catalog(Network with { Payer = NetworkPayer.Host }));
        await FundAsync((await host.GetRequiredService<SenderKeys>().HostAccountAsync(Network.ChainId, Token)).ToString());
        var other = Ok(await SendAsync(new RegisterIssuer("Colegio Ejemplo", null, "America/Lima", false, "other")));
        var theirs = Ok(await SendAsync(new AddAccount(new Actor(other.Id, "key-two"), Network.ChainId)));
        var batches = new[] { await SealedAsync(), await SealedAsync(10) };
        var foreign = await SealedOfAsync(new Actor(other.Id, "key-two"));
        await RunUntilAsync(async () => await AreFinalAsync(3), host);
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_view_transactions"));
        foreach (var batch in batches) await AssertAnchoredOnceAsync(Account, await RootAsync(batch));
        await AssertAnchoredOnceAsync(theirs.Account, foreign);
    }

    [Fact]
    public async Task Batches_of_one_issuer_that_the_host_pays_need_one_signature()
    {
        await using var host = await HostAsync(Catalog(Network with { Payer = NetworkPayer.Host }));
        await FundAsync((await host.GetRequiredService<SenderKeys>().HostAccountAsync(Network.ChainId, Token)).ToString());
        var batches = new[] { await SealedAsync(), await SealedAsync(10), await SealedAsync(20) };
        await RunUntilAsync(async () => await AreFinalAsync(3), host);
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_view_transactions"));
        foreach (var batch in batches) await AssertAnchoredOnceAsync(Account, await RootAsync(batch));
    }

    [Fact]
    public async Task A_root_that_is_anchored_meanwhile_is_left_out_of_the_transaction()
    {
        var batches = new[] { await SealedAsync(), await SealedAsync(10) };
        using var key = await KeyAsync();
        await SendAsync(key, RegistryCalls.Anchor(await RootAsync(batches[0])));
        await RunUntilAsync(async () => await AreFinalAsync(2));
        foreach (var batch in batches) await AssertAnchoredOnceAsync(Account, await RootAsync(batch));
    }

    [Fact]
    public async Task A_transaction_that_the_mempool_dropped_is_sent_again_as_it_was()
    {
        var batch = await SealedAsync();
        await Node.RpcAsync("evm_setAutomine", false);
        try
        {
            await StepAsync(Services);
            var hash = Assert.Single((await BatchAsync(batch)).Anchorings).TransactionHash;
            await Node.RpcAsync("anvil_dropTransaction", hash!);
            await RunUntilAsync(async () => await AreFinalAsync(1));
            Assert.Equal(hash, (await BatchAsync(batch)).Anchorings[0].TransactionHash);
            Assert.Contains("TransactionDroppedV1", await EventsAsync());
        }
        finally
        {
            await Node.RpcAsync("evm_setAutomine", true);
        }
        await AssertAnchoredOnceAsync(Account, await RootAsync(batch));
    }

    [Fact]
    public async Task A_base_fee_that_rises_is_outbid_under_the_same_nonce_and_every_attempt_is_remembered()
    {
        var batch = await SealedAsync();
        await Node.RpcAsync("evm_setAutomine", false);
        try
        {
            await StepAsync(Services);
            await Node.RpcAsync("anvil_setNextBlockBaseFeePerGas", "0x4a817c800"); // 20 gwei, above what was offered
            await Node.RpcAsync("evm_mine");
            await Node.RpcAsync("anvil_setNextBlockBaseFeePerGas", "0x4a817c800");
            Clock.Ahead = TimeSpan.FromMinutes(3);
            await RunUntilAsync(async () => await AreFinalAsync(1));
            Assert.Contains("TransactionOutbidV1", await EventsAsync());
            Assert.Equal(1, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_view_transactions WHERE attempts >= 2"));
        }
        finally
        {
            await Node.RpcAsync("evm_setAutomine", true);
        }
        await AssertAnchoredOnceAsync(Account, await RootAsync(batch));
    }

    [Fact]
    public async Task A_nonce_that_vanished_with_a_foreign_transaction_is_filled()
    {
        var first = await SealedAsync();
        await RunUntilAsync(async () => await AreFinalAsync(1));
        using var key = await KeyAsync();
        await SendAsync(key, RegistryCalls.Anchor(MerkleHash.Leaf([4])));
        var batch = await SealedAsync(10);
        await using (var broken = await HostAsync(Catalog(Network, silent: true))) await StepAsync(broken);
        await Node.RpcAsync("anvil_reorg", 1, Array.Empty<object>());
        await RunUntilAsync(async () => await AreFinalAsync(2));
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_view_transactions WHERE purpose = 'filler'"));
        await AssertAnchoredOnceAsync(Account, await RootAsync(batch));
        await AssertAnchoredOnceAsync(Account, await RootAsync(first));
    }

    [Fact]
    public async Task Foreign_use_of_an_account_is_seen_and_told()
    {
        await SealedAsync();
        await RunUntilAsync(async () => await AreFinalAsync(1));
        using var key = await KeyAsync();
        for (byte i = 0; i < 3; i++) await SendAsync(key, RegistryCalls.Anchor(MerkleHash.Leaf([7, i])));
        var batch = await SealedAsync(10);
        await RunUntilAsync(async () => await AreFinalAsync(2));
        var account = Assert.Single(await Services.GetRequiredService<AccountBook>().ListAsync(Network.ChainId, [Account], Token));
        Assert.Equal(3, account.ForeignNonces);
        Assert.NotNull(account.ForeignSeen);
        Assert.Contains("AccountForeignUseSeenV1", await EventsAsync());
        await AssertAnchoredOnceAsync(Account, await RootAsync(batch));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_receipt_that_lies_makes_nothing_final(bool namesRealBlock)
    {
        var batch = await SealedAsync();
        var block = await Client.GetBlockAsync(BlockId.Latest, Token);
        var lying = Catalog(Network, lie: namesRealBlock ? (block!.Number, block.Hash) : (1, MerkleHash.Leaf([1])));
        await using (var host = await HostAsync(lying))
            for (var i = 0; i < 6; i++)
            {
                await StepAsync(host);
                await Node.RpcAsync("evm_mine");
            }
        Assert.NotEqual(BatchStatus.Anchored, (await BatchAsync(batch)).Status);
        await RunUntilAsync(async () => await AreFinalAsync(1));
        await AssertAnchoredOnceAsync(Account, await RootAsync(batch));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public async Task A_reorganisation_loses_no_root_and_doubles_none(int depth)
    {
        // What the test stands on lies deeper than what is undone.
        await Node.RpcAsync("anvil_mine", "0xc");
        // Deeper than any of the reorganisations, as a policy has to be.
        await using var host = await HostAsync(Catalog(Network with { Finality = FinalityPolicy.Depth(10) }));
        var batches = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            batches.Add(await SealedAsync(i * 10));
            await StepAsync(host);
            await StepAsync(host);
        }
        await Node.RpcAsync("anvil_reorg", depth, Array.Empty<object>());
        await RunUntilAsync(async () => await AreFinalAsync(3), host);
        foreach (var batch in batches) await AssertAnchoredOnceAsync(Account, await RootAsync(batch));
    }

    [Fact]
    public async Task Revocations_reach_the_registrys_bitmap_in_few_words()
    {
        var batch = await AnchoredBatchAsync(40);
        Ok(await SendAsync(new SetMirrorPolicy(Actor, true)));
        Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Revoke, new StatusTargets([], batch, 0, 30), "issued-in-error", null, false)));
        await RunUntilAsync(async () => await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_view_transactions WHERE purpose = 'revocations' AND status = 'final'") == 1);
        var root = await RootAsync(batch);
        for (ulong index = 0; index < 40; index++) Assert.Equal(index < 30, await Registry.IsRevokedAsync(Address.Parse(Account), root, index, Token));
        await StepAsync(Services);
        Assert.Equal(2, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_view_transactions"));
    }

    [Fact]
    public async Task Without_the_issuers_policy_no_revocation_reaches_the_chain()
    {
        var batch = await AnchoredBatchAsync(3);
        Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Revoke, new StatusTargets([], batch, 0, 3), "issued-in-error", null, false)));
        for (var i = 0; i < 4; i++) await StepAsync(Services);
        Assert.False(await Registry.IsRevokedAsync(Address.Parse(Account), await RootAsync(batch), 0, Token));
    }

    [Theory]
    [InlineData(-7)]
    [InlineData(7)]
    public async Task A_clock_that_jumps_on_the_way_changes_nothing(int hours)
    {
        var batches = new List<Guid> { await SealedAsync() };
        await StepAsync(Services);
        Clock.Ahead = TimeSpan.FromHours(hours);
        batches.Add(await SealedAsync(10));
        for (var i = 0; i < 3; i++) await StepAsync(Services);
        Clock.Ahead = TimeSpan.Zero;
        await RunUntilAsync(async () => await AreFinalAsync(2));
        foreach (var batch in batches) await AssertAnchoredOnceAsync(Account, await RootAsync(batch));
    }

    [Fact]
    public async Task A_batch_can_be_anchored_on_a_second_chain_and_keeps_both_anchors()
    {
        var batch = await AnchoredBatchAsync(3);
        await using var node = await EvmNode.StartAnvilAsync("--chain-id", "31338");
        var second = await RegistryDeployment.DeployAsync(node, 1, Token);
        await using var host = await HostAsync(new NetworkCatalog([Network, second], EvmHttp.Create(), TimeProvider.System));
        await node.FundAsync(Ok(await SendAsync(host, new AddAccount(Actor, second.ChainId))).Account);
        Assert.Equal("network.unknown", (await SendAsync(host, new RequestAnchor(Actor, batch, 99))).Error?.Code);
        var requested = Ok(await SendAsync(host, new RequestAnchor(Actor, batch, second.ChainId)));
        Assert.Equal(requested, Ok(await SendAsync(host, new RequestAnchor(Actor, batch, second.ChainId))));
        for (var round = 0; round < 50 && !await AreFinalAsync(2); round++)
        {
            await StepAsync(host);
            await node.RpcAsync("evm_mine");
        }
        var bundle = Ok(await SendAsync(host, new Anchor.Issuance.Credentials.ListBundles(Actor.Issuer, batch, 0, 1)))[0].Bundle;
        Assert.Equal([Network.ChainId, second.ChainId], bundle.Anchors.Select(anchor => anchor.ChainId));
        Assert.True(bundle.Anchors[0].Timestamp <= bundle.Anchors[1].Timestamp);
    }

    [Theory]
    [InlineData(1, 15)]
    [InlineData(2, 30)]
    [InlineData(5, 240)]
    [InlineData(6, 300)]
    [InlineData(1_000_000, 300)]
    public void What_is_refused_for_long_is_sent_again_ever_more_rarely(int sends, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new LedgerOptions().PatienceAfter(sends));

    [Fact]
    public async Task An_account_that_cannot_pay_keeps_nobody_elses_roots_waiting()
    {
        var other = new Actor(Ok(await SendAsync(new RegisterIssuer("Colegio Ejemplo", null, "America/Lima", false, "poor"))).Id, "key-two");
        var poor = Ok(await SendAsync(new AddAccount(other, Network.ChainId))).Account;
        await Node.RpcAsync("anvil_setBalance", poor, "0x0");
        var root = await SealedOfAsync(other);
        var batch = await SealedAsync();
        await RunUntilAsync(async () => await AreFinalAsync(1));
        await AssertAnchoredOnceAsync(Account, await RootAsync(batch));
        await FundAsync(poor);
        await RunUntilAsync(async () => await AreFinalAsync(2));
        await AssertAnchoredOnceAsync(poor, root);
    }

    [Fact]
    public async Task Two_hosts_at_once_sign_each_nonce_once()
    {
        await using var second = await HostAsync(null);
        var batches = new List<Guid>();
        for (var i = 0; i < 4; i++) batches.Add(await SealedAsync(i * 10));
        for (var round = 0; round < 30 && !await AreFinalAsync(4); round++)
        {
            await Task.WhenAll(StepAsync(Services), StepAsync(second));
            await Node.RpcAsync("evm_mine");
        }
        Assert.True(await AreFinalAsync(4));
        foreach (var batch in batches) await AssertAnchoredOnceAsync(Account, await RootAsync(batch));
    }

    private static NetworkCatalog Catalog(KnownNetwork network) => new([network]);

    private NetworkCatalog Catalog(Network network, bool silent = false, (ulong, Hash32)? lie = null)
    {
        var path = new DirectWritePath(Client, network, new DirectWritePathOptions());
        return Catalog(new KnownNetwork(network, Client, new RegistryContract(Client, network.RegistryAddress!.Value), silent || lie is not null ? new BadPath(path, lie) : path));
    }

    private async Task<Guid> SealedAsync(int from = 0)
    {
        var batch = await OpenAsync();
        Ok(await ImportAsync(batch, Header + Rows(3, from)));
        var issuer = Services.GetRequiredService<BatchIssuer>();
        while ((await BatchAsync(batch)).Status != BatchStatus.Sealed) Assert.True(await issuer.StepAsync(Actor.Issuer, batch, Token));
        return batch;
    }

    /// <summary>A sealed batch of another issuer, as far as the ledger sees it.</summary>
    private async Task<Hash32> SealedOfAsync(Actor actor)
    {
        var definition = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(Repository.PathOf("scripts", "sample", "achievement.json"), Token)).RootElement;
        var achievement = Ok(await SendAsync(new Achievements.DefineAchievement(actor, definition, "theirs"))).Id;
        var batch = Ok(await SendAsync(new OpenBatch(actor, achievement, null, null, null, null)));
        Ok(await SendAsync(new ImportRows(actor, batch, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Header + Rows(2))), RowFormat.Csv, DuplicatePolicy.Deny, true, null)));
        var issuer = Services.GetRequiredService<BatchIssuer>();
        for (var i = 0; i < 10; i++) await issuer.StepAsync(actor.Issuer, batch, Token);
        return Hash32.Parse(Ok(await SendAsync(new GetBatch(actor.Issuer, batch))).Root);
    }

    private async Task<bool> AreFinalAsync(int count) =>
        await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_view_anchorings WHERE status = 'final'") == count;

    private Task<List<string>> EventsAsync() => Task.FromResult(Database.ScalarAsync<string[]>(
        "SELECT array_agg(DISTINCT split_part(mt_dotnet_type, ',', 1)) FROM anchor.mt_events").Result!.Select(name => name.Split('.')[^1]).ToList());

    private async Task<Hash32> RootAsync(Guid batch) => Hash32.Parse((await BatchAsync(batch)).Root);

    private Task FundAsync(string account) => Node.RpcAsync("anvil_setBalance", account, "0x56bc75e2d63100000");

    private async Task<EvmAccountKey> KeyAsync()
    {
        var key = await Services.GetRequiredService<SenderKeys>().OpenAsync(Address.Parse(Account), Token);
        var secret = new byte[EvmAccountKey.Length];
        key.CopySecretTo(secret);
        return new EvmAccountKey(secret);
    }

    /// <summary>Somebody else uses the issuer's key.</summary>
    private async Task SendAsync(EvmAccountKey key, byte[] call)
    {
        var path = new DirectWritePath(Client, Network, new DirectWritePathOptions());
        var signed = await path.PrepareAsync(new WriteRequest(Network.RegistryAddress, call, key, await path.NextNonceAsync(key.Address, Token)), Token);
        await path.SendAsync(signed.Raw, Token);
        while (await Client.GetReceiptAsync(signed.Hash, Token) is null) await Task.Delay(10, Token);
    }

    private async Task AssertAnchoredOnceAsync(string account, Hash32 root)
    {
        var logs = await Client.GetLogsAsync(
            Network.RegistryAddress!.Value, [RegistryAbi.AnchoredEvent.Topic, new Hash32([.. new byte[12], .. Address.Parse(account).AsSpan()]), root], 0, await Client.BlockNumberAsync(Token), Token);
        Assert.Single(logs);
    }

    /// <summary>A way to the network that sends nothing, or says of what it never sent that it was mined.</summary>
    private sealed class BadPath(IWritePath inner, (ulong Number, Hash32 Hash)? lie) : IWritePath
    {
        public bool CallsAsAccount => true;

        public string NonceSpace => "";

        public Task<SignedTransaction> PrepareAsync(WriteRequest request, CancellationToken cancellationToken) => inner.PrepareAsync(request, cancellationToken);

        public Task<SendOutcome> SendAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken) =>
            Task.FromResult<SendOutcome>(lie is not null ? new SendOutcome.Accepted(Keccak256.Hash(raw.Span)) : new SendOutcome.Unknown("Nothing was sent."));

        public Task<ulong> NextNonceAsync(Address account, CancellationToken cancellationToken) => inner.NextNonceAsync(account, cancellationToken);

        public async Task<WriteFate> FateAsync(Hash32 transactionHash, CancellationToken cancellationToken) => lie is { } block
            ? new WriteFate.Executed(new TransactionReceipt(transactionHash, true, block.Number, block.Hash, 21_000, BigInteger.One, null, []))
            : await inner.FateAsync(transactionHash, cancellationToken);
    }
}
