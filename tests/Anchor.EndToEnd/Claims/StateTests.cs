using System.Text.Json.Nodes;
using Anchor.Chain.Signing;
using Microsoft.Playwright;

namespace Anchor.EndToEnd.Claims;

/// <summary>What the page shows of each state, in which language and on which screen.</summary>
[Collection(BrowserCollection.Name)]
public sealed class StateTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("es-GT", "es", "¿Quiere el token?", "30 de mayo de 2026")]
    [InlineData("pt-BR", "pt", "Você quer o token?", "30 de maio de 2026")]
    [InlineData("fr-FR", "en", "Do you want the token?", "May 30, 2026")]
    public async Task The_page_speaks_the_readers_language(string preferred, string language, string title, string day) => await VisitAsync(new ScriptedClaim(), async page =>
    {
        await page.ShowsAsync("panel", title);
        await page.ShowsAsync("facts", day);
        await Assertions.Expect(page.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
    }, new Reader(preferred));

    [Fact]
    public async Task Another_language_can_be_chosen_and_is_kept() => await VisitAsync(new ScriptedClaim(), async page =>
    {
        await page.ClickAsync("language-es");
        await page.ShowsAsync("panel", "¿Quiere el token?");
        await page.HasFocusAsync("language-es");
        await page.Page.ReloadAsync();
        await page.ShowsAsync("panel", "¿Quiere el token?");
    });

    [Fact]
    public async Task A_moving_state_is_followed_without_being_asked()
    {
        var claim = new ScriptedClaim("preparing");
        await VisitAsync(claim, async page =>
        {
            await page.IsInAsync("being prepared");
            foreach (var (state, words) in new[] { ("requested", "waiting for its turn"), ("submitted", "sent to the network"), ("included", "in a block"), ("minted", "minted") })
            {
                claim.Set(("state", state));
                await page.PassesUntilAsync("state", words);
                await page.ShowsAsync("status", words);
            }
            var asked = claim.Requests.Count();
            await page.Page.Clock.RunForAsync(60_000);
            Assert.Equal(asked, claim.Requests.Count());
        }, new Reader { HasClock = true });
    }

    [Fact]
    public async Task A_queue_that_lasts_is_explained_and_asked_about_ever_more_rarely()
    {
        var claim = new ScriptedClaim("requested");
        await VisitAsync(claim, async page =>
        {
            await page.ShowsAsync("panel", "waits for its turn. You may close this page");
            await page.PassesUntilAsync("panel", "It is still in the queue");
            Assert.InRange(claim.Requests.Count(), 4, 10);
        }, new Reader { HasClock = true });
    }

    [Fact]
    public async Task A_page_that_nobody_looks_at_asks_nothing()
    {
        var claim = new ScriptedClaim("submitted");
        await VisitAsync(claim, async page =>
        {
            await page.IsInAsync("sent to the network");
            await SetHiddenAsync(page, true);
            var asked = claim.Requests.Count();
            for (var i = 0; i < 10; i++) await page.Page.Clock.RunForAsync(10_000);
            Assert.Equal(asked, claim.Requests.Count());
            claim.Set(("state", "included"));
            await SetHiddenAsync(page, false);
            await page.PassesUntilAsync("state", "in a block");
        }, new Reader { HasClock = true });
    }

    [Fact]
    public async Task A_refused_mint_says_why_and_may_be_tried_again_when_the_host_says_so()
    {
        var claim = new ScriptedClaim("refused").Set(("reason", new JsonObject { ["code"] = "network.reverted", ["message"] = "The contract refused it.", ["retry"] = true }));
        await VisitAsync(claim, async page =>
        {
            await page.ShowsAsync("reason", "The contract refused it.");
            await Assertions.Expect(page.At("enter-address")).ToBeEnabledAsync();
            claim.Set(("reason", new JsonObject { ["code"] = "credential.revoked", ["message"] = "no" }));
            await page.Page.ReloadAsync();
            await page.ShowsAsync("reason", "has revoked this credential");
            await Assertions.Expect(page.At("enter-address")).ToHaveCountAsync(0);
        });
    }

    [Fact]
    public async Task A_state_without_a_choice_offers_none()
    {
        var claim = new ScriptedClaim("revoked");
        await VisitAsync(claim, async page =>
        {
            foreach (var (state, words) in new[]
            {
                ("revoked", "The issuer has revoked this credential"), ("suspended", "has suspended this credential for now"), ("expired", "Your credential is valid without it"),
                ("burned", "The token was removed"), ("something_new", "There is news"),
            })
            {
                claim.Set(("state", state));
                await page.Page.ReloadAsync();
                await page.ShowsAsync("panel", words);
                Assert.Equal((0, 1), (await page.Page.Locator("#panel button").CountAsync(), await page.Page.Locator(".links a").CountAsync()));
            }
        });
    }

    [Fact]
    public async Task A_wrong_link_says_so_and_nothing_else() => await VisitAsync(new ScriptedClaim(), async page =>
    {
        await page.ComplainsAsync("This link does not exist or is not complete");
        Assert.DoesNotContain("Universidad Ejemplo", await page.Page.ContentAsync(), StringComparison.Ordinal);
    }, new Reader(Fragment: "another-secret"));

    [Fact]
    public async Task A_link_without_its_secret_asks_the_host_nothing()
    {
        var claim = new ScriptedClaim();
        await VisitAsync(claim, async page =>
        {
            await page.ComplainsAsync("the part after # is missing");
            Assert.Empty(claim.Requests);
        }, new Reader(Fragment: ""));
    }

    [Fact]
    public async Task A_host_that_cannot_be_reached_is_asked_again()
    {
        var claim = new ScriptedClaim().Refuse("", 503, "host.unavailable");
        await VisitAsync(claim, async page =>
        {
            await page.ComplainsAsync("cannot do this at the moment", "retry");
            await page.ShowsAsync("panel", "Do you want the token?");
            await Assertions.Expect(page.At("notice")).ToBeEmptyAsync();
        });
    }

    [Fact]
    public async Task What_a_host_says_is_text()
    {
        var claim = new ScriptedClaim().Set(("title", "<img src=x onerror=alert(1)>"), ("credentialPage", "javascript:alert(1)"));
        await VisitAsync(claim, async page =>
        {
            await page.ShowsAsync("title", "<img src=x");
            Assert.Equal(0, await page.Page.Locator("#claim img, #claim a").CountAsync());
        });
    }

    [Theory]
    [InlineData("offered")]
    [InlineData("minted")]
    [InlineData("wallet")]
    public async Task Nothing_is_wider_than_a_small_telephone(string state)
    {
        using var key = EvmAccountKey.Generate();
        var claim = state == "minted" ? ScriptedClaim.Minted(key.Address.ToString()) : new ScriptedClaim(state).Set(("account", key.Address.ToString()));
        await ClaimPage.VisitAsync(browser, claim, [new InjectedWallet(key, 31337) { Name = "Cartera de nombre bastante largo para un teléfono" }], async page =>
        {
            await page.ShowsAsync("facts", "Universidad Ejemplo");
            Assert.Equal(360, await WidthAsync(page));
            if (state != "offered") return;
            await page.ClickAsync("wallet-0");
            await Assertions.Expect(page.At("mint-own")).ToBeEnabledAsync();
            Assert.Equal(360, await WidthAsync(page));
            await page.ClickAsync("back");
            await page.ClickAsync("enter-address");
            await page.At("address").FillAsync(key.Address.ToString());
            await page.ClickAsync("continue");
            await page.ShowsAsync("repeated", "0x");
            Assert.Equal(360, await WidthAsync(page));
        }, new Reader("es-GT", Width: 360));
    }

    [Fact]
    public async Task A_print_has_the_facts_and_no_buttons() => await VisitAsync(ScriptedClaim.Minted("0x" + new string('1', 40)), async page =>
    {
        await page.IsInAsync("minted");
        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Assertions.Expect(page.At("facts")).ToBeVisibleAsync();
        foreach (var button in await page.Page.Locator("button").AllAsync()) await Assertions.Expect(button).ToBeHiddenAsync();
    });

    [Fact]
    public async Task Without_scripts_the_page_says_so_in_three_languages() => await VisitAsync(new ScriptedClaim(), async page =>
    {
        // A browser that is told not to run scripts has read the page as one that does, so what it would show is looked up in the text.
        var text = await page.Page.ContentAsync();
        foreach (var words in new[] { "necesita JavaScript", "precisa de JavaScript", "needs JavaScript" }) Assert.Contains(words, text, StringComparison.Ordinal);
    }, new Reader(Script: false));

    private static Task SetHiddenAsync(ClaimPage page, bool hidden) => page.Page.EvaluateAsync(
        "(hidden) => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden }); document.dispatchEvent(new Event('visibilitychange')); }", hidden);

    private static Task<int> WidthAsync(ClaimPage page) => page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");

    private Task VisitAsync(ScriptedClaim claim, Func<ClaimPage, Task> visit, Reader? reader = null) => ClaimPage.VisitAsync(browser, claim, [], visit, reader);
}
