using Anchor.Credentials;
using MediatR;

namespace Anchor.Issuance.Issuers;

/// <summary>Asks for an issuer.</summary>
public sealed record GetIssuer(IssuerId Issuer) : IRequest<Result<IssuerView>>;

/// <summary>An issuer as others see it.</summary>
public sealed record IssuerView(
    Guid Id, string Did, string Name, string? Url, string TimeZone, bool SecondPersonApproves, IReadOnlyList<IssuerAccountView> Accounts, string? Binding);

/// <summary>An anchor account as others see it.</summary>
public sealed record IssuerAccountView(ulong ChainId, string Account);

internal sealed class GetIssuerHandler(EventStore.EventStore store) : IRequestHandler<GetIssuer, Result<IssuerView>>
{
    public async Task<Result<IssuerView>> Handle(GetIssuer request, CancellationToken cancellationToken)
    {
        var state = await store.FoldAsync(request.Issuer, request.Issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (!state.Exists) return IssuerErrors.NotFound();
        return new IssuerView(
            state.Id.Value, state.Did, state.Name, state.Url, state.TimeZone, state.SecondPersonApproves,
            [.. state.Accounts.Select(account => new IssuerAccountView(account.ChainId, account.Address))], state.Binding);
    }
}
