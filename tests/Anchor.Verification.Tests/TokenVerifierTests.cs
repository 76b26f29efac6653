using System.Numerics;
using System.Text.Json;
using Anchor.Chain.Rpc;
using Anchor.Chain.Tokens;
using Anchor.Credentials.Trust;

namespace Anchor.Verification.Tests;

/// <summary>What a token alone says.</summary>
public sealed class TokenVerifierTests(MintedWorld minted) : IClassFixture<MintedWorld>
{
    [Fact]
    public async Task A_token_tells_everything_about_its_credential_but_whose_account_it_is()
    {
        var report = await minted.VerifyAsync(minted.NameOf(MintedWorld.Minted));
        Assert.Equal(Verdict.Valid, report.Verdict);
        Assert.Equal(["token", "inclusion", "anchored", "issuer"], report.Checks.Select(check => check.Name));
        var (world, token) = (minted.World, report.Token!);
        Assert.Equal(("token.present", minted.Holder, true, true, (bool?)null), (token.State, token.Owner, token.Locked, token.Valid, token.Matches));
        Assert.Equal((world.Account.Address, world.Tree.AnchoredRoot, 3UL, minted.LeafOf(3)), (token.Issuer, token.Root, token.Index, token.Leaf));
        Assert.Equal(("Títulos de ejemplo", $"https://anchor.example/t/{token.TokenId.ToHex()[2..]}"), (token.Collection, token.Uri));
        Assert.Equal(minted.Claim.Timestamp, (ulong)token.AnchoredAt!.Value.ToUnixTimeSeconds());
        Assert.Equal((minted.Claim.TransactionHash, true), (report.Anchor!.TransactionHash, report.Anchor.Final));
        Assert.Equal((CheckResult.Unknown, "issuer.account_only", false), (report.Checks[3].Result, report.Checks[3].Code, report.Checks[3].Required));
        Assert.Contains(world.Account.Address.ToString(), report.Summary, StringComparison.Ordinal);
        Assert.StartsWith("VALID\nThis token is valid: ", report.ToText(), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(report.ToJson());
        Assert.Equal(minted.LeafOf(3).ToHex(), json.RootElement.GetProperty("token").GetProperty("leaf").GetString());
    }

    [Fact]
    public async Task A_reissued_token_is_its_new_holders() =>
        Assert.Equal(minted.NewHolder, (await minted.VerifyAsync(minted.NameOf(MintedWorld.Reissued))).Token!.Owner);

    [Fact]
    public async Task An_issuer_whose_identifier_is_the_account_is_named()
    {
        var issuer = new RecognisedIssuer($"did:pkh:eip155:{minted.Network.ChainId}:{minted.World.Account.Address}", "Universidad Ejemplo", []);
        var report = await minted.VerifyAsync(minted.NameOf(MintedWorld.Minted), minted.Options with { Trust = minted.Trust with { Issuers = [issuer] } });
        Assert.Equal(CheckResult.Passed, report.Checks[3].Result);
        Assert.Contains("Universidad Ejemplo", report.Checks[3].Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_token_of_a_trusted_collection_is_invalid()
    {
        var name = minted.NameOf(MintedWorld.Minted);
        await FoundAsync(name with { Contract = minted.Holder }, CheckResult.Failed, "token.no_contract");
        await FoundAsync(name with { Contract = minted.Network.RegistryAddress!.Value }, CheckResult.Failed, "token.foreign_contract");
        await FoundAsync(name with { Contract = minted.OtherImplementation }, CheckResult.Failed, "token.foreign_contract");
        await FoundAsync(name with { Contract = minted.MadeByHand }, CheckResult.Failed, "token.foreign_contract");
        await FoundAsync(name with { Contract = minted.OfOtherRegistry }, CheckResult.Failed, "token.foreign_registry");
        await FoundAsync(name with { Contract = minted.OfStranger }, CheckResult.Failed, "token.none"); // whose number is another
        await FoundAsync(name with { Id = 42 }, CheckResult.Failed, "token.none");
        await FoundAsync(minted.NameOf(MintedWorld.Burned), CheckResult.Failed, "token.burned");
        await FoundAsync(name with { ChainId = 1 }, CheckResult.Unknown, "token.network_unknown");
    }

    [Fact]
    public async Task A_revoked_credentials_token_is_invalid_and_still_told()
    {
        var report = await FoundAsync(minted.NameOf(MintedWorld.Revoked), CheckResult.Failed, "token.revoked_on_chain");
        Assert.Equal("credential.revoked_on_chain", report.Checks.Single(check => check.Name == CheckNames.Anchored).Code);
        Assert.Equal((false, minted.LeafOf(MintedWorld.Revoked)), (report.Token!.Valid, report.Token.Leaf));
        Assert.NotNull(report.Token.AnchoredAt);
        Assert.Null(report.Token.RootRevokedAt);
    }

    [Fact]
    public async Task A_revoked_batchs_token_says_since_when()
    {
        var name = new TokenName(minted.Network.ChainId, minted.OfStranger, TokenMessages.TokenId(minted.Stranger.Address, minted.LeafOf(MintedWorld.Minted)));
        var report = await FoundAsync(name, CheckResult.Failed, "token.revoked_on_chain");
        Assert.Equal("anchor.root_revoked", report.Checks.Single(check => check.Name == CheckNames.Anchored).Code);
        Assert.NotNull(report.Token!.RootRevokedAt);
        Assert.Contains("Batch revoked", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_keeps_no_events_of_the_collection_leaves_the_leaf_unknown_and_the_token_valid()
    {
        var report = await minted.VerifyAsync(minted.NameOf(MintedWorld.Minted), minted.Lying((method, arguments) =>
            method.Name == nameof(IEvmClient.GetLogsAsync) && arguments[0]!.Equals(minted.Collection) ? Task.FromResult<IReadOnlyList<EventLog>>([]) : null));
        Assert.Equal((Verdict.Valid, "token.minting_unknown", null), (report.Verdict, report.Checks[1].Code, report.Token!.Leaf));
        Assert.NotNull(report.Token.AnchoredAt);
    }

    [Fact]
    public async Task A_node_that_cannot_be_asked_decides_nothing()
    {
        var name = minted.NameOf(MintedWorld.Minted);
        var gone = new RpcUnavailableException(RpcFailure.Unreachable, "gone");
        await FoundAsync(name, CheckResult.Unknown, "token.node_unreachable", minted.Lying((method, _) => method.Name == nameof(IEvmClient.ChainIdAsync) ? Task.FromException<ulong>(gone) : null));
        await FoundAsync(name, CheckResult.Unknown, "token.offline", minted.Options with { Chain = _ => null });
        await FoundAsync(name, CheckResult.Unknown, "token.wrong_chain", minted.Lying((method, _) => method.Name == nameof(IEvmClient.ChainIdAsync) ? Task.FromResult(7UL) : null));
    }

    [Theory]
    [InlineData("1:0x5FbDB2315678afecb367f032d93F642f64180aa3:42", true)]
    [InlineData("31337:0x5fbdb2315678afecb367f032d93f642f64180aa3:0x2a", true)]
    [InlineData("1:0x5fbdb2315678afecb367f032d93f642f64180aa3:115792089237316195423570985008687907853269984665640564039457584007913129639935", true)]
    [InlineData("1:0x5fbdb2315678afecb367f032d93f642f64180aa3:115792089237316195423570985008687907853269984665640564039457584007913129639936", false)]
    [InlineData("1:0x5fbDB2315678afecb367f032d93F642f64180aa3:42", false)]
    [InlineData("0:0x5fbdb2315678afecb367f032d93f642f64180aa3:42", false)]
    [InlineData("-1:0x5fbdb2315678afecb367f032d93f642f64180aa3:42", false)]
    [InlineData("1:0x5fbdb2315678afecb367f032d93f642f64180aa3:-42", false)]
    [InlineData("1:0x5fbdb2315678afecb367f032d93f642f64180aa3:", false)]
    [InlineData("1:0x5fbdb2315678afecb367f032d93f642f64180aa3:0x", false)]
    [InlineData("1:0x5fbdb2315678afecb367f032d93f642f64180aa3:2a", false)]
    [InlineData("1:0x5fbdb2315678afecb367f032d93f642f64180aa3", false)]
    [InlineData("1:0x5fbdb2315678afecb367f032d93f642f64180aa3:42:1", false)]
    [InlineData("x:y:z", false)]
    [InlineData("", false)]
    public void A_tokens_name_is_read_or_refused(string text, bool isName)
    {
        Assert.Equal(isName, TokenName.TryParse(text, out var name));
        if (isName && text.EndsWith("2a", StringComparison.Ordinal)) Assert.Equal((31337UL, new BigInteger(42)), (name.ChainId, name.Id));
    }

    private async Task<TokenReport> FoundAsync(TokenName name, CheckResult result, string code, VerifierOptions? options = null)
    {
        var report = await minted.VerifyAsync(name, options);
        Assert.Equal((result, code, true), (report.Checks[0].Result, report.Checks[0].Code, report.Checks[0].Required));
        Assert.Equal(result == CheckResult.Failed ? Verdict.Invalid : Verdict.Indeterminate, report.Verdict);
        Assert.Contains(report.Checks[0].Words, report.Summary, StringComparison.Ordinal);
        return report;
    }
}
