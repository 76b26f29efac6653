using Anchor.Credentials;
using Anchor.EventStore;
using Anchor.Events;
using MediatR;

namespace Anchor.Issuance.Issuers;

/// <summary>Decides whether a second person must approve batches from now on.</summary>
public sealed record SetApprovalPolicy(Actor Actor, bool SecondPersonApproves) : IRequest<Result<bool>>;

internal sealed class SetApprovalPolicyHandler(EventStore.EventStore store, TimeProvider clock) : IRequestHandler<SetApprovalPolicy, Result<bool>>
{
    public async Task<Result<bool>> Handle(SetApprovalPolicy request, CancellationToken cancellationToken)
    {
        var issuer = request.Actor.Issuer;
        var state = await store.FoldAsync(issuer, issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (!state.Exists) return IssuerErrors.NotFound();
        if (state.SecondPersonApproves == request.SecondPersonApproves) return request.SecondPersonApproves;

        await using var transaction = await store.BeginAsync(request.Actor, cancellationToken);
        var set = new IssuerApprovalPolicySetV1(issuer.Value, request.SecondPersonApproves, clock.GetUtcNow());
        if (await transaction.AppendAsync("issuer", issuer.Value, state.Version, [set], cancellationToken) == AppendResult.Conflict)
            return IssuerErrors.Changed();
        await transaction.CommitAsync(cancellationToken);
        return request.SecondPersonApproves;
    }
}
