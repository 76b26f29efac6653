using Anchor.Credentials;
using Anchor.EventStore;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Issuers;
using MediatR;

namespace Anchor.Issuance.Anchoring;

/// <summary>Asks for a sealed batch to be anchored on a further chain; the anchors it has stay, and the earliest one tells the time.</summary>
/// <remarks>A batch has one anchoring per chain; asking again gives the same one.</remarks>
public sealed record RequestAnchor(Actor Actor, Guid BatchId, ulong ChainId) : IRequest<Result<Guid>>;

internal sealed class RequestAnchorHandler(EventStore.EventStore store, NetworkCatalog networks, TimeProvider clock) : IRequestHandler<RequestAnchor, Result<Guid>>
{
    public async Task<Result<Guid>> Handle(RequestAnchor request, CancellationToken cancellationToken)
    {
        var owner = request.Actor.Issuer;
        if (networks.Find(request.ChainId) is not { } network) return IssuerErrors.NetworkUnknown(request.ChainId);
        var batch = await store.FoldAsync(owner, request.BatchId, BatchState.None, BatchState.Evolve, cancellationToken);
        if (!batch.RootFor(network.WritePath.CallsAsAccount).TryGet(out var root, out var refusal)) return refusal;
        var issuer = await store.FoldAsync(owner, owner.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (issuer.Accounts.All(account => account.ChainId != request.ChainId)) return IssuerErrors.NoAccount();

        var requested = AnchoringState.Request(batch.Id, root, issuer, network, clock.GetUtcNow());
        await using var transaction = await store.BeginAsync(request.Actor, cancellationToken);
        // A conflict means that it was asked for before.
        if (await transaction.AppendAsync("anchoring", requested.AnchoringId, 0, [requested], cancellationToken) == AppendResult.Appended)
            await transaction.CommitAsync(cancellationToken);
        return requested.AnchoringId;
    }
}
