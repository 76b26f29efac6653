using System.Text.Json;
using Anchor.Issuance;
using Anchor.Issuance.Access;
using Anchor.Issuance.Achievements;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using MediatR;

namespace Anchor.Web.Achievements;

internal static class AchievementEndpoints
{
    public static void MapAchievements(this RouteGroupBuilder api)
    {
        var achievements = api.MapGroup("/achievements").WithTags("Achievements");
        achievements.MapPost("/", DefineAsync).RequireScope(Scopes.Issue).Produces<AchievementView>(201)
            .WithSummary("Define an achievement: an Open Badges 3.0 Achievement; missing ids are added");
        achievements.MapGet("/", ListAsync).RequireScope(Scopes.Read).WithSummary("List achievements").Produces<Page<AchievementView>>();
        achievements.MapGet("/{id:guid}", GetAsync).RequireScope(Scopes.Read).WithSummary("One achievement").Produces<AchievementView>();
    }

    private static async Task<IResult> DefineAsync(JsonElement? body, HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        if (!http.IdempotencyKey().TryGet(out var key, out var error)) return error.ToResponse();
        var defined = await mediator.Send(new DefineAchievement(http.Caller().Actor, body ?? default, key.OrNone()), cancellationToken);
        return defined.ToResponse(view => Results.Created($"/api/v1/achievements/{view.Id}", view));
    }

    private static async Task<IResult> ListAsync(Guid? after, int? limit, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        RequestParts.Page(after, limit).TryGet(out var page, out var error)
            ? Results.Ok(await mediator.Send(new ListAchievements(http.Caller().Actor.Issuer, page), cancellationToken))
            : error.ToResponse();

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new GetAchievement(http.Caller().Actor.Issuer, id), cancellationToken)).ToResponse(Results.Ok);
}
