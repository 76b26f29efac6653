using Anchor.Issuance.Access;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Batches;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using MediatR;

namespace Anchor.Web.Anchoring;

/// <summary>On which further chain a batch is to be anchored.</summary>
internal sealed record NewAnchor(ulong ChainId);

internal static class AnchoringEndpoints
{
    public static void MapAnchoring(this RouteGroupBuilder api)
    {
        var anchoring = api.MapGroup("").WithTags("Anchoring");
        anchoring.MapPost("/batches/{id:guid}/anchors", RequestAsync).RequireScope(Scopes.Issue)
            .WithSummary("Anchor a sealed batch on a further chain; asking again changes nothing").Produces<BatchView>(202);
        anchoring.MapPost("/batches/{id:guid}/forecast", ForecastAsync).RequireScope(Scopes.Read)
            .WithSummary("What anchoring the batch would cost now, and whether the account that pays can; writes nothing").Produces<BatchForecast>();
    }

    private static async Task<IResult> ForecastAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new ForecastBatch(http.Caller().Actor.Issuer, id), cancellationToken)).ToResponse(Results.Ok);

    private static async Task<IResult> RequestAsync(Guid id, NewAnchor body, HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        var requested = await mediator.Send(new RequestAnchor(http.Caller().Actor, id, body.ChainId), cancellationToken);
        if (requested.Error is { } refusal) return refusal.ToResponse();
        return (await mediator.Send(new GetBatch(http.Caller().Actor.Issuer, id), cancellationToken)).ToResponse(view => Results.Accepted($"/api/v1/batches/{id}", view));
    }
}
