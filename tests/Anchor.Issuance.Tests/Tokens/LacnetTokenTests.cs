using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Chain.Tokens;
using Anchor.Issuance.Tests.Ledger;
using Anchor.Issuance.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Anchor.Issuance.Tests.Tokens;

/// <summary>Minting on a local LACNet, where quotas are small and only the relay's callers may write.</summary>
public sealed class LacnetTokenTests(ChainFixture chain, LacnetChain lacnet) : LacnetLedgerBase(chain, lacnet)
{
    // Room for one mint with what relaying takes, and not for two.
    private const ulong OneMint = 800_000, Plenty = 20_000_000;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_learner_mints_without_gas_and_cannot_send_by_a_wallet_of_its_own(string way)
    {
        await using var host = await HostOnAsync(NetworkOf(way));
        var batch = await SealedAsync();
        var claim = (await OfferAsync(host, Actor, batch))[0];
        using var wallet = EvmAccountKey.Generate();
        await RequestAsync(host, claim, wallet);
        await RunUntilAsync(() => IsAsync(host, claim, "minted"), host);

        var view = await ViewAsync(host, claim);
        var contract = new TokenContract(Lacnet.Upstream, Address.Parse(view.Contract));
        Assert.Equal(wallet.Address, await contract.OwnerOfAsync(new(Anchor.Merkle.Hash32.Parse(view.TokenId).AsSpan(), true, true), Token));
        Assert.False(view.Network.OwnGas);
        var other = (await OfferAsync(host, Actor, batch))[1];
        var challenge = Ok(await SendAsync(host, new AskChallenge(other.CredentialId, SecretOf(other), wallet.Address.ToString(), Page)));
        var proof = new AccountProof(wallet.Address.ToString(), challenge.IssuedAt, Hex.Data(wallet.Sign(PersonalMessage.Digest(challenge.Message)).ToBytes()), Page);
        var refused = (await SendAsync(host, new RequestMint(other.CredentialId, SecretOf(other), proof, OwnGas: true))).Error!;
        Assert.Equal("gas.own_refused", refused.Code);
        Assert.Contains("takes transactions only from accounts that it admits", refused.Message, StringComparison.Ordinal);
        Assert.Equal("offered", (await ViewAsync(host, other)).State);
    }

    [Fact]
    public async Task A_backlog_of_one_issuer_keeps_no_other_issuer_waiting()
    {
        await using var host = await PayingHostAsync("gas");
        var (mine, other) = (new List<ClaimRow>(), await OtherBatchAsync());
        foreach (var from in new[] { 0, 10 }) mine.AddRange(await OfferAsync(host, Actor, await SealedAsync(from)));
        var theirs = (await OfferAsync(host, other.Actor, other.Batch))[0];
        await RunUntilAsync(async () => await CountAsync("anchor_view_collections WHERE address IS NOT NULL") == 2 && await AreFinalAsync(3), host);

        await GrantAsync(OneMint);
        foreach (var claim in mine) await RequestAsync(host, claim, null);
        await RequestAsync(host, theirs, null);
        await RunUntilAsync(async () => await CountAsync("anchor_view_tokens WHERE status = 'minted'") == 5, host);
        await GrantAsync(Plenty);

        // Each mint had its own transaction; theirs, asked for last, was the second.
        Assert.Equal(5, await CountAsync("anchor_view_transactions WHERE purpose = 'mint'"));
        Assert.Equal(2, await Database.ScalarAsync<long>(
            $"""
            SELECT place FROM (SELECT tenant_id, row_number() OVER (ORDER BY x.signed) AS place FROM anchor.anchor_view_transaction_entries e
                JOIN anchor.anchor_view_transactions x ON x.id = e.transaction_id WHERE e.kind = 'mint') sent WHERE tenant_id = '{other.Actor.Issuer.Tenant}'
            """));
    }

    [Fact]
    public async Task Where_the_quota_is_too_small_the_learner_stays_in_the_queue_until_it_grows()
    {
        await using var host = await HostOnAsync(NetworkOf("gas"));
        var batch = await SealedAsync();
        var claim = (await OfferAsync(host, Actor, batch))[0];
        await RunUntilAsync(async () => (await ViewAsync(host, claim)).Contract is not null && await AreFinalAsync(1), host);
        await GrantAsync(450_000);
        await RequestAsync(host, claim, null);
        for (var i = 0; i < 10; i++) await StepAsync(host);
        Assert.Equal("requested", (await ViewAsync(host, claim)).State);
        await GrantAsync(OneMint);
        await RunUntilAsync(() => IsAsync(host, claim, "minted"), host);
        await GrantAsync(Plenty);
    }

    /// <summary>What the node may use per block.</summary>
    private Task GrantAsync(ulong quota) => Lacnet.OperateAsync(0, "lacnet_setQuota", quota);

    private Uri Page { get; } = new("https://anchor.example/claim");

    private static string SecretOf(ClaimRow claim) => claim.Link!.Split('#')[1];

    private static async Task<IReadOnlyList<ClaimRow>> OfferAsync(ServiceProvider host, Actor actor, Guid batch)
    {
        Ok(await SendAsync(host, new OfferMinting(actor, batch, null, null)));
        return Ok(await SendAsync(host, new ListClaims(actor.Issuer, batch, 0, 10, null, WithLinks: true))).Items;
    }

    private async Task RequestAsync(ServiceProvider host, ClaimRow claim, EvmAccountKey? wallet)
    {
        using var made = wallet is null ? EvmAccountKey.Generate() : null;
        Ok(await SendAsync(host, new RequestMint(claim.CredentialId, SecretOf(claim), new AccountProof((wallet ?? made!).Address.ToString(), null, null, Page), OwnGas: false)));
    }

    private static async Task<ClaimView> ViewAsync(ServiceProvider host, ClaimRow claim) => Ok(await SendAsync(host, new GetClaim(claim.CredentialId, SecretOf(claim))));

    private static async Task<bool> IsAsync(ServiceProvider host, ClaimRow claim, string state) => (await ViewAsync(host, claim)).State == state;
}
