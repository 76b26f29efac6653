using Anchor.Issuance;
using Anchor.Issuance.Access;
using Anchor.Issuance.Batches;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using MediatR;

namespace Anchor.Web.Batches;

/// <summary>What is said when a batch is opened.</summary>
/// <param name="AchievementId">What its learners earned.</param>
/// <param name="AwardedOn">The civil date of rows that state none; today when left out.</param>
/// <param name="Format">How credentials are secured; <c>data-integrity</c> when left out, or <c>vc-jwt</c>.</param>
/// <param name="ChainId">Where its root is anchored; the issuer's first chain when left out.</param>
internal sealed record NewBatch(Guid AchievementId, DateOnly? AwardedOn, string? Format, ulong? ChainId);

internal static class BatchEndpoints
{
    public static void MapBatches(this RouteGroupBuilder api)
    {
        var batches = api.MapGroup("/batches").WithTags("Batches");
        batches.MapPost("/", OpenAsync).RequireScope(Scopes.Issue).WithSummary("Open a batch").Produces<BatchView>(201);
        batches.MapGet("/", ListAsync).RequireScope(Scopes.Read).WithSummary("List batches").Produces<Page<BatchView>>();
        batches.MapGet("/{id:guid}", GetAsync).RequireScope(Scopes.Read).WithSummary("One batch and its anchorings").Produces<BatchView>();
        batches.MapPost("/{id:guid}/approve", ApproveAsync).RequireScope(Scopes.Approve).WithSummary("Let the drafts be signed").Produces<BatchView>();
        batches.MapPost("/{id:guid}/discard", DiscardAsync).RequireScope(Scopes.Issue).WithSummary("Give up a batch from which nothing was signed").Produces<BatchView>();
        batches.MapImports();
        batches.MapBundles();
    }

    private static async Task<IResult> OpenAsync(NewBatch body, HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        if (!http.IdempotencyKey().TryGet(out var key, out var error)) return error.ToResponse();
        var opened = await mediator.Send(
            new OpenBatch(http.Caller().Actor, body.AchievementId, body.AwardedOn, body.Format, body.ChainId, key.OrNone()), cancellationToken);
        if (!opened.TryGet(out var id, out var refusal)) return refusal.ToResponse();
        return (await mediator.Send(new GetBatch(http.Caller().Actor.Issuer, id), cancellationToken)).ToResponse(view => Results.Created($"/api/v1/batches/{id}", view));
    }

    private static async Task<IResult> ListAsync(Guid? after, int? limit, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        RequestParts.Page(after, limit).TryGet(out var page, out var error)
            ? Results.Ok(await mediator.Send(new ListBatches(http.Caller().Actor.Issuer, page), cancellationToken))
            : error.ToResponse();

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new GetBatch(http.Caller().Actor.Issuer, id), cancellationToken)).ToResponse(Results.Ok);

    private static async Task<IResult> ApproveAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        var approved = await mediator.Send(new ApproveBatch(http.Caller().Actor, id), cancellationToken);
        return approved.Error is { } refusal ? refusal.ToResponse() : await GetAsync(id, http, mediator, cancellationToken);
    }

    private static async Task<IResult> DiscardAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        var discarded = await mediator.Send(new DiscardBatch(http.Caller().Actor, id), cancellationToken);
        return discarded.Error is { } refusal ? refusal.ToResponse() : await GetAsync(id, http, mediator, cancellationToken);
    }
}
