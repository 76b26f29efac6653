using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Chain.Tokens;
using Microsoft.Playwright;

namespace Anchor.EndToEnd.Claims;

/// <summary>What a learner does with a token: show it, move it to another wallet, remove it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class TokenTests : IDisposable
{
    private readonly BrowserFixture _browser;
    private readonly EvmAccountKey _key = EvmAccountKey.Generate();
    private readonly EvmAccountKey _other = EvmAccountKey.Generate();
    private readonly ScriptedClaim _claim;

    public TokenTests(BrowserFixture browser) => (_browser, _claim) = (browser, ScriptedClaim.Minted(_key.Address.ToString()));

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    private static BigInteger TokenNumber => Hex.TryReadQuantity(ScriptedClaim.TokenId, out var number) ? number : default;

    [Fact]
    public async Task A_minted_token_is_shown_with_its_number_contract_and_holder() => await VisitAsync(Wallet(), async page =>
    {
        await page.ShowsAsync("facts", _key.Address.ToString());
        await page.ShowsAsync("facts", ScriptedClaim.Token);
        await page.ShowsAsync("facts", TokenNumber.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(1, await page.Page.Locator($"a[href='/t/31337/{ScriptedClaim.Token}/1']").CountAsync());
    });

    [Fact]
    public async Task A_wallet_is_asked_to_show_the_token()
    {
        var wallet = Wallet();
        await VisitAsync(wallet, async page =>
        {
            await page.ClickAsync("watch");
            await page.ShowsAsync("notice", "Your wallet shows the token");
            var asked = wallet.Calls.Single(call => call.Method == "wallet_watchAsset").Parameters;
            Assert.Equal(("ERC721", ScriptedClaim.Token, TokenNumber.ToString(System.Globalization.CultureInfo.InvariantCulture)), (asked.GetProperty("type").GetString(),
                asked.GetProperty("options").GetProperty("address").GetString(), asked.GetProperty("options").GetProperty("tokenId").GetString()));
        });
    }

    [Fact]
    public async Task A_wallet_need_not_show_the_token() => await VisitAsync(Wallet().Refuse("wallet_watchAsset", 4200).Refuse("wallet_watchAsset", 4001), async page =>
    {
        foreach (var words in new[] { "cannot add tokens from a page", "was not added to your wallet" })
        {
            await page.ClickAsync("watch");
            await page.ComplainsAsync(words, "watch");
        }
        await page.IsInAsync("minted");
    });

    [Fact]
    public async Task Another_wallet_is_asked_for_with_its_own_signature()
    {
        var wallet = new InjectedWallet(_other, 1);
        await VisitAsync(wallet, async page =>
        {
            await page.ClickAsync("reissue");
            await page.ClickAsync("wallet-0");
            await page.ClickAsync("reissue-confirm");
            await page.IsInAsync("waiting for the issuer's approval");
            await page.ShowsAsync("facts", wallet.Account);
            var sent = _claim.Last("reissue").Body;
            Assert.Equal((wallet.Account, 132), (sent.GetProperty("account").GetString(), sent.GetProperty("signature").GetString()!.Length));
            _claim.Set(("state", "reissue_approved"));
            await page.IsInAsync("on its way to your new wallet");
            _claim.Set(("state", "minted"), ("account", wallet.Account), ("newAccount", null));
            await page.IsInAsync("minted");
        });
    }

    [Fact]
    public async Task The_wallet_that_has_the_token_is_no_new_one() => await VisitAsync(Wallet(), async page =>
    {
        await page.ClickAsync("reissue");
        await page.ClickAsync("wallet-0");
        await page.ComplainsAsync("in this account already", "wallet-0");
        await page.ClickAsync("back");
        await Assertions.Expect(page.At("reissue")).ToBeEnabledAsync();
    });

    [Fact]
    public async Task A_second_request_for_another_wallet_waits_for_the_first() => await VisitAsync(new InjectedWallet(_other, 31337), async page =>
    {
        _claim.Refuse("reissue", 409, "token.reissue_open", "reissue_requested");
        await page.ClickAsync("reissue");
        await page.ClickAsync("wallet-0");
        await page.ClickAsync("reissue-confirm");
        await page.ComplainsAsync("already asked for another wallet");
        await page.IsInAsync("waiting for the issuer's approval");
    });

    [Fact]
    public async Task Removing_is_confirmed_and_signed_by_the_holder()
    {
        var wallet = new InjectedWallet(_key, 1);
        wallet.KnownChains.Add(31337);
        await VisitAsync(wallet, async page =>
        {
            await page.ClickAsync("burn");
            await page.ClickAsync("wallet-0");
            await page.HasFocusAsync("panel-title");
            await page.ClickAsync("burn-confirm");
            await page.IsInAsync("being removed");
            var sent = _claim.Last("burn").Body;
            Assert.True(Hex.TryReadData(sent.GetProperty("signature").GetString(), out var signature));
            var digest = TokenMessages.Burn(TokenNumber, 3, sent.GetProperty("deadline").GetInt64()).Digest(TokenMessages.Domain(31337, Address.Parse(ScriptedClaim.Token)));
            Assert.Equal(_key.Address, EvmSignature.Parse(signature).Recover(digest));
            Assert.InRange(sent.GetProperty("deadline").GetInt64() - DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 86_000, 86_400);
            _claim.Set(("state", "burned"));
            await page.ShowsAsync("panel", "as valid as before");
        });
    }

    [Fact]
    public async Task Removing_can_be_thought_over_and_refused_in_the_wallet() => await VisitAsync(Wallet().Refuse("eth_signTypedData_v4", 4001), async page =>
    {
        await page.ClickAsync("burn");
        await page.ClickAsync("wallet-0");
        await page.ClickAsync("burn-confirm");
        await page.ComplainsAsync("You did not sign", "burn-confirm");
        await page.ClickAsync("burn-keep");
        await page.IsInAsync("minted");
        Assert.DoesNotContain("burn", _claim.Operations);
    });

    [Fact]
    public async Task Nobody_but_the_holder_removes_a_token() => await VisitAsync(new InjectedWallet(_other, 31337), async page =>
    {
        await page.ClickAsync("burn");
        await page.ClickAsync("wallet-0");
        await page.ComplainsAsync($"The token is held by {_key.Address}", "wallet-0");
    });

    [Fact]
    public async Task A_wallet_that_cannot_go_to_the_chain_is_told_why_it_cannot_sign() => await VisitAsync(new InjectedWallet(_key, 1), async page =>
    {
        await page.ClickAsync("burn");
        await page.ClickAsync("wallet-0");
        await page.ClickAsync("burn-confirm");
        await page.ComplainsAsync("Add it in your wallet", "burn-confirm");
    });

    private InjectedWallet Wallet() => new(_key, 31337);

    private Task VisitAsync(InjectedWallet wallet, Func<ClaimPage, Task> visit) => ClaimPage.VisitAsync(_browser, _claim, [wallet], visit);
}
