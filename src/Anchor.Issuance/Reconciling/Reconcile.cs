using Anchor.Chain.Encoding;
using Anchor.Credentials;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Issuers;
using MediatR;

namespace Anchor.Issuance.Reconciling;

/// <summary>Compares a stretch of a registry's events with what the database says of one issuer, in both directions. Writes nothing.</summary>
/// <param name="Issuer">Whose accounts and roots.</param>
/// <param name="ChainId">The network.</param>
/// <param name="FromBlock">Where to go on: the answer's <c>next</c> of the request before. Null begins at the first block since the issuer has an account there.</param>
/// <param name="Limit">The most blocks of this answer, 1 to 1,000,000; it may hold fewer.</param>
/// <remarks>Codes: <c>network.unknown</c>, <c>network.unreachable</c>, <c>network.wrong_chain</c>, <c>issuer.no_account</c>, <c>reconcile.limit</c>.</remarks>
public sealed record Reconcile(IssuerId Issuer, ulong ChainId, ulong? FromBlock, int Limit = Reconcile.DefaultLimit) : IRequest<Result<ReconciledStretch>>
{
    /// <summary>How many blocks where nothing is said.</summary>
    public const int DefaultLimit = 50_000;

    /// <summary>The most blocks of one answer.</summary>
    public const int MaxLimit = 1_000_000;
}

/// <summary>What was found in a stretch of blocks.</summary>
/// <param name="ChainId">The network.</param>
/// <param name="Registry">Its registry.</param>
/// <param name="Accounts">The issuer's accounts there.</param>
/// <param name="FromBlock">The first block that was walked.</param>
/// <param name="ToBlock">The last one; below <paramref name="FromBlock"/> where the node has none of them.</param>
/// <param name="Head">The newest block of the node that answered.</param>
/// <param name="Next">Where to go on; null at the chain's end.</param>
/// <param name="Events">How many events the registry had for the accounts.</param>
/// <param name="Anchorings">How many roots of the database belong to these blocks.</param>
/// <param name="Differences">What differs.</param>
/// <param name="IsComplete">False when there are more differences of the database's side than one answer holds.</param>
public sealed record ReconciledStretch(
    ulong ChainId, string Registry, IReadOnlyList<string> Accounts, ulong FromBlock, ulong ToBlock, ulong Head, ulong? Next, int Events, int Anchorings,
    IReadOnlyList<Difference> Differences, bool IsComplete);

internal sealed class ReconcileHandler(EventStore.EventStore store, NetworkCatalog networks, RecordedAnchors recorded, TimeProvider clock)
    : IRequestHandler<Reconcile, Result<ReconciledStretch>>
{
    public async Task<Result<ReconciledStretch>> Handle(Reconcile request, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > Reconcile.MaxLimit) return ReconcileErrors.Limit();
        if (networks.Find(request.ChainId) is not { } known) return NetworkErrors.NotFound(request.ChainId);
        var issuer = await store.FoldAsync(request.Issuer, request.Issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        IssuerAccount[] accounts = [.. issuer.Accounts.Where(account => account.ChainId == request.ChainId)];
        if (accounts.Length == 0) return IssuerErrors.NoAccount();
        return await known.AskAsync(network => CompareAsync(request, issuer, accounts, network, cancellationToken), clock, cancellationToken);
    }

    private async Task<ReconciledStretch> CompareAsync(
        Reconcile request, IssuerState issuer, IssuerAccount[] accounts, KnownNetwork network, CancellationToken cancellationToken)
    {
        var head = await network.Client.BlockNumberAsync(cancellationToken);
        var from = request.FromBlock ?? await BlockSearch.FirstSinceAsync(network.Client, accounts.Min(account => account.ValidFrom), head, cancellationToken);
        var walk = await RegistryWalk.RunAsync(network, [.. accounts.Select(account => Address.Parse(account.Address))], from, request.Limit, head, clock, cancellationToken);
        // What the database places before the first block, or beyond the head, belongs to the first and to the last stretch.
        var range = new RecordedRange(
            issuer.Id, request.ChainId, network.Registry.Address.ToString(), request.FromBlock ?? 0, walk.IsLast ? long.MaxValue : walk.ToBlock, walk.IsLast);

        var anchors = await new AnchorComparison(recorded, network, head).RunAsync(range, walk, cancellationToken);
        var revocations = await new RevocationComparison(recorded, network, clock.GetUtcNow())
            .RunAsync(range, walk, anchors.ByRoot, issuer.MirrorsRevocations, cancellationToken);
        return new ReconciledStretch(
            request.ChainId, range.Registry, [.. accounts.Select(account => account.Address)], from, walk.ToBlock, head, walk.IsLast ? null : walk.ToBlock + 1,
            walk.Events.Count, anchors.Recorded, [.. anchors.Differences, .. revocations.Differences], anchors.IsComplete && revocations.IsComplete);
    }
}
