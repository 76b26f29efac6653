using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Signing;
using Anchor.Credentials.Bundles;
using Anchor.EndToEnd.Forging;
using Anchor.EndToEnd.Hosting;
using Anchor.Merkle;
using Anchor.Tests.Support;
using Anchor.Verification;

namespace Anchor.EndToEnd;

/// <summary>Every forgery against the real registry on a real chain; each is met by its own code.</summary>
[Collection(ChainCollection.Name)]
public sealed class ForgeryTests(ChainFixture chain)
{
    private readonly University _honest = new(chain, "Universidad Ejemplo");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_nobody_touched_is_valid()
    {
        var batch = await _honest.AnchorAsync();
        for (var i = 0; i < 5; i++) Assert.Equal(Verdict.Valid, (await _honest.VerifyAsync(_honest.Bundle(batch, i))).Verdict);
    }

    [Fact]
    public async Task A_credential_signed_by_another_key_is_not_the_issuers()
    {
        var batch = await _honest.AnchorAsync();
        var bundle = _honest.Bundle(batch);
        var parts = bundle.Credential.CompactJws!.Split('.');
        var foreign = new University(chain, "Otra").Seal(1).Credentials[0];
        parts[2] = System.Text.Encoding.ASCII.GetString(foreign).Split('.')[2];
        Refused(await _honest.VerifyAsync(bundle with { Credential = BundledCredential.OfJwt(string.Join('.', parts)) }), CheckNames.Signature, "jwt.signature_invalid");
    }

    [Fact]
    public async Task A_path_has_exactly_the_length_that_size_and_index_ask_for()
    {
        var batch = await _honest.AnchorAsync();
        var longer = JsonNode.Parse(_honest.Bundle(batch).ToUtf8())!;
        longer["inclusionProof"]!["path"]!.AsArray().Add(Hash32.Parse("0x" + new string('1', 64)).ToHex());
        Refused(await University.VerifyAsync(Utf8(longer), _honest.Trust()), CheckNames.Inclusion, "inclusion.path_too_long");

        var shorter = JsonNode.Parse(_honest.Bundle(batch).ToUtf8())!;
        shorter["inclusionProof"]!["path"]!.AsArray().RemoveAt(0);
        Refused(await University.VerifyAsync(Utf8(shorter), _honest.Trust()), CheckNames.Inclusion, "inclusion.path_too_short");

        var outside = JsonNode.Parse(_honest.Bundle(batch).ToUtf8())!;
        outside["inclusionProof"]!["index"] = 5;
        Refused(await University.VerifyAsync(Utf8(outside), _honest.Trust()), CheckNames.Inclusion, "inclusion.index_out_of_range");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public async Task Another_index_leads_to_a_root_that_nobody_anchored(int index)
    {
        var bundle = _honest.Bundle(await _honest.AnchorAsync(4));
        var forged = bundle with { InclusionProof = bundle.InclusionProof! with { Index = (ulong)index } };
        Refused(await _honest.VerifyAsync(forged), CheckNames.Anchored, "anchor.not_anchored");
    }

    [Fact]
    public async Task Another_size_leads_to_a_root_that_nobody_anchored()
    {
        var bundle = _honest.Bundle(await _honest.AnchorAsync(7), 1);
        Refused(await _honest.VerifyAsync(bundle with { InclusionProof = bundle.InclusionProof! with { Size = 8 } }), CheckNames.Anchored, "anchor.not_anchored");
    }

    [Fact]
    public async Task A_proof_from_another_batch_proves_nothing()
    {
        var (one, other) = (await _honest.AnchorAsync(), await _honest.AnchorAsync());
        var forged = _honest.Bundle(one) with { InclusionProof = University.ProofOf(other.Batch.Tree.Prove(2)), Anchors = [other.Claim] };
        Refused(await _honest.VerifyAsync(forged), CheckNames.Anchored, "anchor.not_anchored");
    }

    [Fact]
    public async Task An_anchor_of_another_batch_proves_nothing()
    {
        var other = await _honest.AnchorAsync();
        var unanchored = new Anchored(_honest.Seal(5), other.Claim);
        Refused(await _honest.VerifyAsync(_honest.Bundle(unanchored)), CheckNames.Anchored, "anchor.not_anchored");
    }

    [Fact]
    public async Task Who_anchors_the_root_himself_cannot_say_that_the_issuer_did()
    {
        // The worst case: the issuer's signing key was stolen, its account was not.
        var thief = new University(chain, _honest.Name) { Key = _honest.Key };
        var batch = await thief.AnchorAsync();
        var asIssuer = batch with { Claim = batch.Claim with { IssuerAccount = _honest.Account.Address.ToString() } };
        Refused(await _honest.VerifyAsync(thief.Bundle(asIssuer) with { Binding = _honest.Binding() }), CheckNames.Anchored, "anchor.not_anchored");
        Refused(await _honest.VerifyAsync(thief.Bundle(batch) with { Binding = _honest.Binding() }), CheckNames.Binding, "binding.account_not_named");
    }

    [Fact]
    public async Task A_binding_by_somebody_else_or_without_the_accounts_word_binds_nothing()
    {
        var attacker = new University(chain, _honest.Name);
        var batch = await _honest.AnchorAsync();
        Refused(await _honest.VerifyAsync(_honest.Bundle(batch) with { Binding = attacker.Binding(_honest.Account) }), CheckNames.Binding, "binding.issuer_differs");
        Refused(await _honest.VerifyAsync(_honest.Bundle(batch) with { Binding = _honest.Binding(attacker.Account, named: _honest.Account.Address) }), CheckNames.Binding, "binding.countersignature_invalid");
        Open(await _honest.VerifyAsync(_honest.Bundle(batch) with { Binding = null }), CheckNames.Binding, "binding.missing");
    }

    [Fact]
    public async Task A_registry_that_only_looks_alike_is_unknown()
    {
        var second = await RegistryDeployment.DeployAsync(chain.Node, ChainFixture.Depth, Token);
        var copy = new University(chain, _honest.Name) { Key = _honest.Key, Account = _honest.Account, Registry = second.RegistryAddress!.Value };
        Open(await _honest.VerifyAsync(copy.Bundle(await copy.AnchorAsync())), CheckNames.Anchored, "anchor.registry_unknown");
    }

    [Fact]
    public async Task A_contract_with_a_back_dated_record_is_unknown_and_cannot_stand_in_for_the_registry()
    {
        // Answers every question with the year 2001, block 1, not revoked.
        byte[] runtime = [0x63, 0x3b, 0x9a, 0xca, 0x00, 0x60, 0x00, 0x52, 0x60, 0x01, 0x60, 0x20, 0x52, 0x60, 0x60, 0x60, 0x00, 0xf3];
        byte[] creation = [0x60, (byte)runtime.Length, 0x60, 0x0c, 0x60, 0x00, 0x39, 0x60, (byte)runtime.Length, 0x60, 0x00, 0xf3, .. runtime];
        var liar = (await chain.SendAsync(_honest.Account, null, creation)).ContractAddress!.Value;
        var contract = new RegistryContract(chain.Client, liar);
        Assert.Equal(1_000_000_000ul, (await contract.RecordAsync(_honest.Account.Address, Hash32.Parse("0x" + new string('2', 64)), Token))!.AnchoredAt);

        var batch = new Anchored(_honest.Seal(5), (await _honest.AnchorAsync()).Claim with { Registry = liar.ToString() });
        Open(await _honest.VerifyAsync(_honest.Bundle(batch)), CheckNames.Anchored, "anchor.registry_unknown");

        var deceived = _honest.Trust() with { Networks = [_honest.Trust().Networks[0] with { Registry = liar.ToString() }] };
        Open(await _honest.VerifyAsync(_honest.Bundle(batch), deceived), CheckNames.Anchored, "anchor.registry_code_differs");
    }

    [Fact]
    public async Task Who_only_bears_the_name_is_not_the_issuer()
    {
        var namesake = new University(chain, "UNIVERSIDAD  ejemplo");
        var report = await _honest.VerifyAsync(namesake.Bundle(await namesake.AnchorAsync()));
        Open(report, CheckNames.Issuer, "issuer.name_only");
        Assert.Null(report.Credential!.RecognisedName);
        var stranger = new University(chain, "Instituto Ficticio");
        Open(await _honest.VerifyAsync(stranger.Bundle(await stranger.AnchorAsync())), CheckNames.Issuer, "issuer.not_recognised");
    }

    [Fact]
    public async Task A_claim_about_another_chain_is_unknown()
    {
        var batch = await _honest.AnchorAsync();
        var report = await _honest.VerifyAsync(_honest.Bundle(batch with { Claim = batch.Claim with { ChainId = 1 } }));
        Assert.Equal("anchor.registry_unknown", report.Checks.Single(check => check.Name == CheckNames.Anchored).Code);
        Refused(report, CheckNames.Binding, "binding.account_not_named"); // the binding speaks of another chain's account
    }

    [Theory]
    [InlineData("--chain-id", "4242")]
    [InlineData("--timestamp", "1600000000")]
    public async Task A_node_of_another_chain_has_no_say(string option, string value)
    {
        await using var other = await EvmNode.StartAnvilAsync(option, value);
        var batch = await _honest.AnchorAsync();
        Open(await _honest.VerifyAsync(_honest.Bundle(batch), node: other.Url), CheckNames.Anchored, "anchor.wrong_chain");
    }

    [Fact]
    public async Task A_node_that_is_down_leaves_the_question_open_and_the_command_says_2()
    {
        var bundle = _honest.Bundle(await _honest.AnchorAsync());
        Open(await _honest.VerifyAsync(bundle, node: new Uri("http://127.0.0.1:9")), CheckNames.Anchored, "anchor.node_unreachable");

        using var folder = new ScratchFolder();
        var (file, trust) = (folder.Write("a.anchor.json", bundle.ToUtf8()), folder.Write("trust.json", TrustJson.Write(_honest.Trust())));
        Assert.Equal(0, (await AnchorCommand.RunAsync("verify", file, "--trust", trust)).ExitCode);
        var down = await AnchorCommand.RunAsync("verify", file, "--trust", trust, "--rpc", "http://127.0.0.1:9", "--json");
        Assert.Equal(2, down.ExitCode);
        Assert.Contains("anchor.node_unreachable", down.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_that_failed_or_never_was_anchors_nothing()
    {
        var batch = _honest.Seal(5);
        await _honest.AnchorAsync(); // the account has funds and a nonce
        var failed = await chain.SendAsync(_honest.Account, _honest.Registry, RegistryCalls.Anchor(batch.Tree.AnchoredRoot), gasLimit: 23_000);
        Assert.False(failed.Succeeded);
        await chain.MineAsync();
        Refused(await _honest.VerifyAsync(_honest.Bundle(new Anchored(batch, _honest.ClaimOf(failed)))), CheckNames.Anchored, "anchor.not_anchored");

        var absent = _honest.ClaimOf(failed) with { TransactionHash = Hash32.Parse("0x" + new string('3', 64)) };
        Refused(await _honest.VerifyAsync(_honest.Bundle(new Anchored(batch, absent))), CheckNames.Anchored, "anchor.not_anchored");
        Open(await _honest.VerifyAsync(_honest.Bundle(new Anchored(batch, absent with { BlockNumber = 1_000_000 }))), CheckNames.Anchored, "anchor.node_behind");
    }

    [Fact]
    public async Task A_wrong_transaction_beside_a_real_anchor_is_noted_and_what_the_chain_says_is_shown()
    {
        var batch = await _honest.AnchorAsync();
        var early = batch.Claim with { TransactionHash = Hash32.Parse("0x" + new string('4', 64)), BlockNumber = 1, Timestamp = 1 };
        var report = await _honest.VerifyAsync(_honest.Bundle(batch with { Claim = early }));
        Assert.Equal(Verdict.Valid, report.Verdict);
        Assert.Equal("anchor.claim_differs", report.Checks.Single(check => check.Name == CheckNames.Claims).Code);
        Assert.Equal(batch.Claim.TransactionHash, report.Anchor!.TransactionHash);
        Assert.True(report.Anchor.AnchoredAt > DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
    }

    [Fact]
    public async Task A_root_that_the_issuer_revoked_is_invalid()
    {
        var batch = await _honest.AnchorAsync();
        Assert.True((await chain.SendAsync(_honest.Account, _honest.Registry, RegistryCalls.RevokeRoot(_honest.Account.Address, batch.Batch.Tree.AnchoredRoot))).Succeeded);
        Refused(await _honest.VerifyAsync(_honest.Bundle(batch)), CheckNames.Anchored, "anchor.root_revoked");
    }

    [Fact]
    public async Task One_revoked_credential_is_invalid_and_its_neighbours_are_not()
    {
        var batch = await _honest.AnchorAsync();
        Assert.True((await chain.SendAsync(_honest.Account, _honest.Registry, RegistryCalls.Revoke(batch.Batch.Tree.AnchoredRoot, 2))).Succeeded);
        Refused(await _honest.VerifyAsync(_honest.Bundle(batch, 2)), CheckNames.Anchored, "credential.revoked_on_chain");
        Assert.Equal(Verdict.Valid, (await _honest.VerifyAsync(_honest.Bundle(batch, 1))).Verdict);
        Assert.Equal(Verdict.Valid, (await _honest.VerifyAsync(_honest.Bundle(batch, 3))).Verdict);
    }

    [Fact]
    public async Task Nobody_else_can_revoke_for_the_issuer()
    {
        var batch = await _honest.AnchorAsync();
        var attacker = EvmAccountKey.Generate();
        Assert.False((await chain.SendAsync(attacker, _honest.Registry, RegistryCalls.RevokeRoot(_honest.Account.Address, batch.Batch.Tree.AnchoredRoot), 200_000)).Succeeded);
        Assert.False((await chain.SendAsync(attacker, _honest.Registry, RegistryCalls.Revoke(batch.Batch.Tree.AnchoredRoot, 2), 200_000)).Succeeded);
        Assert.Equal(Verdict.Valid, (await _honest.VerifyAsync(_honest.Bundle(batch))).Verdict);
    }

    [Fact]
    public async Task An_anchor_that_can_still_be_undone_is_not_yet_an_anchor()
    {
        var batch = await _honest.AnchorAsync(final: false);
        Open(await _honest.VerifyAsync(_honest.Bundle(batch), _honest.Trust(depth: 1000)), CheckNames.Anchored, "anchor.not_final");
    }

    [Fact]
    public async Task An_inner_node_cannot_pass_as_a_leaf()
    {
        // The bytes below an inner node are two hashes, and no document has them; what is tried here is a credential whose claimed place is one level up.
        var batch = await _honest.AnchorAsync(8);
        var proof = batch.Batch.Tree.Prove(2);
        var lifted = new BundleProof(4, 1, proof.Path[1..].ToArray());
        Refused(await _honest.VerifyAsync(_honest.Bundle(batch) with { InclusionProof = lifted }), CheckNames.Anchored, "anchor.not_anchored");
    }

    private static void Refused(Report report, string check, string code) => Is(report, Verdict.Invalid, CheckResult.Failed, check, code);

    private static void Open(Report report, string check, string code) => Is(report, Verdict.Indeterminate, CheckResult.Unknown, check, code);

    private static void Is(Report report, Verdict verdict, CheckResult result, string check, string code)
    {
        var found = report.Checks.Single(each => each.Name == check);
        Assert.Equal((code, result), (found.Code, found.Result));
        Assert.Equal(verdict, report.Verdict);
    }

    private static byte[] Utf8(JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());
}
