using System.Text;
using System.Text.Json;
using Anchor.Chain.Networks;
using Anchor.Credentials;
using Anchor.Issuance.Achievements;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Credentials;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Ledger;
using Anchor.Issuance.StatusLists;
using Anchor.Tests.Support;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Anchor.Issuance.Tests;

/// <summary>One node and one registry for all slices; each slice has a database and an account of its own.</summary>
public sealed class ChainFixture : IAsyncLifetime
{
    internal EvmNode Node { get; private set; } = null!;

    internal Network Network { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Node = await EvmNode.StartAnvilAsync();
        Network = await RegistryDeployment.DeployAsync(Node, depth: 2, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}

/// <summary>The system's clock, which a test can put forward.</summary>
internal sealed class MovableClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}

[CollectionDefinition(Name)]
public sealed class ChainCollection : ICollectionFixture<ChainFixture>
{
    public const string Name = "chain";
}

[Collection(ChainCollection.Name)]
public abstract class IssuanceTestBase(ChainFixture chain) : IAsyncLifetime
{
    protected const string Header = "nombre,apellidos,correo,fecha,calificación\n";

    private TestDatabase? _database;

    internal TestDatabase Database => _database!;

    protected ServiceProvider Services { get; private set; } = null!;

    protected Actor Actor { get; private set; } = null!;

    protected string Did { get; private set; } = "";

    protected string Account { get; private set; } = "";

    protected Guid AchievementId { get; private set; }

    internal EvmNode Node => chain.Node;

    internal virtual Network Network => chain.Network;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected virtual bool SecondPersonApproves => false;

    /// <summary>The address of the host; without it credentials name no status list.</summary>
    protected virtual Uri? PublicUrl => null;

    protected virtual StatusListOptions StatusLists => new();

    /// <summary>Without patience, so that each round does what is due.</summary>
    protected virtual LedgerOptions Ledger => new()
    {
        ResendAfter = TimeSpan.FromMilliseconds(1), GatherFor = TimeSpan.Zero, MirrorEvery = TimeSpan.Zero, RefusedFor = TimeSpan.FromMilliseconds(1), WatchEvery = TimeSpan.Zero, FinalityRest = TimeSpan.Zero,
    };

    internal MovableClock Clock { get; } = new();

    public virtual async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        Services = await HostAsync(null);
        var issuer = Ok(await SendAsync(new RegisterIssuer("Universidad Ejemplo", "https://universidad.example/", "America/Guatemala", SecondPersonApproves, "issuer")));
        (Actor, Did) = (new Actor(issuer.Id, "key-one"), issuer.Did);
        Account = Ok(await SendAsync(new AddAccount(Actor, Network.ChainId))).Account;
        await Node.RpcAsync("anvil_setBalance", Account, "0x56bc75e2d63100000");
        var definition = JsonDocument.Parse(await File.ReadAllBytesAsync(Repository.PathOf("scripts", "sample", "achievement.json"), Token)).RootElement;
        AchievementId = Ok(await SendAsync(new DefineAchievement(Actor, definition, "achievement"))).Id;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A host on the same database; a second one stands for another machine, or for the first one after a crash.</summary>
    internal Task<ServiceProvider> HostAsync(NetworkCatalog? networks) => HostAsync(networks, PublicUrl);

    internal async Task<ServiceProvider> HostAsync(NetworkCatalog? networks, Uri? publicUrl)
    {
        var settings = new IssuanceSettings
        {
            Database = Database.ConnectionString, Passphrase = "a passphrase for tests", Networks = new HostNetworks([Network]), RunLoop = false,
            Batches = new BatchOptions { ChunkSize = 7 }, Gathering = new GatherOptions { Count = 3, After = TimeSpan.FromHours(1) },
            Ledger = Ledger, PublicUrl = publicUrl, StatusLists = StatusLists,
        };
        await IssuanceServices.EnsureSchemaAsync(settings, Token);
        var services = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.None)).AddIssuance(settings);
        services.AddSingleton<TimeProvider>(Clock);
        if (networks is not null) services.AddSingleton(networks);
        return services.BuildServiceProvider();
    }

    protected Task<T> SendAsync<T>(IRequest<T> request) => SendAsync(Services, request);

    protected static async Task<T> SendAsync<T>(ServiceProvider services, IRequest<T> request)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, Token);
    }

    protected static T Ok<T>(Result<T> result) => result.TryGet(out var value, out var error) ? value : throw new InvalidOperationException(error.ToString());

    protected async Task<Guid> OpenAsync(string? key = null) => Ok(await SendAsync(new OpenBatch(Actor, AchievementId, null, null, null, key)));

    protected Task<Result<ImportReport>> ImportAsync(Guid batch, string csv, string? key = null, DuplicatePolicy policy = DuplicatePolicy.Deny, bool approve = true) =>
        SendAsync(new ImportRows(Actor, batch, new MemoryStream(Encoding.UTF8.GetBytes(csv)), RowFormat.Csv, policy, approve, key));

    protected async Task<BatchView> BatchAsync(Guid id) => Ok(await SendAsync(new GetBatch(Actor.Issuer, id)));

    protected static string Rows(int count, int from = 0) => string.Concat(Enumerable.Range(from, count).Select(i =>
        $"Íñigo,\"O'Muestra, {i}\",graduado.{i}@alumnado.example,2026-03-0{1 + i % 9},{60 + i % 41}\n"));

    /// <summary>Runs rounds, and lets the chain grow, until nothing is left to do.</summary>
    protected async Task RunUntilAsync(Func<Task<bool>> done, ServiceProvider? services = null)
    {
        for (var round = 0; round < 200; round++)
        {
            await StepAsync(services ?? Services);
            if (await done()) return;
            await Node.RpcAsync("evm_mine");
        }
        Assert.Fail("The work was not done after 200 rounds.");
    }

    /// <summary>One round of a host's loops.</summary>
    protected static async Task StepAsync(ServiceProvider services)
    {
        await services.GetRequiredService<IssuanceLoop>().StepAsync(Token);
        await services.GetRequiredService<LedgerLoop>().StepAsync(Token);
    }

    protected async Task<Guid> AnchoredBatchAsync(int rows)
    {
        var batch = await OpenAsync();
        Ok(await ImportAsync(batch, Header + Rows(rows)));
        await RunUntilAsync(async () => (await BatchAsync(batch)).Status == BatchStatus.Anchored);
        return batch;
    }
}
