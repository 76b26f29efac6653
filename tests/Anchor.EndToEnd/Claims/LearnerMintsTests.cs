using Anchor.Chain.Signing;
using Anchor.EndToEnd.Hosting;
using Anchor.Tests.Support;
using Microsoft.Playwright;

namespace Anchor.EndToEnd.Claims;

/// <summary>Learners mint in a browser at the real host, on a real chain and on a local LACNet.</summary>
[Collection(BrowserCollection.Name)]
public sealed class LearnerMintsTests(BrowserFixture browser) : IDisposable
{
    private const string Minted = "minted";
    private readonly EvmAccountKey _key = EvmAccountKey.Generate();
    private readonly EvmAccountKey _other = EvmAccountKey.Generate();

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_learner_mints_at_no_cost_or_at_its_own_and_everything_in_the_way_leaves_nothing_half_done()
    {
        Assert.SkipWhen(browser.Missing is not null, browser.Missing ?? "");
        await using var workplace = await Workplace.CreateAsync(withTokens: true);
        var place = await MintingPlace.OpenAsync(workplace, 6);
        await workplace.FundAsync(_key.Address.ToString());
        var claim = place.Take();

        // Refused in the wallet, then signed and minted by the host, from a wallet that is on another chain.
        var wallet = Wallet(_key, 1).Refuse("eth_requestAccounts", 4001).Refuse("personal_sign", 4001);
        await claim.VisitAsync(browser, wallet, async page =>
        {
            await ClickAsync(page, "wallet-0");
            await Assertions.Expect(page.Locator("#notice")).ToContainTextAsync("did not let the page connect");
            await ClickAsync(page, "wallet-0");
            await Assertions.Expect(page.Locator("#notice")).ToContainTextAsync("You did not sign");
            Assert.Equal("offered", (await claim.ViewAsync()).GetProperty("state").GetString());
            await ClickAsync(page, "sign");
            await ClickAsync(page, "mint");
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync(Minted, new() { Timeout = 60_000 });
            await Assertions.Expect(page.Locator("#facts")).ToContainTextAsync(_key.Address.ToString());
        });
        Assert.Equal(_key.Address.ToString(), await place.HolderAsync(await claim.IsAsync("minted")));
        Assert.DoesNotContain("eth_sendTransaction", wallet.Methods);

        // The same link again mints nothing more.
        await claim.VisitAsync(browser, Wallet(_other, workplace.Node.ChainId), async page =>
        {
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync(Minted);
            await Assertions.Expect(page.Locator("#mint")).ToHaveCountAsync(0);
        });

        await PayingAsync(place);
        await RevokedMeanwhileAsync(place);
        await LostWalletAsync(place, claim);
    }

    /// <summary>The learner's own wallet pays; it is asked to change to the chain first.</summary>
    private async Task PayingAsync(MintingPlace place)
    {
        var claim = place.Take();
        var chainId = place.Workplace.Node.ChainId;
        var wallet = new InjectedWallet(_key, 1) { Node = place.Workplace.Node.Url };
        wallet.KnownChains.Add(chainId);
        wallet.Refuse("wallet_switchEthereumChain", 4001).Refuse("eth_sendTransaction", 4001);
        await claim.VisitAsync(browser, wallet, async page =>
        {
            await ClickAsync(page, "wallet-0");
            await ClickAsync(page, "mint-own");
            await Assertions.Expect(page.Locator("#notice")).Not.ToBeEmptyAsync();
            Assert.Equal("offered", (await claim.ViewAsync()).GetProperty("state").GetString());
            await ClickAsync(page, "mint-own");
            await Assertions.Expect(page.Locator("#notice")).ToContainTextAsync("You did not send");
            Assert.Equal("wallet", (await claim.ViewAsync()).GetProperty("state").GetString());
            await ClickAsync(page, "send");
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync(Minted, new() { Timeout = 60_000 });
        });
        Assert.Equal(_key.Address.ToString(), await place.HolderAsync(await claim.IsAsync("minted")));
    }

    private async Task RevokedMeanwhileAsync(MintingPlace place)
    {
        var claim = place.Take();
        await claim.VisitAsync(browser, Wallet(_key, place.Workplace.Node.ChainId), async page =>
        {
            await ClickAsync(page, "wallet-0");
            await Assertions.Expect(page.Locator("#mint")).ToBeEnabledAsync();
            await place.Job.Client.PostAsync($"/api/v1/credentials/{claim.Credential}/revoke", new { reason = "data-incorrect" });
            await ClickAsync(page, "mint");
            await Assertions.Expect(page.Locator("#state")).ToContainTextAsync("revoked");
        });
        await claim.IsAsync("revoked");
    }

    /// <summary>The learner asks with a new wallet, the issuer approves, and the token keeps its number.</summary>
    private async Task LostWalletAsync(MintingPlace place, LearnersClaim claim)
    {
        await claim.VisitAsync(browser, Wallet(_other, place.Workplace.Node.ChainId), async page =>
        {
            await ClickAsync(page, "reissue");
            await ClickAsync(page, "wallet-0");
            await ClickAsync(page, "reissue-confirm");
            await claim.IsAsync("reissue_requested");
            Assert.Equal(_key.Address.ToString(), await place.HolderAsync(await claim.ViewAsync()));
            Assert.Equal(claim.Credential, Assert.Single((await place.Job.Client.GetAsync("/api/v1/reissues")).EnumerateArray()).GetProperty("credentialId").GetGuid());
            await place.Job.Client.PostAsync($"/api/v1/credentials/{claim.Credential}/reissue/approve", new { account = _other.Address.ToString() });
            await Assertions.Expect(page.Locator("#facts")).ToContainTextAsync(_other.Address.ToString(), new() { Timeout = 60_000 });
        });
        Assert.Equal(_other.Address.ToString(), await place.HolderAsync(await claim.IsAsync("minted")));
        await PublicFactsAsync(place, await claim.ViewAsync());
    }

    /// <summary>What everybody sees of a token: the achievement, and nobody's name.</summary>
    private static async Task PublicFactsAsync(MintingPlace place, System.Text.Json.JsonElement view)
    {
        var path = $"/tokens/{place.Workplace.Network.ChainId}/{place.Job.Account}/{view.GetProperty("tokenId").GetString()![2..]}";
        var metadata = await place.Job.Client.GetAsync(path);
        Assert.Equal(view.GetProperty("title").GetString(), metadata.GetProperty("name").GetString());
        Assert.Equal(new Uri(place.Host.Url, view.GetProperty("tokenPage").GetString()).ToString(), metadata.GetProperty("external_url").GetString());
        var picture = await place.Job.Client.TextAsync(HttpMethod.Get, new Uri(metadata.GetProperty("image").GetString()!).AbsolutePath, null, null);
        var page = await place.Job.Client.TextAsync(HttpMethod.Get, view.GetProperty("tokenPage").GetString()!, null, null);
        Assert.StartsWith("<svg", picture, StringComparison.Ordinal);
        foreach (var text in new[] { metadata.ToString(), picture, page }) Assert.DoesNotContain("Inventado", text, StringComparison.Ordinal);
        Assert.Equal("Universidad Ejemplo", (await place.Job.Client.GetAsync(path[..(path.LastIndexOf('/') + 1)] + "contract")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task On_LACNet_a_learner_mints_by_the_relay_and_is_offered_no_transaction_of_its_own()
    {
        Assert.SkipWhen(browser.Missing is not null, browser.Missing ?? "");
        await using var lacnet = await LacnetNetwork.StartAsync("--block-time", "1");
        await using var workplace = await Workplace.CreateAsync(lacnet);
        var place = await MintingPlace.OpenAsync(workplace, 2);
        var claim = place.Take();
        await claim.VisitAsync(browser, Wallet(_key, 1), async page =>
        {
            await ClickAsync(page, "wallet-0");
            await Assertions.Expect(page.Locator("#mint")).ToBeEnabledAsync();
            await Assertions.Expect(page.Locator("#mint-own")).ToHaveCountAsync(0);
            await ClickAsync(page, "mint");
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync(Minted, new() { Timeout = 60_000 });
        });
        Assert.Equal(_key.Address.ToString(), await place.HolderAsync(await claim.IsAsync("minted")));
    }

    private static InjectedWallet Wallet(EvmAccountKey key, ulong chainId) => new(key, chainId);

    private static Task ClickAsync(IPage page, string id) => page.Locator($"#{id}").ClickAsync();
}
