using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Anchor.Benchmarks.Jwt;
using Anchor.Chain.Networks;
using Anchor.Tests.Support;

namespace Anchor.Benchmarks.Issuance;

/// <summary>The host as it is installed: a process of its own, built in Release, behind Kestrel.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    // Built as these measures were: release for figures, debug for a smoke run.
    private static readonly string Program = $"artifacts/bin/Anchor.Web/{new DirectoryInfo(AppContext.BaseDirectory).Name}/Anchor.Web.dll";
    private const string OperatorKey = "an operator's key for measures";
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly TestDatabase _database;
    private readonly EvmNode _node;
    private readonly string _folder;

    private WebHost(TestDatabase database, EvmNode node, string folder, Process process, HttpClient http) =>
        (_database, _node, _folder, Process, Http) = (database, node, folder, process, http);

    public Process Process { get; }

    /// <summary>Speaks for an issuer with an account.</summary>
    public HttpClient Http { get; }

    public Guid AchievementId { get; private set; }

    public static async Task<WebHost> StartAsync(int connections)
    {
        var node = await EvmNode.StartAnvilAsync("--block-time", "1");
        var network = await RegistryDeployment.DeployAsync(node, depth: 2, CancellationToken.None);
        var database = await TestDatabase.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("anchor-bench-").FullName;
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var process = Start(folder, network, database.ConnectionString, url);
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = url };
        var host = new WebHost(database, node, folder, process, http);
        try
        {
            await host.WaitAsync();
            await host.RegisterAsync(network);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!Process.HasExited) Process.Kill(entireProcessTree: true);
        await Process.WaitForExitAsync();
        Process.Dispose();
        await _database.DisposeAsync();
        await _node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Process Start(string folder, Network network, string database, Uri url)
    {
        File.WriteAllText(Path.Combine(folder, "networks.json"), JsonSerializer.Serialize<Network[]>([network]));
        File.WriteAllText(Path.Combine(folder, "trust.json"), """{"version":1,"networks":[],"issuers":[]}""");
        var start = new ProcessStartInfo("dotnet", [Repository.Require(Program)])
        {
            WorkingDirectory = Repository.PathOf("src", "Anchor.Web"), RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = url.ToString(), ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Logging__LogLevel__Default"] = "Warning",
                ["ANCHOR_DATABASE"] = database, ["ANCHOR_PASSPHRASE"] = "a passphrase for measures", ["ANCHOR_ADMIN_KEY"] = OperatorKey,
                ["ANCHOR_NETWORKS_FILE"] = Path.Combine(folder, "networks.json"), ["ANCHOR_TRUST_FILE"] = Path.Combine(folder, "trust.json"),
                ["ANCHOR_PUBLIC_URL"] = url.ToString(),
            },
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        process.OutputDataReceived += (_, line) => { if (line.Data is { } words) Console.Error.WriteLine(words); };
        process.BeginOutputReadLine();
        return process;
    }

    private async Task WaitAsync()
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < StartTime && !Process.HasExited; await Task.Delay(100))
            try
            {
                using var response = await Http.GetAsync("/health/ready");
                if (response.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
        throw new InvalidOperationException(Process.HasExited ? $"The host ended with code {Process.ExitCode}." : "The host is not ready.");
    }

    /// <summary>An anchored batch of invented graduates, and its bundles.</summary>
    public async Task<IReadOnlyList<string>> AnchorAsync(int rows)
    {
        var batch = (await PostAsync("/api/v1/batches", new { achievementId = AchievementId })).GetProperty("id").GetGuid();
        using var csv = new ByteArrayContent(Graduates.Csv(rows)) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        using var sent = await Http.PostAsync($"/api/v1/batches/{batch}/imports", csv);
        sent.EnsureSuccessStatusCode();
        for (var until = DateTime.UtcNow.AddMinutes(2); ; await Task.Delay(200))
        {
            using var view = JsonDocument.Parse(await Http.GetStringAsync($"/api/v1/batches/{batch}"));
            if (view.RootElement.GetProperty("status").GetString() == "anchored") break;
            if (DateTime.UtcNow > until) throw new TimeoutException("The batch is not anchored.");
        }
        var lines = await Http.GetStringAsync($"/api/v1/batches/{batch}/bundles");
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("bundle").GetRawText())];
    }

    private async Task RegisterAsync(Network network)
    {
        Authorize(OperatorKey);
        var issuer = await PostAsync("/api/v1/issuers", new { name = "Universidad Ejemplo", timeZone = "America/Guatemala" });
        var key = await PostAsync($"/api/v1/issuers/{issuer.GetProperty("id")}/api-keys", new { scopes = new[] { "read", "issue", "admin" } });
        Authorize(key.GetProperty("key").GetString()!);
        await TrustAsync(network, issuer.GetProperty("did").GetString()!);
        var account = await PostAsync("/api/v1/issuers/me/accounts", new { chainId = network.ChainId });
        await _node.RpcAsync("anvil_setBalance", account.GetProperty("account").GetString()!, "0x56bc75e2d63100000");
        AchievementId = (await PostAsync("/api/v1/achievements", Sample.Achievement)).GetProperty("id").GetGuid();
    }

    private Task TrustAsync(Network network, string did) => File.WriteAllTextAsync(Path.Combine(_folder, "trust.json"), JsonSerializer.Serialize(new
    {
        version = 1,
        networks = new[]
        {
            new
            {
                chainId = network.ChainId, name = network.Name, genesisHash = network.GenesisHash!.Value.ToHex(), registry = network.RegistryAddress!.Value.ToString(), registryCodeHash = network.RegistryCodeHash!.Value.ToHex(),
                finality = new { kind = "depth", depth = 2 }, production = false, rpc = network.RpcUrls,
            },
        },
        issuers = new[] { new { did, name = "Universidad Ejemplo" } },
    }));

    private void Authorize(string key) => Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException($"{path}: {text}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
