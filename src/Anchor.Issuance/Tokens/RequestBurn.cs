using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.Tokens;
using Anchor.Credentials;
using Anchor.EventStore;
using Anchor.Issuance.Anchoring;
using MediatR;

namespace Anchor.Issuance.Tokens;

/// <summary>The holder has signed that the token is to be burnt; the host sends it.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="Secret">The claim link's secret.</param>
/// <param name="Deadline">Unix seconds until which the signature counts.</param>
/// <param name="Signature">The holder's EIP-712 signature as hexadecimal.</param>
public sealed record RequestBurn(Guid CredentialId, string? Secret, long Deadline, string? Signature) : IRequest<Result<ClaimView>>;

internal sealed class RequestBurnHandler(EventStore.EventStore store, ClaimDesk desk, NetworkCatalog networks, TimeProvider clock) : IRequestHandler<RequestBurn, Result<ClaimView>>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(10), Longest = TimeSpan.FromDays(1) + TimeSpan.FromMinutes(5);

    public async Task<Result<ClaimView>> Handle(RequestBurn request, CancellationToken cancellationToken)
    {
        if (!(await desk.OpenAsync(request.CredentialId, request.Secret, cancellationToken)).TryGet(out var claim, out var error)) return error;
        var (now, deadline) = (clock.GetUtcNow(), Math.Clamp(request.Deadline, 0, 253_402_300_799));
        if (deadline < (now + Shortest).ToUnixTimeSeconds() || deadline > (now + Longest).ToUnixTimeSeconds()) return TokenErrors.BurnDeadline();
        var state = await store.FoldAsync(claim.Issuer, claim.TokenId, TokenState.None, TokenState.Evolve, cancellationToken);
        if (state.Action == TokenAction.BurnRequested) return desk.Show(claim);
        if (!Hex.TryReadData(request.Signature, out var bytes)) return TokenErrors.ProofInvalid();
        var signature = AccountSignature.Canonical(bytes);
        if (!state.RequestBurn(claim.TokenId, deadline, Hex.Data(signature), now).TryGet(out var requested, out error)) return error;
        if (!(await IsSignedAsync(claim, state, deadline, signature, cancellationToken)).TryGet(out _, out error)) return error;

        await using (var transaction = await store.BeginAsync(new Actor(claim.Issuer, TokenState.Learner), cancellationToken))
        {
            if (await transaction.AppendAsync("token", claim.TokenId, state.Version, [requested], cancellationToken) == AppendResult.Conflict) return TokenErrors.Changed();
            await transaction.CommitAsync(cancellationToken);
        }
        return await desk.ShowAsync(claim, cancellationToken);
    }

    private async Task<Result<bool>> IsSignedAsync(Claim claim, TokenState state, long deadline, byte[] signature, CancellationToken cancellationToken)
    {
        var digest = TokenMessages.Burn(claim.Number, (uint)state.Nonce, deadline).Digest(TokenMessages.Domain(claim.ChainId, claim.Collection!.Value));
        try
        {
            return await new AccountSignature(networks.Get(claim.ChainId).Client).IsOfAsync(state.Holder, digest, signature, cancellationToken) ? true : TokenErrors.ProofInvalid();
        }
        catch (RpcException)
        {
            return TokenErrors.ProofUnchecked();
        }
    }
}
