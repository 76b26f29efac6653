using System.Text;
using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;
using Anchor.Issuance.Achievements;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Ledger;
using Anchor.Merkle;
using Anchor.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Anchor.Issuance.Tests.Ledger;

/// <summary>What slices of the ledger on LACNet have in common.</summary>
public abstract class LacnetLedgerBase(ChainFixture chain, LacnetChain lacnet) : IssuanceTestBase(chain), IClassFixture<LacnetChain>
{
    /// <summary>The two ways in.</summary>
    public static TheoryData<string> Ways => ["gas", "hub"];

    protected LacnetChain Lacnet => lacnet;

    internal override Network Network => lacnet.GasModel();

    protected override Uri? PublicUrl => new("https://anchor.example");

    public override async ValueTask InitializeAsync()
    {
        // The chain's clock may have been put forward; ours is never behind it.
        var latest = await lacnet.Upstream.GetBlockAsync(BlockId.Latest, Token);
        var behind = DateTimeOffset.FromUnixTimeSeconds((long)latest!.Timestamp) - DateTimeOffset.UtcNow;
        Clock.Ahead = behind > TimeSpan.Zero ? behind : TimeSpan.Zero;
        await base.InitializeAsync();
        await AllowAsync(Account);
    }

    internal Network NetworkOf(string way, params Uri[] urls) => way == "gas" ? lacnet.GasModel(0, urls) : lacnet.MetaTxHub(urls);

    internal Uri UrlOf(string way) => way == "gas" ? lacnet.Local.Relays[0].Url : lacnet.Local.DirectUrl;

    internal Task<ServiceProvider> HostOnAsync(params Network[] networks) => HostAsync(new NetworkCatalog(networks, EvmHttp.Create(), Clock));

    /// <summary>A host whose own account pays, and may.</summary>
    internal async Task<ServiceProvider> PayingHostAsync(string way)
    {
        var host = await HostOnAsync(NetworkOf(way) with { Payer = NetworkPayer.Host });
        await AllowAsync((await host.GetRequiredService<SenderKeys>().HostAccountAsync(Network.ChainId, Token)).ToString());
        return host;
    }

    protected Task AllowAsync(string account, ulong quota = 0) => lacnet.OperateAsync(0, "lacnet_allow", account, new { quota });

    protected Task<Guid> SealedAsync(int from = 0) => SealedAsync(Actor, AchievementId, from);

    protected async Task<Guid> SealedAsync(Actor actor, Guid achievement, int from)
    {
        var batch = Ok(await SendAsync(new OpenBatch(actor, achievement, null, null, null, null)));
        Ok(await SendAsync(new ImportRows(actor, batch, new MemoryStream(Encoding.UTF8.GetBytes(Header + Rows(2, from))), RowFormat.Csv, DuplicatePolicy.Deny, true, null)));
        var issuer = Services.GetRequiredService<BatchIssuer>();
        while (Ok(await SendAsync(new GetBatch(actor.Issuer, batch))).Status != BatchStatus.Sealed) Assert.True(await issuer.StepAsync(actor.Issuer, batch, Token));
        return batch;
    }

    /// <summary>Another issuer with an account and a sealed batch.</summary>
    protected async Task<(string Account, Hash32 Root)> OtherIssuerAsync()
    {
        var (actor, account, batch) = await OtherBatchAsync();
        return (account, Hash32.Parse(Ok(await SendAsync(new GetBatch(actor.Issuer, batch))).Root));
    }

    protected async Task<(Actor Actor, string Account, Guid Batch)> OtherBatchAsync()
    {
        var other = Ok(await SendAsync(new RegisterIssuer("Colegio Ejemplo", null, "America/Lima", false, "other")));
        var actor = new Actor(other.Id, "key-two");
        var account = Ok(await SendAsync(new AddAccount(actor, Network.ChainId))).Account;
        await AllowAsync(account);
        var definition = JsonDocument.Parse(await File.ReadAllBytesAsync(Repository.PathOf("scripts", "sample", "achievement.json"), Token)).RootElement;
        var batch = await SealedAsync(actor, Ok(await SendAsync(new DefineAchievement(actor, definition, "theirs"))).Id, 0);
        return (actor, account, batch);
    }

    protected async Task<bool> AreFinalAsync(int count) => await CountAsync("anchor_view_anchorings WHERE status = 'final'") == count;

    protected Task<long> CountAsync(string what) => Database.ScalarAsync<long>($"SELECT count(*) FROM anchor.{what}");

    /// <summary>One member of the last event of a kind.</summary>
    protected Task<string?> LastAsync(string type, string member) =>
        Database.ScalarAsync<string?>($"SELECT data->>'{member}' FROM anchor.mt_events WHERE type = '{type}' ORDER BY seq_id DESC LIMIT 1");

    protected Task<long> EventsAsync(string type) => CountAsync($"mt_events WHERE type = '{type}'");

    protected async Task<Hash32> RootAsync(Guid batch) => Hash32.Parse((await BatchAsync(batch)).Root);

    /// <summary>The issuer's root is on the registry once, and the anchoring names a transaction that carried it.</summary>
    protected async Task AssertAnchoredOnceAsync(Guid batch)
    {
        await AssertAnchoredOnceAsync(Account, await RootAsync(batch));
        var told = Assert.Single((await BatchAsync(batch)).Anchorings).TransactionHash!;
        var receipt = await lacnet.Upstream.GetReceiptAsync(Hash32.Parse(told), Token);
        Assert.Contains(receipt!.Logs, log => log.Address == lacnet.Registry);
    }

    protected async Task AssertAnchoredOnceAsync(string account, Hash32 root) => Assert.Single(await lacnet.Upstream.GetLogsAsync(
        lacnet.Registry, [RegistryAbi.AnchoredEvent.Topic, new Hash32([.. new byte[12], .. Address.Parse(account).AsSpan()]), root],
        0, await lacnet.Upstream.BlockNumberAsync(Token), Token));

    /// <summary>Somebody else uses the issuer's key for a root.</summary>
    internal async Task UseAccountElsewhereAsync(Network network, Hash32 root)
    {
        var key = await Services.GetRequiredService<SenderKeys>().OpenAsync(Address.Parse(Account), Token);
        var client = new EvmClient(new JsonRpcClient(EvmHttp.Create(), network.RpcUrls[0], new JsonRpcOptions(), TimeProvider.System));
        var path = WritePathChoice.For(network, client, new DirectWritePathOptions(), Clock);
        var deadline = Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        var signature = key.Sign(RegistryMessages.Anchor(key.Address, root, deadline).Digest(RegistryMessages.Domain(network.ChainId, lacnet.Registry)));
        var call = RegistryCalls.AnchorBySig(new SignedAnchor(key.Address, root, deadline, key.Address, signature.ToBytes()));
        var signed = await path.PrepareAsync(new WriteRequest(lacnet.Registry, call, key, await path.NextNonceAsync(key.Address, Token)), Token);
        Assert.IsType<SendOutcome.Accepted>(await path.SendAsync(signed.Raw, Token));
    }

    /// <summary>Runs something while blocks are made on request only.</summary>
    protected async Task WithoutBlocksAsync(Func<Task> what)
    {
        await lacnet.Local.RpcAsync("evm_setAutomine", false);
        try
        {
            await what();
        }
        finally
        {
            await lacnet.Local.RpcAsync("evm_mine");
            await lacnet.Local.RpcAsync("evm_setAutomine", true);
        }
    }
}
