using System.Net;
using System.Text.Json;
using Anchor.Chain.Networks;
using Anchor.Tests.Support;
using Anchor.Web.Tests.VcApi;

namespace Anchor.Web.Tests.Hosting;

/// <summary>A registered issuer and what is needed to speak for it.</summary>
internal sealed record TestIssuer(Guid Id, string Did, string Key, Guid KeyId, Api Api)
{
    public string Account { get; init; } = "";

    public Guid AchievementId { get; init; }
}

/// <summary>One chain, one database and one host for all slices; every issuer is its own tenant.</summary>
public sealed class WebFixture : IAsyncLifetime
{
    internal const string AdminKey = "operator-key-of-these-tests-5bd1e";
    internal const string Passphrase = "passphrase-of-these-tests-c04f2";
    internal const int UploadLimit = 256 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("anchor-web-").FullName;
    private readonly List<HostFactory> _others = [];
    private HostFactory? _factory;
    private ConformanceHost? _conformance;
    private int _issuers;

    internal KeptLog Log { get; } = new();

    internal IServiceProvider Services => _factory!.Services;

    internal EvmNode Node { get; private set; } = null!;

    internal Network Network { get; private set; } = null!;

    internal TestDatabase Database { get; private set; } = null!;

    /// <summary>Speaks without a key.</summary>
    internal Api Anybody { get; private set; } = null!;

    internal Api Operator => Anybody.With(AdminKey);

    internal string TrustFile => Path.Combine(_folder, "trust.json");

    internal string NetworksFile => Path.Combine(_folder, "networks.json");

    internal IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["ANCHOR_DATABASE"] = Database.ConnectionString, ["ANCHOR_PASSPHRASE"] = Passphrase, ["ANCHOR_ADMIN_KEY"] = AdminKey,
        ["ANCHOR_NETWORKS_FILE"] = NetworksFile, ["ANCHOR_TRUST_FILE"] = TrustFile, ["ANCHOR_UPLOAD_LIMIT"] = $"{UploadLimit}",
        ["ANCHOR_GATHER_SECONDS"] = "1", ["ANCHOR_PUBLIC_URL"] = "https://anchor.example/",
    };

    public async ValueTask InitializeAsync()
    {
        Node = await EvmNode.StartAnvilAsync("--block-time", "1");
        Network = await TokenDeployment.DeployAsync(Node, await RegistryDeployment.DeployAsync(Node, depth: 1, CancellationToken.None), CancellationToken.None);
        Database = await TestDatabase.CreateAsync();
        await File.WriteAllBytesAsync(NetworksFile, JsonSerializer.SerializeToUtf8Bytes(new[] { Network }));
        await WriteTrustAsync([]);
        _factory = new HostFactory(Settings, Log);
        Anybody = new Api(_factory.CreateClient(), null);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others) await other.DisposeAsync();
        if (_factory is not null) await _factory.DisposeAsync();
        await Database.DisposeAsync();
        await Node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Another host, with settings of its own.</summary>
    internal Api StartHost(params (string Name, string Value)[] changes)
    {
        var settings = new Dictionary<string, string>(Settings);
        foreach (var (name, value) in changes) settings[name] = value;
        var factory = new HostFactory(settings, Log);
        _others.Add(factory);
        return new Api(factory.CreateClient(), null);
    }

    /// <summary>A host that was started with the flag for conformance suites; the same for all tests.</summary>
    internal ConformanceHost Conformance()
    {
        lock (_others) return _conformance ??= new ConformanceHost(StartHost(("ANCHOR_CONFORMANCE", "1")));
    }

    internal string WriteFile(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Registers an issuer with a key of all scopes.</summary>
    internal async Task<TestIssuer> RegisterAsync(string? name = null)
    {
        name ??= $"Universidad Inventada {Interlocked.Increment(ref _issuers)}";
        var issuer = (await Operator.PostAsync("/api/v1/issuers", new { name, url = "https://universidad.example/", timeZone = "America/Guatemala" })).Ok(HttpStatusCode.Created);
        var id = issuer.GetProperty("id").GetGuid();
        var (keyId, key) = await KeyAsync(id, "read", "issue", "approve", "revoke", "admin");
        return new TestIssuer(id, issuer.GetProperty("did").GetString()!, key, keyId, Anybody.With(key));
    }

    /// <summary>An issuer that can issue: an account with funds, an achievement, and its place in the trust file.</summary>
    internal async Task<TestIssuer> ReadyAsync(string? name = null)
    {
        var issuer = await RegisterAsync(name);
        var account = (await issuer.Api.PostAsync("/api/v1/issuers/me/accounts", new { chainId = Network.ChainId })).Ok().GetProperty("account").GetString()!;
        await Node.RpcAsync("anvil_setBalance", account, "0x56bc75e2d63100000");
        var achievement = (await issuer.Api.PostAsync("/api/v1/achievements", SampleAchievement)).Ok(HttpStatusCode.Created).GetProperty("id").GetGuid();
        return issuer with { Account = account, AchievementId = achievement };
    }

    internal async Task<(Guid Id, string Key)> KeyAsync(Guid issuer, params string[] scopes)
    {
        var created = (await Operator.PostAsync($"/api/v1/issuers/{issuer}/api-keys", new { scopes })).Ok(HttpStatusCode.Created);
        return (created.GetProperty("id").GetGuid(), created.GetProperty("key").GetString()!);
    }

    internal static async Task<Guid> OpenAsync(TestIssuer issuer, string? idempotencyKey = null) =>
        (await issuer.Api.PostAsync("/api/v1/batches", new { achievementId = issuer.AchievementId }, idempotencyKey)).Ok(HttpStatusCode.Created).GetProperty("id").GetGuid();

    /// <summary>A batch on the chain, and its bundles as lines.</summary>
    internal static async Task<(Guid Batch, string[] Lines)> AnchoredAsync(TestIssuer issuer, string csv)
    {
        var batch = await OpenAsync(issuer);
        (await issuer.Api.PostTextAsync($"/api/v1/batches/{batch}/imports", csv, "text/csv")).Ok();
        await UntilAsync(async () => (await issuer.Api.GetAsync($"/api/v1/batches/{batch}")).Ok().GetProperty("status").GetString() == "anchored");
        var lines = (await issuer.Api.GetAsync($"/api/v1/batches/{batch}/bundles")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (batch, lines);
    }

    internal static async Task UntilAsync(Func<Task<bool>> done)
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            if (await done()) return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.Fail("It did not come to that within 30 s.");
    }

    internal async Task WriteTrustAsync(IReadOnlyList<(string Did, string Name)> issuers)
    {
        var whole = TrustFile + ".tmp";
        await File.WriteAllBytesAsync(whole, JsonSerializer.SerializeToUtf8Bytes(new
        {
            version = 1,
            networks = new[]
            {
                new
                {
                    chainId = Network.ChainId, name = Network.Name, genesisHash = Network.GenesisHash!.Value.ToHex(), registry = Network.RegistryAddress!.Value.ToString(),
                    registryCodeHash = Network.RegistryCodeHash!.Value.ToHex(), finality = new { kind = "depth", depth = 1 }, production = false, rpc = new[] { Node.Url.ToString() },
                },
            },
            issuers = issuers.Select(issuer => new { did = issuer.Did, name = issuer.Name }),
        }));
        File.Move(whole, TrustFile, overwrite: true);
    }

    internal static string SampleAchievement { get; } = File.ReadAllText(Repository.PathOf("scripts", "sample", "achievement.json"));
}

[CollectionDefinition(Name)]
public sealed class WebCollection : ICollectionFixture<WebFixture>
{
    public const string Name = "web";
}
