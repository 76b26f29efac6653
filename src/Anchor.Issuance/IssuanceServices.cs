using Anchor.Chain.Rpc;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Access;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Credentials;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Keys;
using Anchor.Issuance.Ledger;
using Anchor.Issuance.Reconciling;
using Anchor.Issuance.Securing;
using Anchor.Issuance.StatusLists;
using Anchor.Issuance.Tokens;
using Anchor.Issuance.Views;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Anchor.Issuance;

/// <summary>What a host tells the workflow about its surroundings.</summary>
public sealed record IssuanceSettings
{
    /// <summary>The database, with the right to read and write.</summary>
    public required string Database { get; init; }

    /// <summary>The database with the right to create tables; <see cref="Database"/> when null.</summary>
    public string? OwnerDatabase { get; init; }

    /// <summary>The database that holds the wrapped subject keys; <see cref="Database"/> when null.</summary>
    public string? SubjectKeyDatabase { get; init; }

    /// <summary>Seals every key; at least 12 characters.</summary>
    public required string Passphrase { get; init; }

    /// <summary>The networks to anchor on.</summary>
    public required HostNetworks Networks { get; init; }

    /// <summary>How batches are signed.</summary>
    public BatchOptions Batches { get; init; } = new();

    /// <summary>When single credentials are gathered.</summary>
    public GatherOptions Gathering { get; init; } = new();

    /// <summary>How transactions are gathered, sent and pursued.</summary>
    public LedgerOptions Ledger { get; init; } = new();

    /// <summary>How status lists are published.</summary>
    public StatusListOptions StatusLists { get; init; } = new();

    /// <summary>The address under which others reach the host; without it, credentials name no status list.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Whether this host runs the background loop; default true.</summary>
    public bool RunLoop { get; init; } = true;
}

/// <summary>Puts the workflow into a host.</summary>
public static class IssuanceServices
{
    /// <summary>Adds the features, their handlers and the loop.</summary>
    public static IServiceCollection AddIssuance(this IServiceCollection services, IssuanceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(settings.Batches);
        services.AddSingleton(settings.Gathering);
        services.AddSingleton(settings.Ledger.Validate());
        services.AddSingleton(settings.StatusLists);
        services.AddSingleton(new HostPassphrase(settings.Passphrase));
        services.AddSingleton(_ => Open(settings.Database));
        services.AddSingleton(provider => settings.SubjectKeyDatabase is { } other
            ? new SubjectKeyDatabase(Open(other), IsOfDocuments: false)
            : new SubjectKeyDatabase(provider.GetRequiredService<NpgsqlDataSource>(), IsOfDocuments: true));
        services.AddSingleton(_ => new SharedIssueDatabase(
            Open(new NpgsqlConnectionStringBuilder(settings.Database) { Options = "-c plan_cache_mode=force_generic_plan", MinPoolSize = 0, MaxPoolSize = 2 }.ToString())));
        services.AddSingleton(provider => new NetworkCatalog(settings.Networks.List, EvmHttp.Create(), provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton(EventTypes.FromAssembly(typeof(BatchSealedV1).Assembly).Upcast<CredentialIssuedV1>(issued => issued.ToV2()));
        services.AddSingleton<IssuanceViews>();
        services.AddSingleton<IInlineProjection>(provider => provider.GetRequiredService<IssuanceViews>());
        services.AddSingleton<TransactionView>();
        services.AddSingleton<IInlineProjection>(provider => provider.GetRequiredService<TransactionView>());
        services.AddSingleton<StandingView>();
        services.AddSingleton<IInlineProjection>(provider => provider.GetRequiredService<StandingView>());
        services.AddSingleton<TokenView>();
        services.AddSingleton<IInlineProjection>(provider => provider.GetRequiredService<TokenView>());
        services.AddSingleton<IssuedCounts>();
        services.AddSingleton<EventStore.EventStore>();
        services.AddSingleton<ProjectionRunner>();

        services.AddSingleton<KeyRing>();
        services.AddSingleton<SigningMethods>();
        services.AddSingleton<SubjectKeys>();
        services.AddSingleton<IssuerSigners>();
        services.AddSingleton<IssuerAddresses>();
        services.AddSingleton<StatusAddresses>();
        services.AddSingleton<StatusPlaces>();
        services.AddSingleton<StatusPublisher>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<ImportLog>();
        services.AddSingleton<DraftStore>();
        services.AddSingleton<BatchApproval>();
        services.AddSingleton<BatchIssuer>();
        services.AddSingleton<BatchSealer>();
        services.AddSingleton<TemplateCache>();
        services.AddSingleton<SharedIssue>();
        services.AddSingleton<CredentialReader>();
        services.AddSingleton<DocumentOutlines>();
        services.AddSingleton<BatchContexts>();
        services.AddSingleton<TileCache>();
        services.AddSingleton<SingleGatherer>();
        services.AddSingleton<LedgerReader>();
        services.AddSingleton<TransactionLog>();
        services.AddSingleton<SenderKeys>();
        services.AddSingleton<SendingAccounts>();
        services.AddSingleton<AccountBook>();
        services.AddSingleton<AccountWatch>();
        services.AddSingleton<AnchorCalls>();
        services.AddSingleton<Pursuit>();
        services.AddSingleton<Sender>();
        services.AddSingleton<Confirmation>();
        services.AddSingleton<Gathering>();
        services.AddSingleton<RevocationMirror>();
        services.AddSingleton<TokenWork>();
        services.AddSingleton<TokenHistory>();
        services.AddSingleton<TokenRests>();
        services.AddSingleton<TokenRefusals>();
        services.AddSingleton<MintTrials>();
        services.AddSingleton<TokenSending>();
        services.AddSingleton<NetworkLedger>();
        services.AddSingleton<LedgerLoop>();
        services.AddSingleton<Collections>();
        services.AddSingleton<ClaimReader>();
        services.AddSingleton<ClaimLinks>();
        services.AddSingleton<ClaimDesk>();
        services.AddSingleton<AccountProofs>();
        services.AddSingleton<MintRequests>();
        services.AddSingleton<VoucherSigner>();
        services.AddSingleton<RecordedAnchors>();
        services.AddSingleton<NetworkProbes>();
        services.AddSingleton<Surroundings>();
        services.AddSingleton<IssuanceLoop>();
        if (settings.RunLoop)
        {
            services.AddHostedService(provider => provider.GetRequiredService<IssuanceLoop>());
            services.AddHostedService(provider => provider.GetRequiredService<LedgerLoop>());
            services.AddHostedService(provider => provider.GetRequiredService<NetworkProbes>());
        }

        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        foreach (var type in typeof(IssuanceServices).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false }))
            foreach (var handled in type.GetInterfaces().Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)))
                services.AddScoped(handled, type);
        return services;
    }

    // Nothing leaves settings, temporary tables or session locks behind on a connection (LeaderLock gives its lock back in words),
    // so a connection need not be cleaned each time it is taken.
    private static NpgsqlDataSource Open(string database) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { NoResetOnClose = true });

    /// <summary>Creates the tables that are missing; safe at every start of every host.</summary>
    public static async Task EnsureSchemaAsync(IssuanceSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        await using var owner = NpgsqlDataSource.Create(settings.OwnerDatabase ?? settings.Database);
        var hostRole = settings.OwnerDatabase is null ? null : new NpgsqlConnectionStringBuilder(settings.Database).Username;
        string[] scripts = settings.SubjectKeyDatabase is null ? [IssuanceSchema.Script, IssuanceSchema.SubjectKeysScript] : [IssuanceSchema.Script];
        await EventStoreSchema.EnsureAsync(owner, scripts, hostRole, cancellationToken);
        if (settings.SubjectKeyDatabase is not { } other) return;
        await using var subjectKeys = NpgsqlDataSource.Create(other);
        await EventStoreSchema.EnsureAsync(subjectKeys, [IssuanceSchema.SubjectKeysScript], null, cancellationToken);
    }
}
