using System.Text.Json.Nodes;
using Anchor.Chain.Signing;
using Anchor.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace Anchor.EndToEnd.Claims;

/// <summary>Asking for the token, at no cost or at one's own.</summary>
[Collection(BrowserCollection.Name)]
public sealed class MintTests(BrowserFixture browser) : IDisposable
{
    private readonly EvmAccountKey _key = EvmAccountKey.Generate();
    private readonly EvmAccountKey _other = EvmAccountKey.Generate();
    private readonly ScriptedClaim _claim = new();

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("token.minted", 409, "minted", "has been minted already")]
    [InlineData("token.preparing", 409, "preparing", "is being made already")]
    [InlineData("credential.revoked", 409, "revoked", "has revoked this credential meanwhile")]
    [InlineData("credential.suspended", 409, "suspended", "has suspended this credential")]
    [InlineData("claim.expired", 409, "expired", "is over. The issuer can send you a new one")]
    public async Task A_refusal_that_changes_the_state_shows_both(string code, int status, string becomes, string words) => await ReadyAsync(Wallet(), async page =>
    {
        _claim.Refuse("mint", status, code, becomes);
        await page.ClickAsync("mint");
        await page.ComplainsAsync(words);
        await Assertions.Expect(page.At("mint")).ToHaveCountAsync(0);
        await page.HasFocusAsync("panel-title");
        Assert.Equal("", _claim.Operations.Last());
    });

    [Fact]
    public async Task A_refusal_that_changes_nothing_leaves_the_button_usable() => await ReadyAsync(Wallet(), async page =>
    {
        foreach (var (code, status, words) in new[]
        {
            ("request.too_many", 429, "That was too often"), ("host.unavailable", 503, "cannot do this at the moment"), ("claim.used", 409, "This link has been used"), ("something.new", 400, "The host's own words."),
        })
        {
            _claim.Refuse("mint", status, code);
            await page.ClickAsync("mint");
            await page.ComplainsAsync(words, "mint");
            await page.HasFocusAsync("mint");
        }
        await page.ClickAsync("mint");
        await page.IsInAsync("waiting for its turn");
    });

    [Fact]
    public async Task A_signature_that_is_not_taken_is_made_again() => await ReadyAsync(Wallet(), async page =>
    {
        foreach (var (code, words) in new[] { ("proof.expired", "The signature is too old"), ("proof.invalid", "does not belong to this account") })
        {
            _claim.Refuse("mint", 400, code);
            await page.ClickAsync("mint");
            await page.ComplainsAsync(words, "sign");
            await page.ClickAsync("sign");
        }
        await page.ClickAsync("mint");
        await page.IsInAsync("waiting for its turn");
    });

    [Fact]
    public async Task Without_a_connection_nothing_is_lost() => await ReadyAsync(Wallet(), async page =>
    {
        await page.Page.Context.SetOfflineAsync(true);
        await page.ClickAsync("mint");
        await page.ComplainsAsync("The host cannot be reached", "mint");
        await page.Page.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.At("notice")).ToBeEmptyAsync();
        await page.ClickAsync("mint");
        await page.IsInAsync("waiting for its turn");
    });

    [Fact]
    public async Task An_answer_that_was_lost_is_seen_in_the_state() => await ReadyAsync(Wallet(), async page =>
    {
        _claim.Next("mint", () =>
        {
            _claim.Set(("state", "requested"));
            return Results.Text("<html>Bad gateway</html>", "text/html", statusCode: 502);
        });
        await page.ClickAsync("mint");
        await page.IsInAsync("waiting for its turn");
        await Assertions.Expect(page.At("mint")).ToHaveCountAsync(0);
    });

    [Fact]
    public async Task Paying_oneself_sends_the_hosts_transaction_from_the_signed_account()
    {
        var wallet = Wallet();
        await ReadyAsync(wallet, async page =>
        {
            await page.ClickAsync("mint-own");
            await page.ShowsAsync("panel", "Your wallet has sent it");
            var sent = wallet.Calls.Single(call => call.Method == "eth_sendTransaction").Parameters[0];
            Assert.Equal((wallet.Account, ScriptedClaim.Token, "0x12345678", "0x0", "0x7a69"),
                (sent.GetProperty("from").GetString(), sent.GetProperty("to").GetString(), sent.GetProperty("data").GetString(), sent.GetProperty("value").GetString(), sent.GetProperty("chainId").GetString()));
            // Loaded again, the page does not offer to pay twice.
            await page.Page.ReloadAsync();
            await page.ShowsAsync("panel", "Your wallet has sent it");
            _claim.Set(("state", "included"));
            await page.IsInAsync("in a block");
        });
    }

    [Fact]
    public async Task A_real_node_takes_what_the_wallet_sends_once_there_is_money()
    {
        await using var node = await EvmNode.StartAnvilAsync();
        await ReadyAsync(new InjectedWallet(_key, node.ChainId) { Node = node.Url }, async page =>
        {
            await page.ClickAsync("mint-own");
            await page.ComplainsAsync("not enough money", "send");
            await node.FundAsync(_key.Address.ToString());
            await page.ClickAsync("send");
            await page.ShowsAsync("panel", "Your wallet has sent it");
            var hash = await page.Page.Locator("#panel p code").First.TextContentAsync();
            Assert.Equal("0x1", (await node.RpcAsync("eth_getTransactionReceipt", hash!)).GetProperty("status").GetString());
        });
    }

    [Fact]
    public async Task A_wallet_on_another_chain_is_asked_to_change()
    {
        var wallet = new InjectedWallet(_key, 1);
        wallet.KnownChains.Add(31337);
        await ReadyAsync(wallet, async page =>
        {
            await page.ClickAsync("mint-own");
            await page.ShowsAsync("panel", "Your wallet has sent it");
            Assert.Equal("0x7a69", wallet.Calls.Single(call => call.Method == "wallet_switchEthereumChain").Parameters[0].GetProperty("chainId").GetString());
        });
    }

    [Fact]
    public async Task A_chain_that_the_wallet_does_not_know_is_not_added_and_nothing_is_asked_of_the_host()
    {
        var wallet = new InjectedWallet(_key, 1);
        await ReadyAsync(wallet, async page =>
        {
            await page.ClickAsync("mint-own");
            await page.ComplainsAsync("does not know the network local (number 31337)", "mint-own");
            Assert.DoesNotContain("wallet_addEthereumChain", wallet.Methods);
            Assert.DoesNotContain("mint", _claim.Operations);
            await page.ClickAsync("mint");
            await page.IsInAsync("waiting for its turn");
        });
    }

    [Fact]
    public async Task A_wallet_that_does_not_change_its_chain_leaves_everything_as_it_was()
    {
        var wallet = new InjectedWallet(_key, 1).Refuse("wallet_switchEthereumChain", 4001).Refuse("wallet_switchEthereumChain", 4200);
        await ReadyAsync(wallet, async page =>
        {
            foreach (var words in new[] { "You did not change the network", "Your wallet cannot do this" })
            {
                await page.ClickAsync("mint-own");
                await page.ComplainsAsync(words, "mint-own");
            }
            Assert.DoesNotContain("mint", _claim.Operations);
        });
    }

    [Fact]
    public async Task A_wallet_that_only_says_it_changed_its_chain_sends_nothing()
    {
        var wallet = new InjectedWallet(_key, 1).Answer("wallet_switchEthereumChain", null);
        await ReadyAsync(wallet, async page =>
        {
            await page.ClickAsync("mint-own");
            await page.ComplainsAsync("is on another network than local", "mint-own");
            Assert.DoesNotContain("eth_sendTransaction", wallet.Methods);
        });
    }

    [Fact]
    public async Task What_was_not_sent_can_be_sent_again_or_left_to_the_host()
    {
        var wallet = Wallet().Refuse("eth_sendTransaction", 4001).Refuse("eth_sendTransaction", -32000, "insufficient funds for gas * price + value").Refuse("eth_sendTransaction", 4900);
        await ReadyAsync(wallet, async page =>
        {
            await page.ClickAsync("mint-own");
            await page.ComplainsAsync("You did not send", "send");
            await page.ClickAsync("send");
            await page.ComplainsAsync("not enough money", "send");
            await page.ClickAsync("send");
            await page.ComplainsAsync("Your wallet has no connection", "send-relayed");
            await page.ClickAsync("send-relayed");
            await page.IsInAsync("waiting for its turn");
        });
    }

    [Fact]
    public async Task An_account_that_changed_unheard_sends_nothing()
    {
        var wallet = Wallet().Answer("eth_accounts", new JsonArray(_other.Address.ToString()));
        await ReadyAsync(wallet, async page =>
        {
            await page.ClickAsync("mint-own");
            await page.ComplainsAsync("now uses another account");
            Assert.DoesNotContain("eth_sendTransaction", wallet.Methods);
        });
    }

    [Fact]
    public async Task A_chain_that_changes_while_the_wallet_asks_ends_that_question()
    {
        var wallet = Wallet();
        wallet.Hold("eth_sendTransaction");
        await ReadyAsync(wallet, async page =>
        {
            await page.ClickAsync("mint-own");
            await page.ShowsAsync("status", "Your wallet is asking you something");
            await wallet.SwitchChainAsync(1);
            await page.ComplainsAsync("network was changed in your wallet", "send");
        });
    }

    [Fact]
    public async Task A_network_on_which_nobody_else_may_send_offers_no_gas()
    {
        var claim = new ScriptedClaim(ownGas: false);
        await ClaimPage.VisitAsync(browser, claim, [Wallet()], async page =>
        {
            await page.ClickAsync("wallet-0");
            await Assertions.Expect(page.At("mint")).ToBeEnabledAsync();
            await Assertions.Expect(page.At("mint-own")).ToHaveCountAsync(0);
        });
    }

    [Fact]
    public async Task A_host_that_refuses_own_gas_says_so() => await ReadyAsync(Wallet(), async page =>
    {
        _claim.Refuse("mint", 409, "gas.own_refused");
        await page.ClickAsync("mint-own");
        await page.ComplainsAsync("you cannot send it yourself", "mint");
    });

    [Fact]
    public async Task A_wrong_address_is_named_a_right_one_repeated_and_nothing_has_to_be_signed() => await ClaimPage.VisitAsync(browser, _claim, [], async page =>
    {
        var address = _key.Address.ToString();
        var letter = address.Select((character, i) => (character, i)).First(each => each.i > 1 && char.IsAsciiLetter(each.character));
        var wrong = address[..letter.i] + (char.IsUpper(letter.character) ? char.ToLowerInvariant(letter.character) : char.ToUpperInvariant(letter.character)) + address[(letter.i + 1)..];
        await page.ClickAsync("enter-address");
        await page.HasFocusAsync("panel-title");
        await page.ClickAsync("continue");
        await page.ComplainsAsync("Enter an address first", "continue");
        await page.At("address").FillAsync(wrong);
        await page.At("address").PressAsync("Enter");
        await page.ComplainsAsync("At least one character of this address is wrong");
        Assert.Equal("true", await page.At("address").GetAttributeAsync("aria-invalid"));
        await page.At("address").FillAsync(address.ToLowerInvariant());
        await page.ClickAsync("continue");
        await page.ShowsAsync("repeated", string.Join(' ', new[] { "0x" }.Concat(address[2..].Chunk(4).Select(group => new string(group)))));
        await page.ClickAsync("change");
        await Assertions.Expect(page.At("address")).ToHaveValueAsync(address);
        await page.ClickAsync("continue");
        await page.ClickAsync("confirm");
        await page.IsInAsync("waiting for its turn");
        var sent = _claim.Last("mint").Body;
        Assert.Equal((address, "relayed", false), (sent.GetProperty("account").GetString(), sent.GetProperty("gas").GetString(), sent.TryGetProperty("signature", out _)));
    });

    [Fact]
    public async Task An_address_that_the_host_does_not_take_can_be_changed() => await ClaimPage.VisitAsync(browser, _claim, [], async page =>
    {
        _claim.Refuse("mint", 400, "account.checksum");
        await page.ClickAsync("enter-address");
        await page.At("address").FillAsync(_key.Address.ToString());
        await page.ClickAsync("continue");
        await page.ClickAsync("confirm");
        await page.ComplainsAsync("At least one character", "change");
    });

    private InjectedWallet Wallet() => new(_key, 31337);

    /// <summary>Connected and signed.</summary>
    private Task ReadyAsync(InjectedWallet wallet, Func<ClaimPage, Task> visit) => ClaimPage.VisitAsync(browser, _claim, [wallet], async page =>
    {
        await page.ClickAsync("wallet-0");
        await Assertions.Expect(page.At("mint")).ToBeEnabledAsync();
        await visit(page);
    });
}
