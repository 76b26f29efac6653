using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Trust;
using Anchor.Merkle;

namespace Anchor.Verification.Tests;

public sealed class AnchorTests
{
    private const string Secret = "geheimer-schluessel-1234";

    [Fact]
    public async Task Offline_an_anchor_is_unknown_and_nothing_is_asked()
    {
        var world = new World { IsOffline = true };
        var report = await world.VerifyAsync(world.BundleOf());
        report.Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.offline");
        report.Found(CheckNames.Binding, CheckResult.Unknown, "binding.time_unconfirmed");
        report.Found(CheckNames.Inclusion, CheckResult.Passed, null);
        Assert.Equal((Verdict.Indeterminate, null, 0), (report.Verdict, report.Anchor, world.Chain.Questions));
    }

    [Fact]
    public async Task A_node_that_is_down_makes_the_anchor_unknown_never_wrong()
    {
        foreach (var failure in Enum.GetValues<RpcFailure>())
        {
            var world = new World();
            world.Chain.Fault = new RpcUnavailableException(failure, $"http://node.example/{Secret}");
            var report = await world.VerifyAsync(world.BundleOf());
            report.Found(CheckNames.Anchored, CheckResult.Unknown, failure is RpcFailure.Malformed or RpcFailure.Oversized ? "anchor.node_unusable" : "anchor.node_unreachable");
            Assert.Equal(Verdict.Indeterminate, report.Verdict);
            Assert.DoesNotContain(Secret, report.ToText(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_node_that_answers_with_an_error_makes_the_anchor_unknown()
    {
        var world = new World();
        world.Chain.Fault = new RpcErrorException(-32000, $"quota of {Secret} used up", []);
        var report = await world.VerifyAsync(world.BundleOf());
        report.Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.node_unusable");
        Assert.DoesNotContain(Secret, report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_never_answers_is_given_up_in_time()
    {
        var world = new World();
        world.Chain.IsSilent = true;
        var report = await new Verifier(world.Options with { ChainTimeout = TimeSpan.FromMilliseconds(50) })
            .VerifyAsync(world.BundleOf().ToUtf8(), TestContext.Current.CancellationToken);
        report.Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.node_unreachable");
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_no_report()
    {
        var world = new World();
        world.Chain.IsSilent = true;
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Verifier(world.Options).VerifyAsync(world.BundleOf().ToUtf8(), source.Token));
    }

    [Fact]
    public async Task A_node_of_another_chain_says_nothing_about_the_anchor()
    {
        var world = new World();
        world.Chain.ChainId = 1;
        (await world.VerifyAsync(world.BundleOf())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.wrong_chain");
        world.Chain.ChainId = 31337;
        world.Network = world.Network with { GenesisHash = Hash32.Parse(new string('e', 64)) };
        (await world.VerifyAsync(world.BundleOf())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.wrong_chain");
    }

    [Fact]
    public async Task An_anchor_claimed_on_another_chain_than_the_registrys_counts_for_nothing()
    {
        var world = new World();
        var report = await world.VerifyAsync(world.BundleOf() with { Anchors = [world.Claim() with { ChainId = 1 }] });
        report.Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.registry_unknown");
        Assert.Null(report.Anchor);
    }

    [Fact]
    public async Task A_look_alike_registry_with_a_back_dated_anchor_counts_for_nothing()
    {
        var world = new World();
        var forged = world.Chain.Anchor(World.LookAlike, world.Account.Address, world.Tree.AnchoredRoot, 5, 1_262_304_000);
        var report = await world.VerifyAsync(world.BundleOf() with { Anchors = [world.Claim(forged, World.LookAlike)] });
        report.Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.registry_unknown");
        Assert.Null(report.Anchor);
        Assert.DoesNotContain("2010", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_code_at_the_registrys_address_makes_its_word_worthless()
    {
        var world = new World();
        world.Network = world.Network with { RegistryCodeHash = Keccak256.Hash(world.Chain.Code) };
        Assert.Equal(Verdict.Valid, (await world.VerifyAsync(world.BundleOf())).Verdict);
        world.Chain.Code = [0x60, 0x81];
        (await world.VerifyAsync(world.BundleOf())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.registry_code_differs");
        world.Chain.Code = [];
        (await world.VerifyAsync(world.BundleOf())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.registry_absent");
    }

    [Fact]
    public async Task A_proof_from_another_batch_is_not_anchored()
    {
        var world = new World();
        var other = MerkleTree.Build([.. Enumerable.Range(0, 7).Select(i => Keccak256.Hash($"other {i}"))]);
        world.Chain.Anchor(World.Registry, world.Account.Address, other.AnchoredRoot, World.Block, World.AnchoredAt);
        var report = await world.VerifyAsync(world.BundleOf() with { InclusionProof = World.ProofOf(other.Prove(3)) });
        report.Found(CheckNames.Inclusion, CheckResult.Passed, null);
        report.Found(CheckNames.Anchored, CheckResult.Failed, "anchor.not_anchored");
    }

    [Fact]
    public async Task A_root_that_another_account_anchored_is_not_anchored_by_the_issuer()
    {
        var world = new World();
        using var other = new Anchor.Chain.Signing.EvmAccountKey([.. Enumerable.Repeat((byte)0x22, 32)]);
        var bundle = world.BundleOf() with { Binding = world.Binding(world.Bound(other)) };
        var claim = world.Claim() with { IssuerAccount = other.Address.ToString() };
        (await world.VerifyAsync(bundle with { Anchors = [claim] })).Found(CheckNames.Anchored, CheckResult.Failed, "anchor.not_anchored");
        (await world.VerifyAsync(bundle)).Found(CheckNames.Binding, CheckResult.Failed, "binding.account_not_named");
    }

    [Fact]
    public async Task A_node_that_is_behind_cannot_deny_an_anchor()
    {
        var world = new World();
        var later = world.BundleOf() with { InclusionProof = World.ProofOf(MerkleTree.Build([.. Enumerable.Range(0, 7).Select(i => Keccak256.Hash($"later {i}"))]).Prove(3)) };
        (await world.VerifyAsync(later with { Anchors = [world.Claim() with { BlockNumber = 1_000 }] })).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.node_behind");
    }

    [Fact]
    public async Task A_revoked_batch_or_credential_fails()
    {
        var single = new World();
        single.Chain.Revoke(World.Registry, single.Account.Address, single.Tree.AnchoredRoot, 3);
        (await single.VerifyAsync(single.BundleOf(3))).Found(CheckNames.Anchored, CheckResult.Failed, "credential.revoked_on_chain");
        Assert.Equal(Verdict.Valid, (await single.VerifyAsync(single.BundleOf(4))).Verdict);

        var whole = new World();
        whole.Chain.RevokeRoot(World.Registry, whole.Account.Address, whole.Tree.AnchoredRoot, World.AnchoredAt + 60);
        (await whole.VerifyAsync(whole.BundleOf())).Found(CheckNames.Anchored, CheckResult.Failed, "anchor.root_revoked");
    }

    [Theory]
    [InlineData(FinalityKind.Depth, 50, null, CheckResult.Passed)]
    [InlineData(FinalityKind.Depth, 51, null, CheckResult.Unknown)]
    [InlineData(FinalityKind.Instant, 0, null, CheckResult.Passed)]
    [InlineData(FinalityKind.Tag, 0, null, CheckResult.Unknown)]
    [InlineData(FinalityKind.Tag, 0, 99, CheckResult.Unknown)]
    [InlineData(FinalityKind.Tag, 0, 100, CheckResult.Passed)]
    public async Task Only_a_final_block_anchors(FinalityKind kind, int depth, int? tag, CheckResult result)
    {
        var world = new World();
        world.Network = world.Network with { Finality = new Finality(kind, depth) };
        if (tag is { } number) world.Chain.Mine(world.Chain.FinalizedTag.GetValueOrDefault((ulong)number), number == 100 ? World.AnchoredAt : 1);
        world.Chain.FinalizedTag = (ulong?)tag;
        var report = await world.VerifyAsync(world.BundleOf());
        report.Found(CheckNames.Anchored, result, result == CheckResult.Passed ? null : "anchor.not_final");
        Assert.Equal(result == CheckResult.Passed, report.Anchor!.Final);
    }

    [Fact]
    public async Task A_block_that_left_the_chain_anchors_nothing()
    {
        var world = new World();
        world.Chain.Mine(World.Block, World.AnchoredAt, fork: 1);
        (await world.VerifyAsync(world.BundleOf())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.not_final");
    }

    [Fact]
    public async Task A_record_without_its_event_in_a_successful_receipt_is_unknown()
    {
        var world = new World();
        world.Chain.ChangeReceipt(world.Anchored.TransactionHash, receipt => receipt with { Succeeded = false });
        (await world.VerifyAsync(world.BundleOf())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.event_missing");
        world.Chain.ChangeReceipt(world.Anchored.TransactionHash, _ => null);
        (await world.VerifyAsync(world.BundleOf())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.event_missing");
    }

    [Fact]
    public async Task A_node_that_contradicts_itself_about_the_time_is_not_believed()
    {
        var world = new World();
        world.Chain.Mine(World.Block, World.AnchoredAt - 1_000_000);
        (await world.VerifyAsync(world.BundleOf())).Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.node_inconsistent");
    }

    [Fact]
    public async Task What_the_file_claims_about_its_anchor_is_noted_and_never_shown()
    {
        var world = new World();
        var lies = world.Claim() with { Timestamp = 1_262_304_000, BlockNumber = 5, TransactionHash = default, BlockHash = default };
        var report = await world.VerifyAsync(world.BundleOf() with { Anchors = [lies] });
        report.Found(CheckNames.Claims, CheckResult.Unknown, "anchor.claim_differs");
        Assert.False(report.Of(CheckNames.Claims).Required);
        Assert.Equal(Verdict.Valid, report.Verdict);
        Assert.Equal((World.Block, world.Anchored.TransactionHash), (report.Anchor!.BlockNumber, report.Anchor.TransactionHash));
        Assert.DoesNotContain("2010", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_without_logs_is_enough_when_the_claimed_transaction_is_right()
    {
        var world = new World();
        world.Chain.RefusesLogs = true;
        Assert.Equal(Verdict.Valid, (await world.VerifyAsync(world.BundleOf())).Verdict);
    }

    [Fact]
    public async Task One_good_anchor_suffices_whatever_stands_beside_it()
    {
        var world = new World();
        var beside = new[] { world.Claim() with { ChainId = 1 }, world.Claim() with { IssuerAccount = World.LookAlike.ToString() }, world.Claim() with { Registry = World.LookAlike.ToString() } };
        foreach (var anchors in new AnchorClaim[][] { [.. beside, world.Claim()], [world.Claim(), .. beside] })
            Assert.Equal(Verdict.Valid, (await world.VerifyAsync(world.BundleOf() with { Anchors = anchors })).Verdict);
    }

    [Fact]
    public async Task One_anchors_record_and_another_anchors_account_do_not_make_a_whole()
    {
        var world = new World();
        using var stranger = new Anchor.Chain.Signing.EvmAccountKey([.. Enumerable.Repeat((byte)0x33, 32)]);
        var strange = world.Chain.Anchor(World.Registry, stranger.Address, world.Tree.AnchoredRoot, World.Block, World.AnchoredAt);
        using var named = new Anchor.Chain.Signing.EvmAccountKey([.. Enumerable.Repeat((byte)0x44, 32)]);
        var bundle = world.BundleOf() with
        {
            Binding = world.Binding(world.Bound(named)),
            Anchors = [world.Claim(strange), world.Claim() with { IssuerAccount = named.Address.ToString() }],
        };
        Assert.Equal(Verdict.Invalid, (await world.VerifyAsync(bundle)).Verdict);
    }

    [Fact]
    public async Task A_revocation_by_the_issuer_decides_whatever_stands_beside_it()
    {
        var world = new World();
        using var second = new Anchor.Chain.Signing.EvmAccountKey([.. Enumerable.Repeat((byte)0x22, 32)]);
        var again = world.Chain.Anchor(World.Registry, second.Address, world.Tree.AnchoredRoot, World.Block, World.AnchoredAt);
        world.Chain.Revoke(World.Registry, second.Address, world.Tree.AnchoredRoot, 3);
        var bundle = world.BundleOf() with { Anchors = [world.Claim(), world.Claim(again), world.Claim() with { ChainId = 9 }] };
        Assert.Equal(Verdict.Valid, (await world.VerifyAsync(bundle)).Verdict); // the second account is nobody's
        (await world.VerifyAsync(bundle with { Binding = world.Binding(world.Bound(world.Account), world.Bound(second)) }))
            .Found(CheckNames.Anchored, CheckResult.Failed, "credential.revoked_on_chain");
    }

    [Fact]
    public async Task An_open_question_about_one_anchor_comes_before_another_anchors_failure()
    {
        var world = new World();
        var never = world.Claim() with { IssuerAccount = World.LookAlike.ToString() };
        var unknown = world.Claim() with { ChainId = 9 };
        var bundle = world.BundleOf() with { Binding = world.Binding(world.Bound(world.Account) with { Account = $"eip155:9:{world.Account.Address}", Signature = Signature(world, 9) }), Anchors = [never, unknown] };
        var report = await world.VerifyAsync(bundle);
        report.Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.registry_unknown");
        Assert.Equal(Verdict.Indeterminate, report.Verdict);
    }

    private static string Signature(World world, ulong chainId) =>
        Hex.Data(world.Account.Sign(Anchor.Chain.Signing.IssuerBindingMessage.Digest(chainId, world.Did, world.Account.Address, 1_700_000_000)).ToBytes());
}
