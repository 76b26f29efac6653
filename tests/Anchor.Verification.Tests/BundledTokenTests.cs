using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Chain.Tokens;
using Anchor.Credentials.Bundles;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Verification.Tests;

/// <summary>The tokens that a bundle names: they tell something, and never decide.</summary>
public sealed class BundledTokenTests(MintedWorld minted) : IClassFixture<MintedWorld>
{
    private World World => minted.World;

    [Fact]
    public void The_pinned_code_is_the_compiled_contracts()
    {
        using var artifact = JsonDocument.Parse(File.ReadAllBytes(Repository.Require("artifacts/contracts/CredentialToken.json")));
        Assert.Equal(artifact.RootElement.GetProperty("codeHash").GetString(), CollectionCode.ImplementationCodeHash.ToHex());
    }

    [Fact]
    public async Task A_token_of_the_credential_is_told()
    {
        var report = await minted.VerifyAsync(minted.BundleOf(MintedWorld.Minted, minted.Collection));
        Assert.Equal(Verdict.Valid, report.Verdict);
        Assert.Equal((CheckResult.Passed, null, false), (report.Of("token").Result, report.Of("token").Code, report.Of("token").Required));
        var token = Assert.Single(report.Tokens);
        Assert.Equal(("token.present", minted.Holder, true, true, true), (token.State, token.Owner, token.Locked, token.Valid, token.Matches));
        Assert.Equal((World.Account.Address, World.Tree.AnchoredRoot, 3UL, minted.LeafOf(3)), (token.Issuer, token.Root, token.Index, token.Leaf));
        Assert.Equal(minted.NameOf(MintedWorld.Minted).IdWord, token.TokenId);
        Assert.Contains($"Held by       {minted.Holder}", report.ToText(), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(report.ToJson());
        Assert.Equal(minted.Holder.ToString(), json.RootElement.GetProperty("tokens")[0].GetProperty("owner").GetString());
    }

    [Fact]
    public async Task Without_tokens_the_report_and_the_bundle_are_as_before()
    {
        var bundle = minted.BundleOf(MintedWorld.Minted);
        Assert.DoesNotContain("tokens", System.Text.Encoding.UTF8.GetString(bundle.ToUtf8()), StringComparison.Ordinal);
        var report = await minted.VerifyAsync(bundle);
        Assert.Equal(7, report.Checks.Count);
        using var json = JsonDocument.Parse(report.ToJson());
        Assert.Equal(["version", "verdict", "summary", "credential", "anchor", "checks"], json.RootElement.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task A_reissued_token_is_its_new_holders()
    {
        var report = await minted.VerifyAsync(minted.BundleOf(MintedWorld.Reissued, minted.Collection));
        Assert.Equal((CheckResult.Passed, minted.NewHolder), (report.Of("token").Result, Assert.Single(report.Tokens).Owner));
    }

    [Fact]
    public async Task A_token_that_is_not_there_takes_nothing_away()
    {
        await NotedAsync(minted.BundleOf(MintedWorld.Unminted, minted.Collection), CheckResult.Unknown, "token.none");
        await NotedAsync(minted.BundleOf(MintedWorld.Burned, minted.Collection), CheckResult.Unknown, "token.burned");
        await NotedAsync(minted.BundleOf(MintedWorld.Minted, minted.Holder), CheckResult.Unknown, "token.no_contract");
    }

    [Fact]
    public async Task What_contradicts_the_credential_is_said_not_to_belong_to_it()
    {
        await NotedAsync(minted.BundleOf(MintedWorld.Minted, minted.OtherImplementation), CheckResult.Failed, "token.foreign_contract");
        await NotedAsync(minted.BundleOf(MintedWorld.Minted, minted.Network.RegistryAddress!.Value), CheckResult.Failed, "token.foreign_contract");
        await NotedAsync(minted.BundleOf(MintedWorld.Minted, minted.OfOtherRegistry), CheckResult.Failed, "token.foreign_registry");
        await NotedAsync(minted.BundleOf(MintedWorld.Minted, minted.OfStranger), CheckResult.Failed, "token.foreign_issuer");
        var report = await NotedAsync(minted.BundleOf(MintedWorld.Elsewhere, minted.Collection), CheckResult.Failed, "token.place_differs");
        Assert.Equal((false, "token.place_differs"), (Assert.Single(report.Tokens).Matches, report.Tokens[0].State));
    }

    [Fact]
    public async Task A_clone_that_was_born_with_a_token_is_no_collection_although_code_and_answers_are_right()
    {
        Assert.Equal(minted.Collection, CollectionCode.AddressBy(minted.Network.TokenFactoryAddress!.Value, await minted.Client.GetCodeAsync(minted.Collection, BlockId.Latest, TestContext.Current.CancellationToken)));
        var forged = new TokenContract(minted.Client, minted.MadeByHand);
        Assert.Equal(minted.NewHolder, await forged.OwnerOfAsync(minted.IdOf(MintedWorld.Minted), TestContext.Current.CancellationToken));
        Assert.True(await forged.IsValidAsync(minted.IdOf(MintedWorld.Minted), TestContext.Current.CancellationToken));
        await NotedAsync(minted.BundleOf(MintedWorld.Minted, minted.MadeByHand), CheckResult.Failed, "token.foreign_contract");

        var network = minted.Trust.Networks[0] with { TokenFactory = null };
        foreach (var collection in new[] { minted.MadeByHand, minted.Collection })
            await NotedAsync(minted.BundleOf(MintedWorld.Minted, collection), CheckResult.Unknown, "token.factory_unknown", minted.Options with { Trust = minted.Trust with { Networks = [network] } });
    }

    [Fact]
    public async Task A_revoked_credentials_token_is_told_beside_what_decides()
    {
        var report = await minted.VerifyAsync(minted.BundleOf(MintedWorld.Revoked, minted.Collection));
        report.Found(CheckNames.Anchored, CheckResult.Failed, "credential.revoked_on_chain");
        Assert.Equal((CheckResult.Failed, "token.revoked_on_chain", false), (report.Of("token").Result, report.Of("token").Code, report.Of("token").Required));
        Assert.False(Assert.Single(report.Tokens).Valid);
    }

    [Fact]
    public async Task Both_registries_of_one_chain_may_be_trusted()
    {
        var options = minted.Options with { Trust = minted.Trust with { Networks = [minted.NetworkOf(minted.OtherRegistry), minted.Trust.Networks[0]] } };
        var report = await minted.VerifyAsync(minted.BundleOf(MintedWorld.Minted, minted.Collection, minted.OfOtherRegistry), options);
        Assert.Equal(Verdict.Valid, report.Verdict);
        Assert.All(report.Checks, check => Assert.Equal(CheckResult.Passed, check.Result));
        Assert.Equal([minted.Collection, minted.OfOtherRegistry], report.Tokens.Select(token => token.Contract));
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_it_stays_unknown()
    {
        var bundle = minted.BundleOf(MintedWorld.Minted, minted.Collection);
        await NotedAsync(bundle with { Tokens = [new TokenClaim(1, minted.Collection.ToString())] }, CheckResult.Unknown, "token.network_unknown");
        var offline = await minted.VerifyAsync(bundle, minted.Options with { Chain = _ => null });
        Assert.Equal((CheckResult.Unknown, "token.offline"), (offline.Of("token").Result, offline.Of("token").Code));
        var unbound = await minted.VerifyAsync(bundle with { Binding = null });
        Assert.Equal((CheckResult.Unknown, "token.issuer_unknown"), (unbound.Of("token").Result, unbound.Of("token").Code));
        var unsealed = await minted.VerifyAsync(bundle with { InclusionProof = null });
        Assert.Equal((CheckResult.Unknown, "token.leaf_unknown"), (unsealed.Of("token").Result, unsealed.Of("token").Code));
    }

    [Fact]
    public async Task A_node_in_trouble_with_a_token_changes_no_verdict()
    {
        var bundle = minted.BundleOf(MintedWorld.Minted, minted.Collection);
        var trouble = new (Func<System.Reflection.MethodInfo, object?[], object?> Lie, string Code)[]
        {
            ((method, arguments) => Owner(method, arguments) ? Task.FromException<byte[]>(new RpcUnavailableException(RpcFailure.Unreachable, "gone")) : null, "token.node_unreachable"),
            ((method, arguments) => Owner(method, arguments) ? Task.FromException<byte[]>(new RpcErrorException(-32000, "no", [])) : null, "token.node_unusable"),
            ((method, arguments) => Owner(method, arguments) ? new TaskCompletionSource<byte[]>().Task.WaitAsync((CancellationToken)arguments[^1]!) : null, "token.node_unreachable"),
            (MintedWorld.Liar.About(TokenAbi.OwnerOf, [1]), "token.node_unusable"),
            (MintedWorld.Liar.About(TokenAbi.CredentialOf, new AbiEncoder().Add(minted.Holder).Add(World.Tree.AnchoredRoot).Add(3UL).Encode()), "token.node_inconsistent"),
        };
        foreach (var (lie, code) in trouble)
            await NotedAsync(bundle, CheckResult.Unknown, code, minted.Lying(lie) with { ChainTimeout = TimeSpan.FromSeconds(1) });
        await NotedAsync(bundle, CheckResult.Failed, "token.not_locked", minted.Lying(MintedWorld.Liar.About(TokenAbi.Locked, new byte[32])));

        static bool Owner(System.Reflection.MethodInfo method, object?[] arguments) =>
            method.Name == nameof(IEvmClient.CallAsync) && TokenAbi.OwnerOf.Selects(((CallRequest)arguments[0]!).Data.Span);
    }

    [Fact]
    public async Task Two_claims_of_one_collection_are_one_question()
    {
        var claim = new TokenClaim(minted.Network.ChainId, minted.Collection.ToString());
        var report = await minted.VerifyAsync(minted.BundleOf(MintedWorld.Minted) with { Tokens = [claim, claim with { Contract = claim.Contract.ToLowerInvariant() }] });
        Assert.Single(report.Tokens);
    }

    private async Task<Report> NotedAsync(Bundle bundle, CheckResult result, string code, VerifierOptions? options = null)
    {
        var report = await minted.VerifyAsync(bundle, options);
        report.Found(CheckNames.Token, result, code);
        Assert.False(report.Of(CheckNames.Token).Required);
        Assert.Equal(Verdict.Valid, report.Verdict);
        return report;
    }
}
