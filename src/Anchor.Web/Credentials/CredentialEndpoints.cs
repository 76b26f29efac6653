using System.Text;
using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Issuing;
using Anchor.Issuance.Access;
using Anchor.Issuance.Credentials;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using MediatR;

namespace Anchor.Web.Credentials;

/// <summary>What is said when one credential is issued.</summary>
/// <param name="AchievementId">What was earned.</param>
/// <param name="Draft">The learner: identifier, identityType, name, awardedDate, and if there are any givenName, familyName, resultValue, validUntil.</param>
internal sealed record NewCredential(Guid AchievementId, JsonElement Draft);

/// <summary>An issued credential.</summary>
internal sealed record IssuedCredential(Guid Id, Guid? BatchId, long? Index, string? Credential, bool Sealed, bool Anchored, string Page);

internal static class CredentialEndpoints
{
    public static void MapCredentials(this RouteGroupBuilder api)
    {
        var credentials = api.MapGroup("/credentials").WithTags("Credentials");
        credentials.MapPost("/", IssueAsync).RequireScope(Scopes.Issue).Produces<IssuedCredential>(201)
            .WithSummary("Issue one credential at once; it is gathered with others and anchored a little later");
        credentials.MapGet("/{id:guid}", GetAsync).RequireScope(Scopes.Read).WithSummary("One credential").Produces<IssuedCredential>();
        credentials.MapGet("/{id:guid}/bundle", BundleAsync).RequireScope(Scopes.Read)
            .WithSummary("A credential with everything that is needed to verify it").Produces<object>(200, Bundle.MediaType);
    }

    private static async Task<IResult> IssueAsync(NewCredential body, HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        if (!http.IdempotencyKey().TryGet(out var key, out var error)) return error.ToResponse();
        if (body.Draft.ValueKind != JsonValueKind.Object)
            return Error.Invalid("draft.malformed", "The draft must be a JSON object.", "$.draft").ToResponse();
        if (!CredentialDraft.ReadFrom(Encoding.UTF8.GetBytes(body.Draft.GetRawText())).TryGet(out var draft, out var malformed)) return malformed.ToResponse();
        var issued = await mediator.Send(new IssueCredential(http.Caller().Actor, body.AchievementId, draft, key.OrNone()), cancellationToken);
        if (!issued.TryGet(out var id, out var refusal)) return refusal.ToResponse();
        return (await mediator.Send(new GetBundle(http.Caller().Actor.Issuer, id), cancellationToken))
            .ToResponse(bundle => Results.Created($"/api/v1/credentials/{id}", View(http, bundle)));
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new GetBundle(http.Caller().Actor.Issuer, id), cancellationToken)).ToResponse(bundle => Results.Ok(View(http, bundle)));

    private static async Task<IResult> BundleAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new GetBundle(http.Caller().Actor.Issuer, id), cancellationToken))
            .ToResponse(issued => Results.Bytes(issued.Bundle.ToUtf8(), Bundle.MediaType, $"{issued.Id}.anchor.json"));

    private static IssuedCredential View(HttpContext http, IssuedBundle issued) => new(
        issued.Id, issued.BatchId, issued.Index, issued.Bundle.Credential.CompactJws, issued.Bundle.InclusionProof is not null,
        issued.Bundle.Anchors.Count > 0, http.Url($"/c/{issued.Id}"));
}
