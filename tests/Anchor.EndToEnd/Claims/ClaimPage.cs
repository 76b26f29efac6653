using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Anchor.EndToEnd.Claims;

/// <summary>How a learner's browser is set.</summary>
internal sealed record Reader(string Language = "en-US", int Width = 1000, string Fragment = ScriptedClaim.Secret, bool Script = true)
{
    /// <summary>Whether the test moves the page's clock.</summary>
    public bool HasClock { get; init; }
}

/// <summary>The claim page in a browser of its own; nothing may be written to its console.</summary>
internal sealed class ClaimPage(IPage page, ScriptedClaim claim)
{
    private readonly List<string> _complaints = [];

    public IPage Page => page;

    public ScriptedClaim Claim => claim;

    public ILocator At(string id) => page.Locator($"#{id}");

    public Task ClickAsync(string id) => At(id).ClickAsync();

    public Task ShowsAsync(string id, string words) => Assertions.Expect(At(id)).ToContainTextAsync(words);

    public Task IsInAsync(string state) => ShowsAsync("state", state);

    /// <summary>Says so, and the button that was used can be used again.</summary>
    public async Task ComplainsAsync(string words, string? button = null)
    {
        await ShowsAsync("notice", words);
        if (button is not null) await Assertions.Expect(At(button)).ToBeEnabledAsync();
    }

    public Task HasFocusAsync(string id) => Assertions.Expect(At(id)).ToBeFocusedAsync();

    /// <summary>Lets the page's clock run on, and fires what falls due, again and again, until the page says something.</summary>
    public async Task PassesUntilAsync(string id, string words)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await At(id).CountAsync() > 0 && (await At(id).TextContentAsync())!.Contains(words, StringComparison.Ordinal)) return;
            await page.Clock.RunForAsync(2_000);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        await ShowsAsync(id, words);
    }

    /// <summary>Opens the page of a claim, lets a test use it, and looks whether the browser complained.</summary>
    public static async Task VisitAsync(BrowserFixture browser, ScriptedClaim claim, IReadOnlyList<InjectedWallet> wallets, Func<ClaimPage, Task> visit, Reader? reader = null)
    {
        Assert.SkipWhen(browser.Missing is not null, browser.Missing ?? "");
        reader ??= new Reader();
        browser.Serve(claim);
        await using var context = await browser.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            Locale = reader.Language, JavaScriptEnabled = reader.Script, ViewportSize = new ViewportSize { Width = reader.Width, Height = 800 }, TimezoneId = "America/Guatemala",
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(15_000);
        var visited = new ClaimPage(page, claim);
        // A refused request is written there too, and is no fault of the page.
        page.Console += (_, message) => { if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) visited._complaints.Add(message.Text); };
        page.PageError += (_, error) => visited._complaints.Add(error);
        page.Request += (_, request) => { if (request.Url.Contains(ScriptedClaim.Secret, StringComparison.Ordinal) && !request.IsNavigationRequest) visited._complaints.Add($"The secret is in {request.Url}"); };
        if (reader.HasClock) await page.Clock.InstallAsync();
        foreach (var wallet in wallets) await wallet.InjectAsync(page);
        await page.GotoAsync(new Uri(browser.Url, $"/claim/{claim.Id}{(reader.Fragment.Length > 0 ? "#" + reader.Fragment : "")}").ToString());
        try
        {
            await visit(visited);
        }
        finally
        {
            await visited.PictureAsync();
        }
        Assert.Empty(visited._complaints);
    }

    /// <summary>Whoever changes the page looks at it: ANCHOR_SCREENSHOTS names a folder for a picture of how each test left it.</summary>
    private async Task PictureAsync()
    {
        if (Environment.GetEnvironmentVariable("ANCHOR_SCREENSHOTS") is not { Length: > 0 } folder) return;
        var test = Regex.Replace(TestContext.Current.Test!.TestDisplayName.Split('.')[^1], "[^A-Za-z0-9_]+", "-");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{test}.png"), FullPage = true });
    }
}
