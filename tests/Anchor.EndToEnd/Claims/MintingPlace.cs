using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Chain.Tokens;
using Anchor.EndToEnd.Hosting;
using Anchor.Merkle;
using Microsoft.Playwright;

namespace Anchor.EndToEnd.Claims;

/// <summary>A real host on a real chain, with an anchored batch whose learners may mint.</summary>
internal sealed class MintingPlace(Workplace place, HostProcess host, IssuingJob job, IReadOnlyList<(Guid Credential, string Link)> links)
{
    private int _taken;

    public Workplace Workplace => place;

    public HostProcess Host => host;

    public IssuingJob Job => job;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<MintingPlace> OpenAsync(Workplace place, int rows)
    {
        var host = place.Host(("ANCHOR_LEDGER_GATHER_MS", "50"));
        await host.StartAsync();
        var job = await IssuingJob.BeginAsync(place, host.Url);
        var batch = await job.OpenAsync("minting");
        await job.ImportAsync(batch, 0, rows);
        await job.Client.TextAsync(HttpMethod.Put, $"/api/v1/batches/{batch}/minting", static () => new StringContent("{}", null, "application/json"), null);
        for (var attempt = 0; (await job.Client.GetAsync($"/api/v1/batches/{batch}")).GetProperty("status").GetString() != "anchored"; attempt++)
        {
            Assert.True(attempt < 600, host.Words);
            await Task.Delay(100, Token);
        }
        var links = new List<(Guid, string)>();
        for (long? from = 0; from is not null;)
        {
            var page = await job.Client.GetAsync($"/api/v1/batches/{batch}/claim-links?from={from}&limit=500");
            links.AddRange(page.GetProperty("items").EnumerateArray().Select(row => (row.GetProperty("credentialId").GetGuid(), row.GetProperty("link").GetString()!)));
            from = page.TryGetProperty("next", out var next) ? next.GetInt64() : null;
        }
        return new MintingPlace(place, host, job, links);
    }

    /// <summary>A credential of its own for each test.</summary>
    public LearnersClaim Take()
    {
        var (credential, link) = links[_taken++];
        return new LearnersClaim(this, credential, link);
    }

    /// <summary>The holder as the chain tells it.</summary>
    public async Task<string?> HolderAsync(JsonElement view)
    {
        var contract = new TokenContract(Client, Address.Parse(view.GetProperty("contract").GetString()));
        return (await contract.OwnerOfAsync(new(Hash32.Parse(view.GetProperty("tokenId").GetString()).AsSpan(), isUnsigned: true, isBigEndian: true), Token))?.ToString();
    }

    public IEvmClient Client => new EvmClient(new JsonRpcClient(EvmHttp.Create(), place.Network.RpcUrls[0], new JsonRpcOptions(), TimeProvider.System));
}

/// <summary>One learner's link, and what the host says of it.</summary>
internal sealed record LearnersClaim(MintingPlace Place, Guid Credential, string Link)
{
    public string Secret => Link.Split('#')[1];

    public Task<JsonElement> ViewAsync() => Place.Job.Client.PostAsync($"/claims/{Credential}", new { secret = Secret });

    public async Task<JsonElement> IsAsync(string state)
    {
        JsonElement view = default;
        for (var attempt = 0; attempt < 60; attempt++)
        {
            view = await ViewAsync();
            if (view.GetProperty("state").GetString() == state) return view;
            await Task.Delay(1_000, TestContext.Current.CancellationToken);
        }
        Assert.Fail($"The claim did not become {state}: {view}\n{Place.Host.Words}");
        return view;
    }

    /// <summary>Opens the page in a browser with a wallet; nothing may be written to its console.</summary>
    public async Task VisitAsync(BrowserFixture browser, InjectedWallet wallet, Func<IPage, Task> visit)
    {
        await using var context = await browser.Browser.NewContextAsync(new BrowserNewContextOptions { Locale = "en-US" });
        var (page, complaints) = (await context.NewPageAsync(), new List<string>());
        page.SetDefaultTimeout(30_000);
        page.Console += (_, message) => { if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) complaints.Add(message.Text); };
        page.PageError += (_, error) => complaints.Add(error);
        await wallet.InjectAsync(page);
        await page.GotoAsync(Link);
        await visit(page);
        Assert.Empty(complaints);
    }
}
