using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Credentials.Bindings;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.MerkleProofs;
using Anchor.Credentials.Trust;
using Anchor.Merkle;
using Anchor.Verification.Documents;

namespace Anchor.Verification.Tests;

/// <summary>Documents with their Merkle proof inside, alone and in bundles.</summary>
public sealed class BlockcertsTests
{
    private readonly BlockcertsWorld _world = new();

    [Fact]
    public async Task A_document_alone_is_valid_when_the_issuers_document_lists_the_account()
    {
        var report = await _world.VerifyAsync(_world.Document());
        Assert.True(report.Verdict == Verdict.Valid, report.ToText());
        Assert.Contains("universidad.example gives over HTTPS", report.Of(CheckNames.Binding).Words, StringComparison.Ordinal);
        Assert.Equal((_world.Anchored.TransactionHash, _world.World.Account.Address, _world.Tree.AnchoredRoot), (report.Anchor!.TransactionHash, report.Anchor.Account, report.Anchor.Root));
        Assert.DoesNotContain(report.Checks, check => check.Name == CheckNames.Claims);
        Assert.Equal([BlockcertsWorld.Url], _world.World.Web!.Asked);
    }

    [Fact]
    public async Task A_bundle_around_it_is_valid_with_its_binding_and_nobody_is_asked_for_accounts()
    {
        _world.Publish();
        foreach (var hasClaim in new[] { false, true })
        {
            var report = await _world.World.VerifyAsync(_world.Bundle(_world.Document(), hasClaim: hasClaim));
            Assert.True(report.Verdict == Verdict.Valid, report.ToText());
            Assert.Contains("each signed for the other", report.Of(CheckNames.Binding).Words, StringComparison.Ordinal);
            Assert.DoesNotContain(report.Checks, check => check.Name == CheckNames.Claims);
        }
        var unbound = await _world.World.VerifyAsync(_world.Bundle(_world.Document(), isBound: false));
        unbound.Found(CheckNames.Binding, CheckResult.Unknown, "binding.missing");
    }

    [Fact]
    public async Task The_legacy_type_is_as_good()
    {
        var legacy = BlockcertsWorld.Edited(_world.Document(), document =>
        {
            var proof = document["proof"]![1]!.AsObject();
            proof["type"] = "MerkleProof2019";
            proof.Remove("cryptosuite");
        });
        var report = await _world.VerifyAsync(legacy);
        Assert.True(report.Verdict == Verdict.Valid, report.ToText());
    }

    [Fact]
    public async Task A_pinned_issuer_is_asked_for_its_accounts_and_not_for_its_keys()
    {
        var key = Credentials.Keys.DidKey.ToMultibase(_world.World.Key.PublicKey);
        _world.World.Trust = _world.World.Trust with { Issuers = [new RecognisedIssuer(BlockcertsWorld.Did, "Universidad Ejemplo", [key])] };
        Assert.Equal(Verdict.Valid, (await _world.VerifyAsync(_world.Document())).Verdict);
        _world.World.Web!.Without(BlockcertsWorld.Url);
        var report = await new BlockcertsWorld { World = { Trust = _world.World.Trust, Web = new FakeWeb() } }.VerifyAsync(_world.Document());
        report.Found(CheckNames.Signature, CheckResult.Passed, null);
        report.Found(CheckNames.Binding, CheckResult.Unknown, "did.unreachable");
    }

    [Fact]
    public async Task A_reverted_transaction_anchored_nothing()
    {
        _world.Chain.ChangeReceipt(_world.Anchored.TransactionHash, receipt => receipt with { Succeeded = false });
        (await _world.VerifyAsync(_world.Document())).Found(CheckNames.Anchored, CheckResult.Failed, "anchor.reverted");
    }

    [Fact]
    public async Task A_mock_chain_is_no_chain()
    {
        foreach (var network in new[] { -1L, 1 })
        {
            var report = await _world.VerifyAsync(_world.Document(_world.Label with { Label = new ChainLabel(-1, network) }));
            report.Found(CheckNames.Anchored, CheckResult.Failed, "anchor.mock_chain");
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(1, 5)]
    [InlineData(2, 137)]
    [InlineData(1, 31337)]
    [InlineData(9, 9)]
    public async Task A_chain_that_is_not_asked_here_is_unknown(long chain, long network)
    {
        var report = await _world.VerifyAsync(_world.Document(_world.Label with { Label = new ChainLabel(chain, network) }));
        report.Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.chain_unknown");
        report.Found(CheckNames.Inclusion, CheckResult.Passed, null);
        Assert.Equal((Verdict.Indeterminate, 0), (report.Verdict, _world.Chain.Questions));
    }

    [Theory]
    [InlineData(1UL, false, "eth:mainnet")]
    [InlineData(1UL, true, "eth:mainnet")]
    [InlineData(11155111UL, false, "eth:sepolia")]
    [InlineData(11155111UL, true, "eth:sepolia")]
    [InlineData(31337UL, true, "eth:mainnet")]
    [InlineData(31337UL, false, "eth:sepolia")]
    public async Task A_label_means_the_networks_that_the_format_cannot_name_too(ulong chainId, bool production, string meant)
    {
        _world.Chain.ChainId = chainId;
        _world.World.Network = _world.World.Network with { ChainId = chainId, Production = production };
        _world.Publish(Caip10.Format(chainId, _world.World.Account.Address.ToString()));
        foreach (var label in new[] { ChainLabel.EthereumMainnet, ChainLabel.EthereumSepolia })
        {
            var report = await _world.VerifyAsync(_world.Document(_world.Label with { Label = label }));
            if (label.ToString() == meant) Assert.True(report.Verdict == Verdict.Valid, report.ToText());
            else report.Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.registry_unknown");
        }
    }

    [Fact]
    public async Task The_network_that_knows_the_transaction_decides()
    {
        var (here, dead, elsewhere) = (_world.World.Network, new FakeChain { Fault = new RpcUnavailableException(RpcFailure.Unreachable, "") }, new FakeChain());
        var other = here with { ChainId = 7, Registry = World.LookAlike.ToString() };
        elsewhere.ChainId = 7;
        elsewhere.Deploy(World.LookAlike);
        _world.World.Trust = _world.World.Trust with { Networks = [other with { GenesisHash = elsewhere.Genesis }, here, here with { Registry = World.LookAlike.ToString() }] };
        _world.Chain.Deploy(World.LookAlike);
        foreach (var beside in new[] { elsewhere, dead })
        {
            Assert.Equal(Verdict.Valid, (await VerifyAsync(beside)).Verdict);
            _world.Chain.ChangeReceipt(_world.Anchored.TransactionHash, receipt => receipt with { Succeeded = false });
            (await VerifyAsync(beside)).Found(CheckNames.Anchored, CheckResult.Failed, "anchor.reverted");
            _world.Chain.ChangeReceipt(_world.Anchored.TransactionHash, receipt => receipt with { Succeeded = true });
        }
        _world.World.Trust = _world.World.Trust with { Networks = [other, here with { Registry = World.LookAlike.ToString() }] };
        (await VerifyAsync(dead)).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.registry_unknown");

        Task<Report> VerifyAsync(FakeChain beside) =>
            new Verifier(_world.World.Options with { Chain = network => network.ChainId == 7 ? beside : _world.Chain }).VerifyAsync(_world.Document(), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_transaction_that_says_anything_but_the_root_fails()
    {
        var root = _world.Tree.AnchoredRoot.ToArray();
        foreach (var input in new byte[][] { [], [.. root, 0], root[1..], Anchor.Chain.Registry.RegistryCalls.Anchor(_world.Tree.AnchoredRoot), _world.Tree.TreeHash.ToArray() })
        {
            _world.Chain.ChangeTransaction(_world.Anchored.TransactionHash, transaction => transaction with { Input = input });
            (await _world.VerifyAsync(_world.Document())).Found(CheckNames.Anchored, CheckResult.Failed, "anchor.input_differs");
        }
        _world.Chain.ChangeTransaction(_world.Anchored.TransactionHash, transaction => transaction with { Input = null });
        (await _world.VerifyAsync(_world.Document())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.node_unusable");
    }

    [Fact]
    public async Task A_transaction_that_is_not_known_or_waits_is_unknown()
    {
        var absent = _world.Label with { TransactionId = Keccak256.Hash("absent").ToHex() };
        (await _world.VerifyAsync(_world.Document(absent))).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.transaction_unknown");
        _world.Chain.ChangeReceipt(_world.Anchored.TransactionHash, _ => null);
        (await _world.VerifyAsync(_world.Document())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.not_final");
        (await _world.VerifyAsync(_world.Document(_world.Label with { TransactionId = "0x12" }))).Found(CheckNames.Anchored, CheckResult.Failed, "anchor.transaction_malformed");
    }

    [Fact]
    public async Task A_transaction_id_without_prefix_is_read()
    {
        var bare = _world.Label with { TransactionId = _world.Anchored.TransactionHash.ToString() };
        Assert.Equal(Verdict.Valid, (await _world.VerifyAsync(_world.Document(bare))).Verdict);
    }

    [Fact]
    public async Task A_registry_that_is_not_trusted_vouches_for_nothing()
    {
        var forged = _world.Chain.Anchor(World.LookAlike, _world.World.Account.Address, _world.Tree.AnchoredRoot, 5, 1_262_304_000);
        var report = await _world.VerifyAsync(_world.Document(_world.Label with { TransactionId = forged.TransactionHash.ToHex() }));
        report.Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.registry_unknown");
        Assert.Null(report.Anchor);
    }

    [Fact]
    public async Task A_transaction_without_the_registrys_own_event_anchored_nothing()
    {
        _world.Chain.ChangeReceipt(_world.Anchored.TransactionHash, receipt => receipt with { Logs = [] });
        (await _world.VerifyAsync(_world.Document())).Found(CheckNames.Anchored, CheckResult.Failed, "anchor.not_anchored");
        var lookAlike = new BlockcertsWorld();
        lookAlike.Chain.ChangeReceipt(_world.Anchored.TransactionHash, receipt => receipt with { Logs = [.. receipt.Logs.Select(log => log with { Address = World.LookAlike })] });
        (await lookAlike.VerifyAsync(lookAlike.Document())).Found(CheckNames.Anchored, CheckResult.Failed, "anchor.not_anchored");
    }

    [Fact]
    public async Task An_event_for_another_account_than_the_senders_does_not_count()
    {
        _world.Chain.ChangeTransaction(_world.Anchored.TransactionHash, transaction => transaction with { From = World.LookAlike });
        (await _world.VerifyAsync(_world.Document())).Found(CheckNames.Anchored, CheckResult.Failed, "anchor.not_anchored");
    }

    [Fact]
    public async Task A_foreign_account_is_unknown_by_the_issuers_document_and_wrong_by_its_binding()
    {
        using var stranger = new Anchor.Chain.Signing.EvmAccountKey([.. Enumerable.Repeat((byte)0x33, 32)]);
        var strange = _world.Chain.Anchor(World.Registry, stranger.Address, _world.Tree.AnchoredRoot, World.Block, World.AnchoredAt);
        var document = _world.Document(_world.Label with { TransactionId = strange.TransactionHash.ToHex() });
        var report = await _world.VerifyAsync(document);
        report.Found(CheckNames.Anchored, CheckResult.Passed, null);
        report.Found(CheckNames.Binding, CheckResult.Unknown, "binding.account_not_listed");
        Assert.Equal(Verdict.Indeterminate, report.Verdict);
        (await _world.World.VerifyAsync(_world.Bundle(document))).Found(CheckNames.Binding, CheckResult.Failed, "binding.account_not_named");
    }

    [Theory]
    [InlineData("none", "binding.missing")]
    [InlineData("other chain", "binding.account_not_listed")]
    [InlineData("other controller", "binding.missing")]
    [InlineData("other id", "binding.missing")]
    [InlineData("malformed", "binding.account_not_listed")]
    [InlineData("absent", "did.unreachable")]
    [InlineData("offline", "binding.missing")]
    public async Task Only_an_account_of_the_issuers_own_binds(string what, string code)
    {
        var account = _world.World.Account.Address.ToString();
        if (what == "none") _world.Publish();
        else if (what == "other chain") _world.Publish(Caip10.Format(1, account));
        else if (what == "malformed") _world.Publish("eip155:31337:" + account[..41]);
        else if (what == "other controller") _world.Publish(document => document["verificationMethod"]![1]!["controller"] = "did:web:otra.example", Caip10.Format(31337, account));
        else if (what == "other id") _world.Publish(document => document["verificationMethod"]![1]!["id"] = "did:web:otra.example#account-0", Caip10.Format(31337, account));
        else if (what == "absent") _world.World.Web!.Without(BlockcertsWorld.Url);
        else _world.World.Web = null;
        var report = await _world.VerifyAsync(_world.Document());
        report.Found(CheckNames.Anchored, CheckResult.Passed, null);
        report.Found(CheckNames.Binding, CheckResult.Unknown, code);
        Assert.Equal(Verdict.Indeterminate, report.Verdict);
    }

    [Fact]
    public async Task An_account_in_small_letters_is_the_same()
    {
        _world.Publish(Caip10.Format(31337, _world.World.Account.Address.ToString().ToLowerInvariant()));
        Assert.Equal(Verdict.Valid, (await _world.VerifyAsync(_world.Document())).Verdict);
    }

    [Theory]
    [InlineData(FinalityKind.Depth, 50, CheckResult.Passed)]
    [InlineData(FinalityKind.Depth, 51, CheckResult.Unknown)]
    [InlineData(FinalityKind.Tag, 0, CheckResult.Unknown)]
    public async Task Only_a_final_block_anchors(FinalityKind kind, int depth, CheckResult result)
    {
        _world.World.Network = _world.World.Network with { Finality = new Finality(kind, depth) };
        var report = await _world.VerifyAsync(_world.Document());
        report.Found(CheckNames.Anchored, result, result == CheckResult.Passed ? null : "anchor.not_final");
        Assert.Equal(result == CheckResult.Passed, report.Anchor!.Final);
    }

    [Fact]
    public async Task A_block_that_left_the_chain_anchors_nothing()
    {
        _world.Chain.Mine(World.Block, World.AnchoredAt, fork: 1);
        (await _world.VerifyAsync(_world.Document())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.not_final");
    }

    [Fact]
    public async Task What_is_wrong_with_the_node_is_unknown()
    {
        _world.Chain.Fault = new RpcUnavailableException(RpcFailure.Unreachable, "");
        (await _world.VerifyAsync(_world.Document())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.node_unreachable");
        (await _world.VerifyAsync(_world.Document())).Found(CheckNames.Binding, CheckResult.Unknown, "binding.account_unknown");
        _world.Chain.Fault = new RpcErrorException(-32000, "no", []);
        (await _world.VerifyAsync(_world.Document())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.node_unusable");
        _world.Chain.Fault = null;
        _world.Chain.ChainId = 5;
        (await _world.VerifyAsync(_world.Document())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.wrong_chain");
        _world.Chain.ChainId = 31337;
        _world.World.IsOffline = true;
        (await _world.VerifyAsync(_world.Document())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.offline");
        _world.World.IsOffline = false;
        _world.Chain.IsSilent = true;
        var report = await new Verifier(_world.World.Options with { ChainTimeout = TimeSpan.FromMilliseconds(50) }).VerifyAsync(_world.Document(), TestContext.Current.CancellationToken);
        report.Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.node_unreachable");
    }

    [Fact]
    public async Task A_revoked_batch_or_credential_fails()
    {
        _world.Chain.Revoke(World.Registry, _world.World.Account.Address, _world.Tree.AnchoredRoot, 2);
        (await _world.VerifyAsync(_world.Document())).Found(CheckNames.Anchored, CheckResult.Failed, "credential.revoked_on_chain");
        _world.Chain.RevokeRoot(World.Registry, _world.World.Account.Address, _world.Tree.AnchoredRoot, World.AnchoredAt + 60);
        (await _world.VerifyAsync(_world.Document())).Found(CheckNames.Anchored, CheckResult.Failed, "anchor.root_revoked");
    }

    [Fact]
    public async Task A_credential_that_the_issuers_profile_revokes_fails_whatever_its_holder_leaves_out_or_adds()
    {
        const string Page = "https://universidad.example/profile", List = "https://universidad.example/revocations";
        var accounts = Caip10.Format(31337, _world.World.Account.Address.ToString());
        _world.Publish(document => document["service"] = new JsonArray(new JsonObject { ["id"] = BlockcertsWorld.Did + "#profile", ["type"] = "IssuerProfile", ["serviceEndpoint"] = Page }), accounts);
        _world.World.Web!.With(Page, $$"""{"id":"{{BlockcertsWorld.Did}}","revocationList":"{{List}}"}""");
        _world.World.Web!.With(List, """{"revokedAssertions":[]}""");
        byte[][] documents = [_world.Document(), _world.Secured, BlockcertsWorld.Edited(_world.Document(), document => document["credentialStatus"] = new JsonArray())];
        foreach (var document in documents)
            (await _world.World.VerifyAsync(_world.Bundle(document, hasClaim: true))).Found(CheckNames.Status, CheckResult.Passed, null);

        var id = JsonNode.Parse(_world.Secured)!["id"]!.GetValue<string>();
        _world.World.Web!.With(List, $$"""{"revokedAssertions":[{"id":"{{id}}","revocationReason":"issued in error"}]}""");
        foreach (var document in documents)
            (await _world.World.VerifyAsync(_world.Bundle(document, hasClaim: true))).Found(CheckNames.Status, CheckResult.Failed, "status.revoked");
        var alone = await new DocumentVerifier(_world.World.Options).VerifyCredentialAsync(JsonElement.Parse(_world.Secured), new DocumentQuestion(), TestContext.Current.CancellationToken);
        Assert.Equal("status.revoked", Assert.Single(alone.Errors).Code);
    }

    [Fact]
    public async Task A_changed_document_fails_on_both_sides()
    {
        var report = await _world.VerifyAsync(BlockcertsWorld.Edited(_world.Document(), document => document["name"] = "Doctorado"));
        report.Found(CheckNames.Signature, CheckResult.Failed, "proof.signature_invalid");
        report.Found(CheckNames.Inclusion, CheckResult.Failed, "inclusion.target_differs");
        report.Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.root_unknown");
        Assert.Equal(0, _world.Chain.Questions);
    }

    [Fact]
    public async Task Another_credentials_Merkle_proof_fails()
    {
        var other = MerkleProof2019.Of(_world.Tree.Prove(0), MerkleHash.Leaf([0]), _world.Tree.AnchoredRoot, _world.Label).Value;
        (await _world.VerifyAsync(_world.With(other))).Found(CheckNames.Inclusion, CheckResult.Failed, "inclusion.target_differs");
        (await _world.VerifyAsync(_world.With(other with { TargetHash = _world.Leaf }))).Found(CheckNames.Inclusion, CheckResult.Failed, "inclusion.root_differs");
    }

    [Fact]
    public async Task A_wrong_root_size_or_path_fails_with_its_own_code()
    {
        var good = _world.Merkle;
        await FailsAsync(good with { MerkleRoot = _world.Tree.TreeHash }, "inclusion.root_differs");
        await FailsAsync(good with { Path = [.. good.Path.Take(good.Path.Count - 1)], MerkleRoot = _world.Tree.TreeHash }, "merkle_proof.size_missing", CheckResult.Unknown);
        await FailsAsync(good with { Path = [.. good.Path.Take(good.Path.Count - 1)] }, "merkle_proof.size_missing");
        await FailsAsync(good with { Path = [] }, "merkle_proof.size_missing");
        await FailsAsync(good with { Path = [.. good.Path.Skip(1)] }, "merkle_proof.path_mismatch");
        await FailsAsync(good with { Path = [good.Path[0], .. good.Path] }, "merkle_proof.path_mismatch");
        var larger = _world.With(good with { Path = [.. good.Path.Take(good.Path.Count - 1), new MerkleStep(true, MerkleHash.SizeWord(8))] });
        (await _world.VerifyAsync(larger)).Found(CheckNames.Inclusion, CheckResult.Failed, "inclusion.root_differs");
        (await _world.World.VerifyAsync(_world.Bundle(larger))).Found(CheckNames.Inclusion, CheckResult.Failed, "inclusion.proofs_differ");

        async Task FailsAsync(MerkleProof2019 proof, string code, CheckResult result = CheckResult.Failed)
        {
            foreach (var report in new[] { await _world.VerifyAsync(_world.With(proof)), await _world.World.VerifyAsync(_world.Bundle(_world.With(proof), hasClaim: true)) })
            {
                report.Found(CheckNames.Inclusion, result, code);
                report.Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.root_unknown");
            }
        }
    }

    [Fact]
    public async Task A_bundle_that_gives_another_place_than_its_document_fails()
    {
        var bundle = _world.Bundle(_world.Document());
        var proof = bundle.InclusionProof!;
        foreach (var wrong in new[] { proof with { Index = 3 }, proof with { Size = 8 }, proof with { Path = [default, .. proof.Path.Skip(1)] } })
            (await _world.World.VerifyAsync(bundle with { InclusionProof = wrong })).Found(CheckNames.Inclusion, CheckResult.Failed, "inclusion.proofs_differ");
        Assert.Equal(Verdict.Valid, (await _world.World.VerifyAsync(bundle with { InclusionProof = null })).Verdict);
    }

    [Fact]
    public async Task Several_Merkle_proofs_or_one_that_cannot_be_read_leave_no_place()
    {
        var twice = BlockcertsWorld.Edited(_world.Document(), document => document["proof"]!.AsArray().Add(document["proof"]![1]!.DeepClone()));
        (await _world.VerifyAsync(twice)).Found(CheckNames.Inclusion, CheckResult.Unknown, "merkle_proof.several");
        foreach (var member in new[] { "proofValue", "verificationMethod", "created" })
            (await _world.VerifyAsync(BlockcertsWorld.Edited(_world.Document(), document => document["proof"]![1]!.AsObject().Remove(member))))
                .Found(CheckNames.Inclusion, CheckResult.Failed, "merkle_proof.malformed");
    }

    [Fact]
    public async Task A_proof_that_somebody_adds_behind_is_no_part_of_what_was_anchored()
    {
        using var stranger = Credentials.Keys.SigningKey.Generate(Credentials.Keys.KeyType.Ed25519);
        var added = new Credentials.DataIntegrity.DataIntegritySigner(Credentials.DataIntegrity.Cryptosuite.EddsaRdfc2022, stranger)
            .Sign(_world.Document(), new Credentials.DataIntegrity.ProofOptions()).Value;
        (await _world.VerifyAsync(added)).Found(CheckNames.Inclusion, CheckResult.Failed, "inclusion.target_differs");
    }

    [Fact]
    public async Task A_false_transaction_inside_is_noted_where_a_bundles_anchor_holds()
    {
        var report = await _world.World.VerifyAsync(_world.Bundle(_world.Document(_world.Label with { Label = new ChainLabel(-1, -1) }), hasClaim: true));
        report.Found(CheckNames.Claims, CheckResult.Unknown, "anchor.label_wrong");
        Assert.Equal(Verdict.Valid, report.Verdict);
    }

    [Fact]
    public async Task One_good_transaction_of_several_suffices()
    {
        var anchors = new[] { new ChainAnchor(new ChainLabel(0, 1), "ab"), _world.Label, _world.Label, _world.Label with { TransactionId = Keccak256.Hash("absent").ToHex() } };
        Assert.Equal(Verdict.Valid, (await _world.VerifyAsync(_world.With(_world.Merkle with { Anchors = anchors }))).Verdict);
    }

    [Fact]
    public async Task A_did_key_issuer_has_no_document_that_could_list_an_account()
    {
        var world = new World { Web = new FakeWeb() };
        using var key = Credentials.Keys.SigningKey.FromEd25519(world.Key);
        var secured = new Credentials.DataIntegrity.DataIntegritySigner(Credentials.DataIntegrity.Cryptosuite.EddsaRdfc2022, key)
            .Sign(world.Document(format: Credentials.Issuing.CredentialFormat.DataIntegrity), new Credentials.DataIntegrity.ProofOptions()).Value;
        var tree = MerkleTree.Build([Credentials.Jwt.CredentialLeaf.OfDocument(System.Text.Json.JsonElement.Parse(secured)).Value]);
        var anchored = world.Chain.Anchor(World.Registry, world.Account.Address, tree.AnchoredRoot, World.Block, World.AnchoredAt);
        var document = BlockcertsDocument.Write(
            secured, tree.Prove(0), tree.AnchoredRoot, new ChainAnchor(ChainLabel.EthereumMainnet, anchored.TransactionHash), new MerkleProofOptions(Guid.NewGuid(), DateTimeOffset.UnixEpoch, world.Did)).Value;
        (await world.VerifyAsync(document)).Found(CheckNames.Binding, CheckResult.Unknown, "binding.missing");
        Assert.Equal(Verdict.Valid, (await world.VerifyAsync(new Bundle(BundledCredential.OfText(document), null, world.Binding(), []))).Verdict);
        Assert.Empty(world.Web.Asked);
    }

    [Fact]
    public async Task No_changed_byte_of_a_Merkle_proofs_value_leaves_the_document_valid()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ANCHOR_TEST_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var (random, good) = (new Random(seed), _world.Document());
        var value = JsonNode.Parse(good)!["proof"]![1]!["proofValue"]!.GetValue<string>();
        var start = good.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(value));
        for (var i = 0; i < 300; i++)
        {
            var mutant = good.ToArray();
            mutant[start + random.Next(value.Length)] ^= (byte)(1 << random.Next(7));
            var report = await _world.VerifyAsync(mutant);
            Assert.False(report.Verdict == Verdict.Valid, System.Text.Encoding.UTF8.GetString(mutant));
        }
    }
}
