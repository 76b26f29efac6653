using System.Collections.Concurrent;
using System.Text.Json;
using Anchor.Tests.Support;
using Anchor.Web;
using Anchor.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Anchor.EndToEnd.Claims;

/// <summary>Debian's Chromium, and the true pages of the host on a Kestrel whose claims are scripted.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private readonly ConcurrentDictionary<Guid, ScriptedClaim> _claims = [];
    private readonly Lazy<Task<IPage>> _bench;
    private WebApplication? _host;
    private IPlaywright? _playwright;

    public BrowserFixture() => _bench = new Lazy<Task<IPage>>(async () =>
    {
        var page = await Browser.NewPageAsync();
        await page.GotoAsync(new Uri(Url, $"/claim/{Guid.NewGuid()}").ToString());
        return page;
    });

    /// <summary>A page on which modules are tried by themselves.</summary>
    internal Task<IPage> Bench => _bench.Value;

    /// <summary>Why there is no browser; null when there is one.</summary>
    internal string? Missing { get; private set; }

    internal IBrowser Browser { get; private set; } = null!;

    internal Uri Url { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var program = Environment.GetEnvironmentVariable("ANCHOR_CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium";
        if (!File.Exists(program))
        {
            Missing = $"There is no browser at {program}. ./scripts/test installs Debian's chromium where it may; ANCHOR_CHROMIUM names another.";
            return;
        }
        Assertions.SetDefaultExpectTimeout(15_000);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program, Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        await StartHostAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        _playwright?.Dispose();
        if (_host is not null) await _host.DisposeAsync();
    }

    internal void Serve(ScriptedClaim claim) => _claims[claim.Id] = claim;

    private async Task StartHostAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(HostSettings).Assembly.GetName().Name, EnvironmentName = "Production",
            ContentRootPath = Repository.PathOf("src", "Anchor.Web"), WebRootPath = Repository.PathOf("src", "Anchor.Web", "wwwroot"),
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRazorPages();
        builder.Services.AddRateLimits();
        _host = builder.Build();
        _host.UseSecurityHeaders();
        _host.UsePageFiles();
        _host.UseRateLimiter();
        _host.MapRazorPages();
        _host.MapPost("/claims/{id:guid}/{operation?}", (Guid id, string? operation, JsonElement body) =>
            _claims.TryGetValue(id, out var claim) ? claim.Answer(operation ?? "", body) : Results.Json(new { code = "claim.unknown", detail = "unknown" }, statusCode: 404));
        await _host.StartAsync();
        Url = new Uri(_host.Urls.Single());
    }
}

[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>
{
    public const string Name = "browser";
}
