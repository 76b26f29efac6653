using System.Globalization;
using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Issuance.Anchoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Anchor.Issuance.Tests.Anchoring;

/// <summary>Networks whose nodes ask for a login, as a host connects to them, and what it says of their rules.</summary>
public sealed class HostedNodeTests : IAsyncLifetime
{
    private readonly List<string?> _shown = [];
    private int _logins;
    private WebApplication _node = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Uri Url => new(_node.Urls.First());

    /// <summary>A node that answers only to the newest token of its login.</summary>
    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _node = builder.Build();
        _node.MapPost("/auth", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            return form["user"] == "ana" && form["pass"] == "secreta"
                ? Results.Json(new { access_token = $"token-{Interlocked.Increment(ref _logins)}", expires_in = 3600 })
                : Results.StatusCode(401);
        });
        _node.MapPost("/", async (HttpRequest request) =>
        {
            _shown.Add(request.Headers.Authorization);
            if (request.Headers.Authorization != $"Bearer token-{_logins}") return Results.StatusCode(401);
            using var body = await JsonDocument.ParseAsync(request.Body);
            object? result = body.RootElement.GetProperty("method").GetString() switch
            {
                "eth_chainId" => "0x9e55d",
                "eth_gasPrice" => "0x3b9aca00",
                "eth_blockNumber" => "0x5",
                "eth_call" => "0x",
                _ => Block(),
            };
            return Results.Json(new { jsonrpc = "2.0", id = body.RootElement.GetProperty("id").Clone(), result });
        });
        await _node.StartAsync(Token);
    }

    [Fact]
    public async Task The_node_gets_the_token_of_its_login()
    {
        var known = Assert.Single(Catalog(Hosted(), Variables("ana", "secreta")).All);
        Assert.Equal(648541UL, await known.Client.ChainIdAsync(Token));
        Assert.Equal(648541UL, await known.Pinned(TimeProvider.System).Client.ChainIdAsync(Token));
        Assert.Equal(1, _logins);
        Assert.All(_shown, header => Assert.Equal("Bearer token-1", header));
    }

    [Fact]
    public async Task A_token_that_the_node_no_longer_takes_is_asked_for_anew()
    {
        var known = Assert.Single(Catalog(Hosted(), Variables("ana", "secreta")).All);
        await known.Client.ChainIdAsync(Token);
        Interlocked.Increment(ref _logins); // the node forgot
        Assert.Equal(648541UL, await known.Client.ChainIdAsync(Token));
        Assert.Equal("Bearer token-3", _shown[^1]);
    }

    [Theory]
    [InlineData(null, null, "ANCHOR_LACNET_USER and ANCHOR_LACNET_PASSWORD")]
    [InlineData("ana", "", "ANCHOR_LACNET_PASSWORD")]
    public void Missing_variables_are_named_at_the_start(string? user, string? password, string named)
    {
        var failure = Assert.Throws<ArgumentException>(() => Catalog(Hosted(), Variables(user, password)));
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        var read = ReadFile(Hosted(), Variables(user, password));
        Assert.Equal("networks.login_missing", read?.Code);
        Assert.Contains(named, read!.Message, StringComparison.Ordinal);
        Assert.Null(ReadFile(Hosted(), Variables("ana", "secreta")));
    }

    [Fact]
    public void A_token_never_goes_out_unsealed()
    {
        var open = Hosted() with { RpcUrls = [new Uri("http://node.lacnet.example/rpc")] };
        Assert.Contains("https", Assert.Throws<ArgumentException>(() => Catalog(open, Variables("ana", "secreta"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_a_way_of_LACNet_without_its_settings_is_malformed()
    {
        Assert.Equal("networks.malformed", ReadFile(Hosted() with { Lacnet = null }, Variables(null, null))?.Code);
        var error = ReadFile(Hosted() with { Lacnet = new LacnetSettings { ExpirationSeconds = 12 } }, Variables(null, null));
        Assert.Contains("expirationSeconds", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_node_shows_otherwise_than_the_record_is_a_warning()
    {
        var catalog = Catalog(Hosted(), Variables("ana", "secreta"));
        var log = new KeptLog();
        using var probes = new NetworkProbes(catalog, TimeProvider.System, log);
        var probe = await probes.StepAsync(Assert.Single(catalog.All), Token);
        Assert.False(probe!.IsFree);
        Assert.Contains(log.Warnings, warning => warning.Contains("asks a price", StringComparison.Ordinal));
        Assert.Contains(log.Warnings, warning => warning.Contains("lacnet.trustedForwarder", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_is_away_fails_no_host()
    {
        var away = Hosted() with { RpcUrls = [new Uri("http://127.0.0.1:1")], Lacnet = Hosted().Lacnet! with { Login = null } };
        var catalog = Catalog(away, Variables(null, null));
        using var probes = new NetworkProbes(catalog, TimeProvider.System, NullLogger<NetworkProbes>.Instance);
        Assert.Null(await probes.StepAsync(Assert.Single(catalog.All), Token));
    }

    public async ValueTask DisposeAsync() => await _node.DisposeAsync();

    private static NetworkCatalog Catalog(Network network, Func<string, string?> variables) => new([network], EvmHttp.Create(), variables, TimeProvider.System);

    private static Func<string, string?> Variables(string? user, string? password) =>
        name => name switch { "ANCHOR_LACNET_USER" => user, "ANCHOR_LACNET_PASSWORD" => password, _ => null };

    private static Anchor.Credentials.Error? ReadFile(Network network, Func<string, string?> variables)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(new[] { network }));
            return NetworksFile.Read(path, variables).Error;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static object Block() => new
    {
        number = "0x5", hash = "0x" + new string('1', 64), parentHash = "0x" + new string('2', 64), timestamp = string.Create(CultureInfo.InvariantCulture, $"0x{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x}"),
        gasLimit = "0x14dc9380", gasUsed = "0x0", transactions = Array.Empty<string>(),
    };

    private Network Hosted() => new()
    {
        Name = "LACNet", ChainId = 648541, RpcUrls = [Url], Finality = FinalityPolicy.Instant, WritePath = WritePathKind.LacnetGasModel,
        RegistryAddress = Address.Parse("0x5FbDB2315678afecb367f032d93F642f64180aa3"),
        Lacnet = new LacnetSettings
        {
            TrustedForwarder = Address.Parse("0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512"), NodeAddress = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
            Login = new Uri(Url, "/auth"),
        },
    };

    private sealed class KeptLog : ILogger<NetworkProbes>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning) Warnings.Add(formatter(state, exception));
        }
    }
}
