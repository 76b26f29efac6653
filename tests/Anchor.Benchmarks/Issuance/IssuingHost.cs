using Anchor.Benchmarks.Jwt;
using Anchor.Chain.Networks;
using Anchor.Credentials;
using Anchor.Issuance;
using Anchor.Issuance.Achievements;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Ledger;
using Anchor.Tests.Support;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Anchor.Benchmarks.Issuance;

/// <summary>The workflow without HTTP, with a database of its own and a chain that makes a block each second.</summary>
internal sealed class IssuingHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private readonly TestDatabase _database;
    private readonly EvmNode _node;

    private IssuingHost(TestDatabase database, EvmNode node, ServiceProvider services) => (_database, _node, Services) = (database, node, services);

    public ServiceProvider Services { get; }

    public required Actor Actor { get; init; }

    public required Guid AchievementId { get; init; }

    private IssuanceSettings Settings { get; init; } = null!;

    private bool IsSecond { get; init; }

    private IssuanceLoop Issuing => Services.GetRequiredService<IssuanceLoop>();

    private LedgerLoop Ledger => Services.GetRequiredService<LedgerLoop>();

    public static async Task<IssuingHost> StartAsync()
    {
        var node = await EvmNode.StartAnvilAsync("--block-time", "1");
        var network = await RegistryDeployment.DeployAsync(node, depth: 2, CancellationToken.None);
        var database = await TestDatabase.CreateAsync();
        var settings = new IssuanceSettings
        {
            Database = database.ConnectionString, Passphrase = "a passphrase for measures", Networks = new HostNetworks([network]), RunLoop = false,
            PublicUrl = new Uri("https://universidad.example/"),
        };
        await IssuanceServices.EnsureSchemaAsync(settings, CancellationToken.None);
        var services = Build(settings);

        var issuer = await SendAsync(services, new RegisterIssuer("Universidad Ejemplo", null, "America/Guatemala", false, "issuer"));
        var actor = new Actor(issuer.Id, "bench");
        var account = await SendAsync(services, new AddAccount(actor, network.ChainId));
        await node.RpcAsync("anvil_setBalance", account.Account, "0x56bc75e2d63100000");
        var achievement = await SendAsync(services, new DefineAchievement(actor, Sample.Achievement, "achievement"));
        return new IssuingHost(database, node, services) { Actor = actor, AchievementId = achievement.Id, Settings = settings };
    }

    /// <summary>Another host on the same database and chain, as on a second machine; it goes before the first does.</summary>
    public IssuingHost Second() => new(_database, _node, Build(Settings)) { Actor = Actor, AchievementId = AchievementId, Settings = Settings, IsSecond = true };

    /// <summary>One value out of the database.</summary>
    public Task<T?> ScalarAsync<T>(string sql) => _database.ScalarAsync<T>(sql);

    /// <summary>The largest tables with their rows as the planner knows them and their bytes, indexes and TOAST included.</summary>
    public async Task<string> SizesAsync() => await ScalarAsync<string>(
        """
        SELECT string_agg(format('%s %s', relname, pg_size_pretty(bytes)), ', ' ORDER BY bytes DESC) FROM (
            SELECT relname, pg_total_relation_size(c.oid) AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
            WHERE nspname = 'anchor' AND relkind IN ('r', 'p') ORDER BY 2 DESC LIMIT 7) AS largest
        """) ?? "";

    private static ServiceProvider Build(IssuanceSettings settings) =>
        new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.None)).AddIssuance(settings).BuildServiceProvider();

    public async Task StartLoopAsync()
    {
        await Issuing.StartAsync(CancellationToken.None);
        await Ledger.StartAsync(CancellationToken.None);
    }

    public async Task StopLoopAsync()
    {
        await Ledger.StopAsync(CancellationToken.None);
        await Issuing.StopAsync(CancellationToken.None);
    }

    /// <summary>Imports a file into a new batch, which approves itself.</summary>
    public async Task<Guid> ImportAsync(byte[] csv, int rows)
    {
        var batch = await SendAsync(Services, new OpenBatch(Actor, AchievementId, null, null, null, null));
        var report = await SendAsync(Services, new ImportRows(Actor, batch, new MemoryStream(csv), RowFormat.Csv, DuplicatePolicy.Deny, true, null));
        return report.Accepted == rows ? batch : throw new InvalidOperationException($"{report.Accepted} of {rows} rows were accepted: {(report.Errors is [var first, ..] ? first.Code : report.State)}");
    }

    /// <summary>Signs all that was approved and leaves the sealing undone.</summary>
    public async Task SignAsync(Guid batch)
    {
        var issuing = Services.GetRequiredService<BatchIssuer>();
        while ((await BatchAsync(batch)) is var view && view.Size < view.Approved)
            if (!await issuing.StepAsync(Actor.Issuer, batch, CancellationToken.None)) throw new InvalidOperationException("A chunk was not signed.");
    }

    /// <summary>Asks for something that must not be refused.</summary>
    public Task<T> SendAsync<T>(IRequest<Result<T>> request) => SendAsync(Services, request);

    public async Task WaitAsync(Guid batch, BatchStatus status)
    {
        for (var until = DateTime.UtcNow + Patience; (await BatchAsync(batch)).Status < status; await Task.Delay(100))
            if (DateTime.UtcNow > until) throw new TimeoutException($"The batch is not {status} after {Patience}.");
    }

    public async ValueTask DisposeAsync()
    {
        await StopLoopAsync();
        await Services.DisposeAsync();
        if (IsSecond) return;
        await _database.DisposeAsync();
        await _node.DisposeAsync();
    }

    private Task<BatchView> BatchAsync(Guid id) => SendAsync(Services, new GetBatch(Actor.Issuer, id));

    private static async Task<T> SendAsync<T>(ServiceProvider services, IRequest<Result<T>> request)
    {
        await using var scope = services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
        return result.TryGet(out var value, out var error) ? value : throw new InvalidOperationException(error.ToString());
    }
}
