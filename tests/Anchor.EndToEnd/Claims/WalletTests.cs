using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Microsoft.Playwright;

namespace Anchor.EndToEnd.Claims;

/// <summary>Finding a wallet, connecting it and signing: whatever it says, the learner reads why and can try again.</summary>
[Collection(BrowserCollection.Name)]
public sealed class WalletTests(BrowserFixture browser) : IDisposable
{
    private readonly EvmAccountKey _key = EvmAccountKey.Generate();
    private readonly EvmAccountKey _other = EvmAccountKey.Generate();
    private readonly ScriptedClaim _claim = new();

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Every_wallet_is_listed_by_name_and_no_icon_is_fetched()
    {
        var (one, other) = (new InjectedWallet(_key, 31337) { Name = "Cartera Uno" }, new InjectedWallet(_other, 31337) { Name = "Cartera Dos", Icon = "https://elsewhere.example/icon.png" });
        await VisitAsync([one, other], async page =>
        {
            await page.ShowsAsync("wallet-0", "Cartera Uno");
            await page.ShowsAsync("wallet-1", "Cartera Dos");
            Assert.Equal(1, await page.Page.Locator(".wallets img").CountAsync());
            await page.ClickAsync("wallet-1");
            await page.ShowsAsync("panel", other.Account);
            Assert.Empty(one.Calls);
        });
    }

    [Fact]
    public async Task A_wallet_that_announces_nothing_is_found() => await VisitAsync([new InjectedWallet(_key, 31337) { IsLegacy = true }], async page =>
    {
        await page.ShowsAsync("wallet-0", "Wallet of this browser");
        await page.ClickAsync("wallet-0");
        await page.ClickAsync("mint");
        await page.IsInAsync("waiting for its turn");
    });

    [Fact]
    public async Task Without_a_wallet_the_page_says_what_to_do() => await VisitAsync([], async page =>
    {
        await page.ShowsAsync("no-wallet", "No wallet was found");
        await Assertions.Expect(page.At("enter-address")).ToBeEnabledAsync();
    });

    [Fact]
    public async Task Minting_sends_the_signed_challenge_and_costs_the_wallet_nothing()
    {
        var wallet = Wallet();
        await VisitAsync([wallet], async page =>
        {
            await page.ClickAsync("wallet-0");
            await page.HasFocusAsync("panel-title");
            await page.ClickAsync("mint");
            await page.IsInAsync("waiting for its turn");
            Assert.Equal(["eth_requestAccounts", "personal_sign"], wallet.Methods);
            var sent = _claim.Last("mint").Body;
            Assert.Equal(("relayed", wallet.Account, "2026-06-01T12:00:00Z"), (sent.GetProperty("gas").GetString(), sent.GetProperty("account").GetString(), sent.GetProperty("issuedAt").GetString()));
            Assert.True(Hex.TryReadData(sent.GetProperty("signature").GetString(), out var signature));
            var digest = InjectedWallet.PersonalDigest(Hex.Data(System.Text.Encoding.UTF8.GetBytes(_claim.Challenge)));
            Assert.Equal(_key.Address, EvmSignature.Parse(signature).Recover(digest));
        });
    }

    [Fact]
    public async Task A_wallet_that_does_not_connect_can_be_asked_again()
    {
        var wallet = Wallet();
        await VisitAsync([wallet], async page =>
        {
            foreach (var (code, words) in new[]
            {
                (4001, "You did not let the page connect"), (4100, "does not let this page use that account"), (4200, "Your wallet cannot do this"), (4900, "Your wallet has no connection"),
                (4901, "no connection to this network"), (-32002, "already open in your wallet"), (-32603, "reports a problem: refused by the test"),
            })
            {
                wallet.Refuse("eth_requestAccounts", code);
                await page.ClickAsync("wallet-0");
                await page.ComplainsAsync(words, "wallet-0");
                await page.HasFocusAsync("wallet-0");
            }
            // After each the state was read anew, and nothing else was asked of the host.
            Assert.Equal(Enumerable.Repeat("", 8), _claim.Operations);
            await page.ClickAsync("wallet-0");
            await Assertions.Expect(page.At("mint")).ToBeEnabledAsync();
            await Assertions.Expect(page.At("notice")).ToBeEmptyAsync();
        });
    }

    [Fact]
    public async Task A_wallet_that_does_not_sign_can_be_asked_again()
    {
        var wallet = Wallet().Refuse("personal_sign", 4001);
        await VisitAsync([wallet], async page =>
        {
            await page.ClickAsync("wallet-0");
            await page.ComplainsAsync("You did not sign", "sign");
            foreach (var (code, words) in new[] { (4200, "Your wallet cannot do this"), (-32002, "already open in your wallet"), (4100, "does not let this page"), (-32601, "Your wallet cannot do this") })
            {
                wallet.Refuse("personal_sign", code);
                await page.ClickAsync("sign");
                await page.ComplainsAsync(words, "sign");
            }
            await page.ClickAsync("sign");
            await page.ClickAsync("mint");
            await page.IsInAsync("waiting for its turn");
            Assert.Single(_claim.Operations, "mint");
        });
    }

    [Fact]
    public async Task A_wallet_without_accounts_is_said_to_have_none() => await VisitAsync([Wallet().Answer("eth_requestAccounts", new JsonArray())], async page =>
    {
        await page.ClickAsync("wallet-0");
        await page.ComplainsAsync("Your wallet shows no account", "wallet-0");
    });

    [Fact]
    public async Task Nobody_has_to_wait_for_a_wallet_that_does_not_answer()
    {
        var wallet = Wallet();
        var held = wallet.Hold("personal_sign");
        await VisitAsync([wallet], async page =>
        {
            await page.ClickAsync("wallet-0");
            await page.ShowsAsync("status", "Your wallet is asking you something");
            await page.ClickAsync("cancel");
            await page.ComplainsAsync("no longer waits", "sign");
            held.SetResult("0x00");
            await page.ClickAsync("sign");
            await page.ClickAsync("mint");
            // The late answer to the request that was given up counts for nothing.
            Assert.Equal(132, _claim.Last("mint").Body.GetProperty("signature").GetString()!.Length);
        });
    }

    [Fact]
    public async Task Another_account_has_to_sign_for_itself()
    {
        var wallet = Wallet();
        await VisitAsync([wallet], async page =>
        {
            await page.ClickAsync("wallet-0");
            await Assertions.Expect(page.At("mint")).ToBeEnabledAsync();
            await wallet.SwitchAccountAsync(_other);
            await page.ComplainsAsync("now uses another account", "sign");
            await Assertions.Expect(page.At("mint")).ToHaveCountAsync(0);
            await page.ShowsAsync("panel", _other.Address.ToString());
            await page.ClickAsync("sign");
            await page.ClickAsync("mint");
            await page.IsInAsync("waiting for its turn");
            Assert.Equal(_other.Address.ToString(), _claim.Last("mint").Body.GetProperty("account").GetString());
        });
    }

    [Fact]
    public async Task An_account_that_changes_while_the_wallet_asks_ends_that_question()
    {
        var wallet = Wallet();
        wallet.Hold("personal_sign");
        await VisitAsync([wallet], async page =>
        {
            await page.ClickAsync("wallet-0");
            await page.ShowsAsync("status", "Your wallet is asking you something");
            await wallet.SwitchAccountAsync(_other);
            await page.ComplainsAsync("now uses another account", "sign");
            await page.ClickAsync("sign");
            await Assertions.Expect(page.At("mint")).ToBeEnabledAsync();
        });
    }

    [Fact]
    public async Task A_wallet_that_is_disconnected_has_to_be_connected_again()
    {
        var wallet = Wallet();
        await VisitAsync([wallet], async page =>
        {
            await page.ClickAsync("wallet-0");
            await Assertions.Expect(page.At("mint")).ToBeEnabledAsync();
            await wallet.SwitchAccountAsync(null);
            await page.ComplainsAsync("no longer connected", "wallet-0");
            await page.HasFocusAsync("panel-title");
        });
    }

    private InjectedWallet Wallet() => new(_key, 31337);

    private Task VisitAsync(InjectedWallet[] wallets, Func<ClaimPage, Task> visit) => ClaimPage.VisitAsync(browser, _claim, wallets, visit);
}
