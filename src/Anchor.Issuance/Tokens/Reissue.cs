using Anchor.Credentials;
using Anchor.EventStore;
using Anchor.Events;
using MediatR;

namespace Anchor.Issuance.Tokens;

/// <summary>A learner who has lost the wallet asks for the token to go to a new account, by the claim link.</summary>
public sealed record RequestReissue(Guid CredentialId, string? Secret, AccountProof Proof) : IRequest<Result<ClaimView>>;

/// <summary>The issuer's decision about that: the second person's.</summary>
/// <param name="Actor">Who decides; not whoever made the learner's present claim link.</param>
/// <param name="CredentialId">The credential.</param>
/// <param name="Approve">Whether the token moves.</param>
/// <param name="Account">The account that is approved, so that nothing else is than what was seen.</param>
public sealed record DecideReissue(Actor Actor, Guid CredentialId, bool Approve, string? Account = null) : IRequest<Result<ClaimView>>;

internal sealed class ReissueHandler(EventStore.EventStore store, ClaimDesk desk, ClaimReader claims, AccountProofs proofs, TimeProvider clock)
    : IRequestHandler<RequestReissue, Result<ClaimView>>, IRequestHandler<DecideReissue, Result<ClaimView>>
{
    public async Task<Result<ClaimView>> Handle(RequestReissue request, CancellationToken cancellationToken)
    {
        if (!(await desk.OpenAsync(request.CredentialId, request.Secret, cancellationToken)).TryGet(out var claim, out var error)) return error;
        if (claim.IsRevoked(clock.GetUtcNow())) return TokenErrors.Revoked();
        if (!(await proofs.CheckAsync(claim, request.Proof, cancellationToken)).TryGet(out var account, out error)) return error;
        var state = await store.FoldAsync(claim.Issuer, claim.TokenId, TokenState.None, TokenState.Evolve, cancellationToken);
        if (state.Action == TokenAction.ReissueRequested && state.ActionTo == account) return desk.Show(claim);
        if (state.Action is TokenAction.ReissueRequested or TokenAction.ReissueApproved) return TokenErrors.ReissueOpen();
        if (!state.RequestReissue(claim.TokenId, account, "signature", clock.GetUtcNow()).TryGet(out var requested, out error)) return error;
        return await AppendAsync(new Actor(claim.Issuer, TokenState.Learner), claim, state.Version, requested, cancellationToken);
    }

    public async Task<Result<ClaimView>> Handle(DecideReissue request, CancellationToken cancellationToken)
    {
        if (await claims.FindAsync(request.Actor.Issuer, request.CredentialId, cancellationToken) is not { } claim) return TokenErrors.TokenNotFound();
        var state = await store.FoldAsync(claim.Issuer, claim.TokenId, TokenState.None, TokenState.Evolve, cancellationToken);
        if (request.Approve)
        {
            if (!AccountProofs.Read(request.Account).TryGet(out var account, out var malformed)) return malformed;
            if (state.Action is TokenAction.ReissueRequested or TokenAction.ReissueApproved && account != state.ActionTo) return TokenErrors.OtherAccount();
            if (state.Action == TokenAction.ReissueApproved) return desk.Show(claim);
            if (await MadeLinkAsync(claim, request.Actor, cancellationToken)) return TokenErrors.OwnLink();
        }
        if (!state.DecideReissue(claim.TokenId, request.Approve, request.Actor.Id, clock.GetUtcNow()).TryGet(out var decided, out var error)) return error;
        return await AppendAsync(request.Actor, claim, state.Version, decided, cancellationToken);
    }

    /// <summary>Whoever renewed the link could have asked with it.</summary>
    private async Task<bool> MadeLinkAsync(Claim claim, Actor actor, CancellationToken cancellationToken) =>
        (await store.ReadStreamAsync(claim.Issuer.Tenant, ClaimLinks.StreamOf(claim.Issuer, claim.CredentialId), null, null, cancellationToken))
            .Any(stored => stored.Data is ClaimLinkRenewedV1 renewed && renewed.RenewedBy == actor.Id);

    private async Task<Result<ClaimView>> AppendAsync(Actor actor, Claim claim, long version, object happened, CancellationToken cancellationToken)
    {
        await using (var transaction = await store.BeginAsync(actor, cancellationToken))
        {
            if (await transaction.AppendAsync("token", claim.TokenId, version, [happened], cancellationToken) == AppendResult.Conflict) return TokenErrors.Changed();
            await transaction.CommitAsync(cancellationToken);
        }
        return await desk.ShowAsync(claim, cancellationToken);
    }
}
