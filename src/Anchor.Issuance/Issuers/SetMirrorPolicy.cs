using Anchor.Credentials;
using Anchor.EventStore;
using Anchor.Events;
using MediatR;

namespace Anchor.Issuance.Issuers;

/// <summary>Decides whether revocations are also written into the registry's bitmap, where they outlive the host and cost gas.</summary>
/// <remarks>What was written stays written. Revocations from before are written too once this is set.</remarks>
public sealed record SetMirrorPolicy(Actor Actor, bool MirrorsRevocations) : IRequest<Result<bool>>;

internal sealed class SetMirrorPolicyHandler(EventStore.EventStore store, TimeProvider clock) : IRequestHandler<SetMirrorPolicy, Result<bool>>
{
    public async Task<Result<bool>> Handle(SetMirrorPolicy request, CancellationToken cancellationToken)
    {
        var issuer = request.Actor.Issuer;
        var state = await store.FoldAsync(issuer, issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (!state.Exists) return IssuerErrors.NotFound();
        if (state.MirrorsRevocations == request.MirrorsRevocations) return request.MirrorsRevocations;

        await using var transaction = await store.BeginAsync(request.Actor, cancellationToken);
        var set = new IssuerMirrorPolicySetV1(issuer.Value, request.MirrorsRevocations, clock.GetUtcNow());
        if (await transaction.AppendAsync("issuer", issuer.Value, state.Version, [set], cancellationToken) == AppendResult.Conflict)
            return IssuerErrors.Changed();
        await transaction.CommitAsync(cancellationToken);
        return request.MirrorsRevocations;
    }
}
