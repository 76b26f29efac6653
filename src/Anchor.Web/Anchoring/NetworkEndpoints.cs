using Anchor.Issuance;
using Anchor.Issuance.Access;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Reconciling;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using MediatR;

namespace Anchor.Web.Anchoring;

/// <summary>Which blocks are compared.</summary>
/// <param name="FromBlock">The answer's <c>next</c> of the request before; the first block since the issuer has an account there when left out.</param>
/// <param name="Limit">The most blocks of this answer, 1 to 1,000,000; 50,000 when left out.</param>
internal sealed record ReconciledBlocks(ulong? FromBlock, int? Limit);

internal static class NetworkEndpoints
{
    public static void MapNetworks(this RouteGroupBuilder api)
    {
        var networks = api.MapGroup("/networks").WithTags("Networks");
        networks.MapGet("/", ListAsync).RequireScope(Scopes.Read).WithSummary("The host's networks, their nodes, and the accounts that send for the issuer").Produces<Page<NetworkView>>();
        networks.MapPost("/{chainId}/reconcile", ReconcileAsync).RequireScope(Scopes.Admin)
            .WithSummary("Compare the registry's events with the database, a stretch of blocks at a time; writes nothing").Produces<ReconciledStretch>();
    }

    private static async Task<IResult> ListAsync(HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(new Page<NetworkView>(await mediator.Send(new ListNetworks(http.Caller().Actor.Issuer), cancellationToken), null));

    private static async Task<IResult> ReconcileAsync(ulong chainId, ReconciledBlocks? body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(
            new Reconcile(http.Caller().Actor.Issuer, chainId, body?.FromBlock, body?.Limit ?? Reconcile.DefaultLimit), cancellationToken)).ToResponse(Results.Ok);
}
