using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Chain.Tokens;
using Anchor.EventStore;
using Anchor.Issuance.Ledger;
using Anchor.Issuance.StatusLists;
using Anchor.Issuance.Tokens;
using Anchor.Merkle;
using Anchor.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Anchor.Issuance.Tests.Tokens;

/// <summary>Minting with a real database and a real node.</summary>
public sealed class TokenTests(ChainFixture chain, FactoryFixture factory) : TokenTestBase(chain, factory)
{
    [Fact]
    public async Task A_learner_mints_and_holds_a_token_of_this_very_credential()
    {
        var claims = await OfferedAsync(5);
        var claim = claims[3];
        Assert.Equal("offered", (await ClaimAsync(claim)).State);
        var answer = Ok(await MintAsync(claim));
        Assert.Null(answer.Transaction);
        Assert.Contains(answer.Claim.State, new[] { "preparing", "requested" });

        await RunUntilAsync(claim, "minted");

        var contract = await ContractAsync(claim);
        Assert.Equal(Wallet.Address, await contract.OwnerOfAsync(NumberOf(claim), Token));
        Assert.True(await contract.LockedAsync(NumberOf(claim), Token));
        Assert.True(await contract.IsValidAsync(NumberOf(claim), Token));
        var credential = await contract.CredentialOfAsync(NumberOf(claim), Token);
        Assert.Equal((Account, (ulong)claim.Index), (credential!.Issuer.ToString(), credential.Index));
        Assert.Equal($"https://anchor.example/tokens/{Network.ChainId}/{Account}/{claim.TokenId[2..]}", await contract.TokenUriAsync(NumberOf(claim), Token));
        Assert.Equal(1, await LogsAsync(claim, TokenAbi.MintedEvent));
        Assert.Null(await contract.OwnerOfAsync(NumberOf(claims[0]), Token));
        Assert.Equal(contract.Address, await new TokenFactory(Client, Network.TokenFactoryAddress!.Value).CollectionOfAsync((await contract.CodeAsync(Token))!.Terms, Token));
        Assert.Equal(TokenFactory.ImplementationOf(Network.TokenFactoryAddress.Value), (await contract.CodeAsync(Token))!.Implementation);
        Assert.Equal(new CollectionTerms(Network.RegistryAddress!.Value, Address.Parse(Account), "Universidad Ejemplo", "CREDENTIAL", $"https://anchor.example/tokens/{Network.ChainId}/{Account}/"), (await contract.CodeAsync(Token))!.Terms);
    }

    [Fact]
    public async Task What_was_asked_for_before_the_batch_was_anchored_is_minted_afterwards()
    {
        var batch = await OpenAsync();
        Ok(await ImportAsync(batch, Header + Rows(2)));
        var issuer = Services.GetRequiredService<Anchor.Issuance.Batches.BatchIssuer>();
        while ((await BatchAsync(batch)).Status != Anchor.Issuance.Batches.BatchStatus.Sealed) await issuer.StepAsync(Actor.Issuer, batch, Token);
        var claim = (await OfferAsync(batch))[0];
        Assert.Equal("preparing", Ok(await MintAsync(claim)).Claim.State);
        Assert.Equal("token.preparing", (await MintAsync((await OfferAsync(batch))[1], ownGas: true)).Error!.Code);
        await RunUntilAsync(claim, "minted");
    }

    [Fact]
    public async Task Many_learners_share_few_transactions_and_each_gets_one_token()
    {
        var claims = await OfferedAsync(25);
        foreach (var claim in claims) Ok(await MintAsync(claim));
        await RunUntilAsync(async () => await EventsAsync("token_minted_v1") == 25);
        Assert.Equal(25, await LogsAsync(claims[0], TokenAbi.MintedEvent));
        Assert.InRange(await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_view_transactions WHERE purpose = 'mint'"), 1, 3);
        Assert.Equal(25, Ok(await SendAsync(new ListClaims(Actor.Issuer, (await BatchOfAsync(claims[0])), 0, 500, "minted", false))).Items.Count);
    }

    [Fact]
    public async Task Two_hosts_at_once_mint_once()
    {
        var claims = await OfferedAsync(6);
        foreach (var claim in claims) Ok(await MintAsync(claim));
        await using var other = await HostAsync(null);
        await RunUntilAsync(async () =>
        {
            await Task.WhenAll(StepAsync(Services), StepAsync(other), StepAsync(other));
            return await EventsAsync("token_minted_v1") == 6;
        });
        Assert.Equal(6, await LogsAsync(claims[0], TokenAbi.MintedEvent));
    }

    [Fact]
    public async Task A_link_needs_its_whole_secret_serves_once_and_expires()
    {
        var claims = await OfferedAsync(2);
        var (claim, secret) = (claims[0], SecretOf(claims[0]));
        foreach (var wrong in new[] { null, "", secret[..^1], secret + "A", SecretOf(claims[1]) })
            Assert.Equal("claim.unknown", (await SendAsync(new GetClaim(claim.CredentialId, wrong))).Error!.Code);
        Assert.Equal("claim.unknown", (await SendAsync(new GetClaim(Guid.NewGuid(), secret))).Error!.Code);

        Ok(await MintAsync(claim));
        Ok(await MintAsync(claim));
        Assert.Equal(1, await EventsAsync("mint_requested_v1"));
        using var thief = EvmAccountKey.Generate();
        Assert.Equal("claim.used", (await SendAsync(new RequestMint(claim.CredentialId, secret, await ProofAsync(claim, thief), false))).Error!.Code);

        var renewed = Ok(await SendAsync(new RenewClaimLink(Actor, claims[1].CredentialId, null)));
        Assert.Equal("claim.unknown", (await SendAsync(new GetClaim(claims[1].CredentialId, SecretOf(claims[1])))).Error!.Code);
        var anew = claims[1] with { Link = renewed.Path };
        Assert.Equal("offered", (await ClaimAsync(anew)).State);
        Clock.Ahead = TimeSpan.FromDays(366);
        Assert.Equal("expired", (await ClaimAsync(anew)).State);
        Assert.Equal("claim.expired", (await MintAsync(anew)).Error!.Code);
    }

    [Fact]
    public async Task Only_the_account_that_signed_the_very_text_is_proven()
    {
        var claims = await OfferedAsync(2);
        var claim = claims[0];
        var proof = await ProofAsync(claim, Wallet);
        using var other = EvmAccountKey.Generate();
        foreach (var (wrong, code) in new[]
        {
            (proof with { Account = other.Address.ToString() }, "proof.invalid"),
            (proof with { IssuedAt = proof.IssuedAt!.Value.AddSeconds(1) }, "proof.invalid"),
            (proof with { Page = new Uri("https://elsewhere.example/claim") }, "proof.invalid"),
            (proof with { Signature = "0x" }, "proof.invalid"),
            (proof with { Signature = "nothing" }, "proof.invalid"),
            (proof with { IssuedAt = proof.IssuedAt.Value.AddHours(-1) }, "proof.expired"),
            (proof with { IssuedAt = null }, "proof.expired"),
            (await ProofAsync(claims[1], Wallet), "proof.invalid"),
            (proof with { Account = proof.Account!.ToUpperInvariant().Replace("0X", "0x", StringComparison.Ordinal), Signature = null }, "202"),
        })
            if ((await SendAsync(new RequestMint(claim.CredentialId, SecretOf(claim), wrong, false))).Error is { } error) Assert.Equal(code, error.Code);
            else Assert.Equal("202", code);
        Assert.Equal("account.checksum", (await SendAsync(new RequestMint(
            claims[1].CredentialId, SecretOf(claims[1]), new AccountProof(Flipped(Wallet.Address.ToString()), null, null, Page), false))).Error!.Code);
        Assert.Equal("account.malformed", (await SendAsync(new RequestMint(
            claims[1].CredentialId, SecretOf(claims[1]), new AccountProof("0x12", null, null, Page), false))).Error!.Code);
        Assert.Equal("account.malformed", (await SendAsync(new RequestMint(
            claims[1].CredentialId, SecretOf(claims[1]), new AccountProof("0x0000000000000000000000000000000000000000", null, null, Page), false))).Error!.Code);
    }

    [Fact]
    public async Task The_learners_own_wallet_may_send_and_the_ledger_sees_it()
    {
        var claim = (await OfferedAsync(2))[0];
        await RunUntilAsync(async () => (await ClaimAsync(claim)).Contract is not null);
        var answer = Ok(await MintAsync(claim, ownGas: true));
        Assert.Equal("wallet", answer.Claim.State);
        using var other = EvmAccountKey.Generate();
        Assert.Equal("claim.used", (await SendAsync(new RequestMint(claim.CredentialId, SecretOf(claim), await ProofAsync(claim, other), false))).Error!.Code);
        Hex.TryReadData(answer.Transaction!.Data, out var data);
        Assert.True((await RegistryDeployment.SendAsync(Node, Network, Address.Parse(answer.Transaction.To), data, Token)).Succeeded);
        await RunUntilAsync(claim, "minted");
        Assert.Equal(Wallet.Address, await (await ContractAsync(claim)).OwnerOfAsync(NumberOf(claim), Token));
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_view_transactions WHERE purpose = 'mint'"));
        Assert.Equal("token.minted", (await MintAsync(claim)).Error!.Code);
    }

    [Fact]
    public async Task A_voucher_that_the_wallet_never_sent_leaves_the_claim_open()
    {
        var claim = (await OfferedAsync(2))[0];
        await RunUntilAsync(async () => (await ClaimAsync(claim)).Contract is not null);
        Ok(await MintAsync(claim, ownGas: true));
        // The same account may change its mind; for another one the voucher has to run out first.
        Ok(await MintAsync(claim));
        await RunUntilAsync(claim, "minted");
    }

    [Fact]
    public async Task What_was_revoked_or_suspended_meanwhile_is_refused_with_its_reason()
    {
        var claims = await OfferedAsync(4);
        Ok(await MintAsync(claims[0]));
        Ok(await MintAsync(claims[1]));
        Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Revoke, StatusTargets.Of(claims[0].CredentialId, claims[2].CredentialId), "data-incorrect", null, false)));
        Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Suspend, StatusTargets.Of(claims[1].CredentialId), "under-review", null, false)));
        Assert.Equal("credential.revoked", (await MintAsync(claims[2])).Error!.Code);
        await RunUntilAsync(async () => await EventsAsync("token_action_refused_v1") == 2);
        Assert.Equal("revoked", (await ClaimAsync(claims[0])).State);
        Assert.Equal("suspended", (await ClaimAsync(claims[1])).State);
        Assert.Equal("suspended", (await ClaimAsync(claims[1])).State);
        Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Reinstate, StatusTargets.Of(claims[1].CredentialId), "review-ended", null, false)));
        var refused = await ClaimAsync(claims[1]);
        Assert.Equal(("refused", "credential.suspended", true), (refused.State, refused.Reason!.Code, refused.Reason.Retry));
        Ok(await MintAsync(claims[1]));
        await RunUntilAsync(claims[1], "minted");
        Assert.Equal(1, await LogsAsync(claims[1], TokenAbi.MintedEvent));
    }

    [Fact]
    public async Task Revoking_shows_in_the_token_and_each_change_in_its_metadata()
    {
        var claim = await MintedAsync();
        Assert.Equal("valid", await StatusAsync(claim));
        Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Suspend, StatusTargets.Of(claim.CredentialId), "under-review", null, false)));
        Assert.Equal("suspended", await StatusAsync(claim));
        await RunUntilAsync(async () => await LogsAsync(claim, TokenAbi.MetadataUpdateEvent) == 1);
        var contract = await ContractAsync(claim);
        Assert.True(await contract.IsValidAsync(NumberOf(claim), Token));
        Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Revoke, StatusTargets.Of(claim.CredentialId), "data-incorrect", null, false)));
        Assert.Equal("revoked", await StatusAsync(claim));
        await RunUntilAsync(async () => await LogsAsync(claim, TokenAbi.MetadataUpdateEvent) == 2 && !await contract.IsValidAsync(NumberOf(claim), Token));
        for (var i = 0; i < 5; i++) await StepAsync(Services);
        Assert.Equal(2, await LogsAsync(claim, TokenAbi.MetadataUpdateEvent));
    }

    [Fact]
    public async Task A_lost_wallet_gets_its_token_back_when_the_issuer_approves()
    {
        var claim = await MintedAsync();
        using var anew = EvmAccountKey.Generate();
        var asked = Ok(await SendAsync(new RequestReissue(claim.CredentialId, SecretOf(claim), await ProofAsync(claim, anew))));
        Assert.Equal(("reissue_requested", anew.Address.ToString()), (asked.State, asked.NewAccount));
        Assert.Equal(claim.CredentialId, Assert.Single(await SendAsync(new ListReissues(Actor.Issuer, 100))).CredentialId);
        for (var i = 0; i < 5; i++) await StepAsync(Services);
        Assert.Equal(Wallet.Address, await (await ContractAsync(claim)).OwnerOfAsync(NumberOf(claim), Token));

        using var third = EvmAccountKey.Generate();
        Assert.Equal("token.other_account", (await SendAsync(new DecideReissue(Actor, claim.CredentialId, true, third.Address.ToString()))).Error!.Code);
        Assert.Equal("account.malformed", (await SendAsync(new DecideReissue(Actor, claim.CredentialId, true))).Error!.Code);
        Ok(await SendAsync(new DecideReissue(Actor with { Id = "key-two" }, claim.CredentialId, true, anew.Address.ToString())));
        await RunUntilAsync(claim, "minted");

        var view = await ClaimAsync(claim);
        Assert.Equal((anew.Address.ToString(), 1), (view.Account, view.Nonce));
        Assert.Equal(anew.Address, await (await ContractAsync(claim)).OwnerOfAsync(NumberOf(claim), Token));
        Assert.Equal(1, await EventsAsync("token_reissued_v1"));
        Assert.Equal(Wallet.Address.ToString(), await Database.ScalarAsync<string?>("SELECT data->>'from' FROM anchor.mt_events WHERE type = 'token_reissued_v1'"));
        Assert.Empty(await SendAsync(new ListReissues(Actor.Issuer, 100)));
        Assert.Equal("token.nothing_to_approve", (await SendAsync(new DecideReissue(Actor, claim.CredentialId, true, anew.Address.ToString()))).Error!.Code);
    }

    [Fact]
    public async Task Whoever_renewed_a_link_cannot_approve_what_is_asked_with_it()
    {
        var claim = await MintedAsync();
        var renewed = claim with { Link = Ok(await SendAsync(new RenewClaimLink(Actor, claim.CredentialId, null))).Path };
        using var thief = EvmAccountKey.Generate();
        Ok(await SendAsync(new RequestReissue(claim.CredentialId, SecretOf(renewed), await ProofAsync(renewed, thief))));
        Assert.Equal("token.own_link_forbidden", (await SendAsync(new DecideReissue(Actor, claim.CredentialId, true, thief.Address.ToString()))).Error!.Code);
        Ok(await SendAsync(new DecideReissue(Actor with { Id = "key-two" }, claim.CredentialId, false)));
    }

    [Fact]
    public async Task An_event_that_a_node_left_out_is_found_when_the_history_is_read_again()
    {
        var claim = (await OfferedAsync(2))[0];
        await RunUntilAsync(async () => (await ClaimAsync(claim)).Contract is not null);
        Ok(await MintAsync(claim));
        for (var i = 0; i < 20 && (await ClaimAsync(claim)).State != "included"; i++) await StepAsync(Services);
        // As if the logs of the next blocks had been left out.
        await Database.ScalarAsync<long>("WITH p AS (UPDATE anchor.anchor_collection_progress SET next_block = next_block + 20 RETURNING 1) SELECT count(*) FROM p");
        for (var i = 0; i < 30; i++)
        {
            await Node.RpcAsync("evm_mine");
            await StepAsync(Services);
        }
        Assert.NotEqual("minted", (await ClaimAsync(claim)).State);
        Clock.Ahead += TimeSpan.FromMinutes(3);
        await RunUntilAsync(claim, "minted");
        Assert.Equal(1, await LogsAsync(claim, TokenAbi.MintedEvent));
    }

    [Fact]
    public async Task What_the_issuer_declines_stays_where_it_is()
    {
        var claim = await MintedAsync();
        using var anew = EvmAccountKey.Generate();
        Ok(await SendAsync(new RequestReissue(claim.CredentialId, SecretOf(claim), await ProofAsync(claim, anew))));
        using var third = EvmAccountKey.Generate();
        Assert.Equal("token.reissue_open", (await SendAsync(new RequestReissue(claim.CredentialId, SecretOf(claim), await ProofAsync(claim, third)))).Error!.Code);
        var declined = Ok(await SendAsync(new DecideReissue(Actor, claim.CredentialId, false)));
        Assert.Equal(("minted", "reissue.declined"), (declined.State, declined.Reason!.Code));
        Assert.Equal("token.same_holder", (await SendAsync(new RequestReissue(claim.CredentialId, SecretOf(claim), await ProofAsync(claim, Wallet)))).Error!.Code);
    }

    [Fact]
    public async Task A_holder_can_have_the_token_burnt_and_the_issuer_can_mint_it_again()
    {
        var claim = await MintedAsync();
        var view = await ClaimAsync(claim);
        var deadline = Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        var digest = TokenMessages.Burn(NumberOf(claim), (uint)view.Nonce, deadline).Digest(TokenMessages.Domain(Network.ChainId, Address.Parse(view.Contract)));
        using var other = EvmAccountKey.Generate();
        Assert.Equal("proof.invalid", (await SendAsync(new RequestBurn(claim.CredentialId, SecretOf(claim), deadline, Hex.Data(other.Sign(digest).ToBytes())))).Error!.Code);
        var signature = Wallet.Sign(digest).ToBytes();
        signature[64] -= 27; // as some wallets write it
        Assert.Equal("burn_requested", Ok(await SendAsync(new RequestBurn(claim.CredentialId, SecretOf(claim), deadline, Hex.Data(signature)))).State);
        await RunUntilAsync(claim, "burned");
        var contract = await ContractAsync(claim);
        Assert.Null(await contract.OwnerOfAsync(NumberOf(claim), Token));
        Assert.Equal("claim.used", (await MintAsync(claim)).Error!.Code);

        Assert.Equal("consent.unknown", (await SendAsync(new MintOnBehalf(Actor, claim.CredentialId, other.Address.ToString(), "hearsay"))).Error!.Code);
        Ok(await SendAsync(new MintOnBehalf(Actor, claim.CredentialId, other.Address.ToString(), "written")));
        await RunUntilAsync(claim, "minted");
        Assert.Equal(other.Address, await contract.OwnerOfAsync(NumberOf(claim), Token));
        Assert.Equal(1u, await contract.NonceOfAsync(NumberOf(claim), Token));
    }

    [Fact]
    public async Task Vouchers_that_the_issuer_exports_are_sent_by_somebody_else()
    {
        var claims = await OfferedAsync(3);
        await RunUntilAsync(async () => (await ClaimAsync(claims[0])).Contract is not null);
        var export = Ok(await SendAsync(new ExportVouchers(
            Actor, await BatchOfAsync(claims[0]), [new(claims[0].CredentialId, Wallet.Address.ToString()), new(claims[1].CredentialId, "0x"), new(Guid.NewGuid(), Wallet.Address.ToString())], "form", null)));
        Assert.Equal(["account.malformed", "credential.not_found"], export.Refused.Select(refused => refused.Code));
        var voucher = Assert.Single(export.Vouchers);
        Hex.TryReadData(voucher.Data, out var data);
        Assert.True((await RegistryDeployment.SendAsync(Node, Network, Address.Parse(voucher.To), data, Token)).Succeeded);
        await RunUntilAsync(claims[0], "minted");
        Assert.Equal("consent:form", Assert.Single(Ok(await SendAsync(new ListClaims(Actor.Issuer, await BatchOfAsync(claims[0]), 0, 10, "minted", false))).Items).Proof);
    }

    [Fact]
    public async Task A_reorganisation_takes_a_mint_back_and_it_is_made_again()
    {
        var claim = (await OfferedAsync(2))[0];
        await RunUntilAsync(async () => (await ClaimAsync(claim)).Contract is not null);
        Ok(await MintAsync(claim));
        for (var i = 0; i < 20 && (await ClaimAsync(claim)).State != "included"; i++) await StepAsync(Services);
        Assert.Equal("included", (await ClaimAsync(claim)).State);
        await Node.RpcAsync("anvil_reorg", 1, Array.Empty<object>());
        await RunUntilAsync(claim, "minted");
        Assert.Equal(Wallet.Address, await (await ContractAsync(claim)).OwnerOfAsync(NumberOf(claim), Token));
        Assert.Equal(1, await EventsAsync("token_minted_v1"));
    }

    [Fact]
    public async Task An_account_that_is_a_contract_proves_itself_by_ERC_1271_and_one_that_is_not_deployed_by_ERC_6492()
    {
        var claims = await OfferedAsync(2);
        var creation = await TokenDeployment.CodeAsync("testing/ContractWallet", Token);
        byte[] withOwner = [.. creation, .. new AbiEncoder().Add(Wallet.Address).Encode()];
        var deployed = (await RegistryDeployment.SendAsync(Node, Network, null, withOwner, Token)).ContractAddress!.Value;
        Ok(await SendAsync(new RequestMint(claims[0].CredentialId, SecretOf(claims[0]), await ContractProofAsync(claims[0], deployed, static signature => signature), false)));

        // Anvil has the usual deterministic deployer: salt ‖ creation code to it deploys by CREATE2.
        var deployer = Address.Parse("0x4e59b44847b379578588920cA78FbF26c0B4956C");
        var future = new Address(Keccak256.Hash([0xff, .. deployer.AsSpan(), .. new byte[32], .. Keccak256.Hash(withOwner).AsSpan()]).AsSpan()[12..]);
        byte[] deployment = [.. new byte[32], .. withOwner];
        byte[] Wrap(byte[] signature) =>
            [.. new AbiEncoder().Add(deployer).AddBytes(deployment).AddBytes(signature).Encode(), .. Convert.FromHexString(string.Concat(Enumerable.Repeat("6492", 16)))];
        Ok(await SendAsync(new RequestMint(claims[1].CredentialId, SecretOf(claims[1]), await ContractProofAsync(claims[1], future, Wrap), false)));
        Assert.Empty(await Client.GetCodeAsync(future, Anchor.Chain.Rpc.BlockId.Latest, Token));

        using var other = EvmAccountKey.Generate();
        foreach (var account in new[] { deployed, future })
        {
            var proof = await ContractProofAsync(claims[0], account, Wrap, other);
            Assert.Equal("proof.invalid", (await SendAsync(new RequestMint(claims[0].CredentialId, SecretOf(claims[0]), proof, false))).Error!.Code);
        }
    }

    [Fact]
    public async Task Rebuilding_the_read_model_gives_the_same_rows()
    {
        var claim = await MintedAsync();
        using var anew = EvmAccountKey.Generate();
        Ok(await SendAsync(new RequestReissue(claim.CredentialId, SecretOf(claim), await ProofAsync(claim, anew))));
        Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Suspend, StatusTargets.Of(claim.CredentialId), "under-review", null, false)));
        await StepAsync(Services);
        var before = await RowsAsync();
        await Services.GetRequiredService<ProjectionRunner>().RebuildAsync(Services.GetRequiredService<TokenView>(), Token);
        Assert.Equal(before, await RowsAsync());
        Assert.NotEmpty(before);
    }

    [Fact]
    public async Task No_word_about_the_learner_is_in_events_or_metadata_and_no_secret_anywhere()
    {
        var claim = await MintedAsync();
        var token = Ok(await SendAsync(new GetToken(Network.ChainId, Account, claim.TokenId[2..])));
        var told = System.Text.Encoding.UTF8.GetString(token.ToJson("https://anchor.example")) + System.Text.Encoding.UTF8.GetString(token.ToSvg());
        Assert.Contains(token.Title, told, StringComparison.Ordinal);
        var events = await Database.ScalarAsync<string>("SELECT string_agg(data::text, ' ') FROM anchor.mt_events WHERE type LIKE '%mint%' OR type LIKE '%token%' OR type LIKE '%claim%' OR type LIKE '%transaction%'");
        foreach (var text in new[] { told, events })
            foreach (var secret in new[] { "Muestra", "Íñigo", "graduado", "alumnado", SecretOf(claim) })
                Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("token.not_found", (await SendAsync(new GetToken(Network.ChainId, Account, new string('0', 64)))).Error!.Code);
        Assert.Equal("token.not_found", (await SendAsync(new GetToken(Network.ChainId + 1, Account, claim.TokenId[2..]))).Error!.Code);
    }

    private async Task<AccountProof> ContractProofAsync(ClaimRow claim, Address account, Func<byte[], byte[]> wrap, EvmAccountKey? signer = null)
    {
        var challenge = Ok(await SendAsync(new AskChallenge(claim.CredentialId, SecretOf(claim), account.ToString(), Page)));
        var signature = (signer ?? Wallet).Sign(PersonalMessage.Digest(challenge.Message)).ToBytes();
        return new AccountProof(account.ToString(), challenge.IssuedAt, Hex.Data(wrap(signature)), Page);
    }

    private async Task<string> RowsAsync() => await Database.ScalarAsync<string?>(
        """
        SELECT (SELECT string_agg(t::text, E'\n' ORDER BY t.id) FROM anchor.anchor_view_tokens t) || (SELECT string_agg(c::text, E'\n') FROM anchor.anchor_view_collections c)
            || (SELECT string_agg(o::text, E'\n') FROM anchor.anchor_view_offers o) || coalesce((SELECT string_agg(x::text, E'\n') FROM anchor.anchor_view_token_changes x), '')
        """) ?? "";

    private async Task<string> StatusAsync(ClaimRow claim) => Ok(await SendAsync(new GetToken(Network.ChainId, Account, claim.TokenId[2..]))).Status;

    private Task<Guid> BatchOfAsync(ClaimRow claim) => Database.ScalarAsync<Guid>($"SELECT batch_id FROM anchor.anchor_documents WHERE id = '{claim.CredentialId}'");

    private static string Flipped(string address)
    {
        var at = Enumerable.Range(2, 40).First(i => char.IsLetter(address[i]));
        var letter = address[at];
        return address[..at] + (char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)) + address[(at + 1)..];
    }
}
