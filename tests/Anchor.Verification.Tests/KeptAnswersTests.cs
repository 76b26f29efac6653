namespace Anchor.Verification.Tests;

/// <summary>A run over many documents asks once what holds for all of a batch, and keeps nothing that is open.</summary>
public sealed class KeptAnswersTests
{
    private readonly World _world = new(size: 300);
    private readonly Verifier _verifier;

    public KeptAnswersTests() => _verifier = new Verifier(_world.Options with { AnswersKept = TimeSpan.FromMinutes(15) });

    [Fact]
    public async Task A_batch_is_asked_about_once_and_each_256_of_its_credentials_once()
    {
        await FoundAsync(0, CheckResult.Passed, null);
        var asked = _world.Chain.Questions;
        for (var i = 1; i < 256; i += 15) await FoundAsync(i, CheckResult.Passed, null);
        Assert.Equal(asked, _world.Chain.Questions);
        await FoundAsync(256, CheckResult.Passed, null);
        await FoundAsync(299, CheckResult.Passed, null);
        Assert.Equal(asked + 1, _world.Chain.Questions);
    }

    [Fact]
    public async Task The_credential_that_was_revoked_is_found_among_its_neighbours()
    {
        _world.Chain.Revoke(World.Registry, _world.Account.Address, _world.Tree.AnchoredRoot, 7);
        _world.Chain.Revoke(World.Registry, _world.Account.Address, _world.Tree.AnchoredRoot, 256);
        foreach (var (index, isRevoked) in new[] { (6, false), (7, true), (8, false), (0, false), (256, true), (257, false) })
            await FoundAsync(index, isRevoked ? CheckResult.Failed : CheckResult.Passed, isRevoked ? "credential.revoked_on_chain" : null);
    }

    [Fact]
    public async Task A_batch_that_was_revoked_is_revoked_for_all()
    {
        _world.Chain.RevokeRoot(World.Registry, _world.Account.Address, _world.Tree.AnchoredRoot, World.AnchoredAt + 10);
        await FoundAsync(1, CheckResult.Failed, "anchor.root_revoked");
        await FoundAsync(2, CheckResult.Failed, "anchor.root_revoked");
    }

    [Fact]
    public async Task What_was_unknown_is_asked_again_and_answered()
    {
        _world.Chain.Fault = new Chain.Rpc.RpcUnavailableException(Chain.Rpc.RpcFailure.Unreachable, "gone");
        await FoundAsync(1, CheckResult.Unknown, "anchor.node_unreachable");
        _world.Chain.Fault = null;
        _world.Clock.Now += TimeSpan.FromSeconds(31);
        await FoundAsync(1, CheckResult.Passed, null);
    }

    [Fact]
    public async Task What_is_not_final_yet_passes_once_it_is()
    {
        _world.Chain.Head = World.Block + 1;
        await FoundAsync(1, CheckResult.Unknown, "anchor.not_final");
        _world.Chain.Head = World.Block + 50;
        _world.Clock.Now += TimeSpan.FromSeconds(31);
        await FoundAsync(1, CheckResult.Passed, null);
    }

    [Fact]
    public async Task Another_claim_or_another_root_is_another_question()
    {
        await FoundAsync(3, CheckResult.Passed, null);
        var other = _world.BundleOf() with { InclusionProof = _world.BundleOf(2).InclusionProof };
        (await VerifyAsync(other.ToUtf8())).Found(CheckNames.Anchored, CheckResult.Failed, "anchor.not_anchored");
        var stranger = _world.BundleOf() with { Anchors = [_world.Claim() with { IssuerAccount = World.LookAlike.ToString() }] };
        (await VerifyAsync(stranger.ToUtf8())).Found(CheckNames.Anchored, CheckResult.Failed, "anchor.not_anchored");
        await FoundAsync(3, CheckResult.Passed, null);
    }

    [Fact]
    public async Task A_node_that_knows_no_words_of_bits_is_asked_for_each()
    {
        _world.Chain.KnowsWords = false;
        _world.Chain.Revoke(World.Registry, _world.Account.Address, _world.Tree.AnchoredRoot, 7);
        await FoundAsync(6, CheckResult.Passed, null);
        await FoundAsync(7, CheckResult.Failed, "credential.revoked_on_chain");
    }

    [Fact]
    public async Task A_document_of_the_web_is_fetched_once_and_a_failure_again()
    {
        var (web, token) = (new FakeWeb().With("https://universidad.example/list", "x"), TestContext.Current.CancellationToken);
        var kept = new Web.KeptDocuments(web, TimeSpan.FromMinutes(15), _world.Clock);
        for (var i = 0; i < 3; i++) Assert.NotNull((await kept.GetAsync(new Uri("https://universidad.example/list"), 100, token)).Body);
        Assert.Single(web.Asked);
        Assert.Null((await kept.GetAsync(new Uri("https://universidad.example/other"), 100, token)).Body);
        web.With("https://universidad.example/other", "y");
        _world.Clock.Now += TimeSpan.FromSeconds(31);
        Assert.NotNull((await kept.GetAsync(new Uri("https://universidad.example/other"), 100, token)).Body);
    }

    private async Task FoundAsync(int index, CheckResult result, string? code) =>
        (await VerifyAsync(_world.BundleOf(index).ToUtf8())).Found(CheckNames.Anchored, result, code);

    private Task<Report> VerifyAsync(byte[] bundle) => _verifier.VerifyAsync(bundle, TestContext.Current.CancellationToken);
}
