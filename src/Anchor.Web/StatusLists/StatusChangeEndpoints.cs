using Anchor.Credentials;
using Anchor.Issuance.Access;
using Anchor.Issuance.StatusLists;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using MediatR;

namespace Anchor.Web.StatusLists;

/// <summary>What is said when one credential is revoked, suspended or reinstated.</summary>
/// <param name="Reason">One of the published words, for example <c>data-incorrect</c>; a wrong one is answered with all of them.</param>
/// <param name="Effective">From when on: a day in the issuer's time zone, or a date and time with a zone; now when left out.</param>
/// <param name="Preview">Whether only the outcome is told and nothing is written.</param>
internal sealed record NewStatus(string Reason, string? Effective, bool Preview = false);

/// <summary>What is said when many are.</summary>
/// <param name="Ids">The credentials, at most 10,000.</param>
/// <param name="Reason">One of the published words.</param>
/// <param name="Effective">From when on; now when left out.</param>
/// <param name="Preview">Whether nothing is written.</param>
internal sealed record NewStatuses(IReadOnlyList<Guid>? Ids, string Reason, string? Effective, bool Preview = false);

/// <summary>What is said when those of a batch are.</summary>
/// <param name="Reason">One of the published words.</param>
/// <param name="Effective">From when on; now when left out.</param>
/// <param name="Preview">Whether nothing is written.</param>
/// <param name="From">From which index on; the answer's <c>next</c> of the request before.</param>
/// <param name="Limit">How many at once; 10,000 when left out.</param>
internal sealed record NewBatchStatus(string Reason, string? Effective, bool Preview = false, long From = 0, int Limit = StatusTargets.MaxCount);

internal static class StatusChangeEndpoints
{
    public static void MapStatusChanges(this RouteGroupBuilder api)
    {
        foreach (var (change, verb, words) in new[]
        {
            (StatusChange.Revoke, "revoke", "for ever"), (StatusChange.Suspend, "suspend", "for the time being"), (StatusChange.Reinstate, "reinstate", "after a suspension"),
        })
        {
            var name = $"{char.ToUpperInvariant(verb[0])}{verb[1..]}";
            api.MapPost($"/credentials/{{id:guid}}/{verb}", (Guid id, NewStatus body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    OneAsync(change, id, body, http, mediator, cancellationToken))
                .RequireScope(Scopes.Revoke).WithTags("Credentials").WithSummary($"{name} a credential {words}").Produces<StatusOutcome>();
            api.MapPost($"/credentials/{verb}", (NewStatuses body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    SendAsync(new ChangeStatus(http.Caller().Actor, change, StatusTargets.Of(body.Ids ?? []), body.Reason ?? "", body.Effective, body.Preview), mediator, cancellationToken))
                .RequireScope(Scopes.Revoke).WithTags("Credentials").WithSummary($"{name} a list of credentials {words}").Produces<StatusOutcome>();
            api.MapPost($"/batches/{{id:guid}}/{verb}", (Guid id, NewBatchStatus body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    SendAsync(new ChangeStatus(
                        http.Caller().Actor, change, new StatusTargets([], id, body.From, body.Limit), body.Reason ?? "", body.Effective, body.Preview), mediator, cancellationToken))
                .RequireScope(Scopes.Revoke).WithTags("Batches").WithSummary($"{name} the credentials of a batch {words}").Produces<StatusOutcome>();
        }
    }

    private static async Task<IResult> OneAsync(StatusChange change, Guid id, NewStatus body, HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = new ChangeStatus(http.Caller().Actor, change, StatusTargets.Of(id), body.Reason ?? "", body.Effective, body.Preview);
        return (await mediator.Send(request, cancellationToken)).ToResponse(outcome => outcome.Refused is [var refused]
            ? new Error(refused.Code, refused.Message, refused.Code == "credential.not_found" ? ErrorKind.NotFound : ErrorKind.Conflict).ToResponse()
            : Results.Ok(outcome));
    }

    private static async Task<IResult> SendAsync(ChangeStatus request, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(request, cancellationToken)).ToResponse(Results.Ok);
}
