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
/// <param name="Draft">The learner: identifier, identityType, name, awardedDate, and if there are any givenName, familyName, resultValue, results, evidence, validUntil.</param>
/// <param name="Format">How it is secured; <c>data-integrity</c> when left out, or <c>vc-jwt</c>.</param>
internal sealed record NewCredential(Guid AchievementId, JsonElement Draft, string? Format);

/// <summary>An issued credential.</summary>
/// <param name="Id">Its id.</param>
/// <param name="BatchId">Its batch; null while it waits for one.</param>
/// <param name="Index">Its index there.</param>
/// <param name="Credential">The document with its proof, or a compact JWS as a string.</param>
/// <param name="Sealed">Whether its batch is sealed.</param>
/// <param name="Anchored">Whether its batch's root stands in a final block.</param>
/// <param name="Page">Its public page.</param>
internal sealed record IssuedCredential(Guid Id, Guid? BatchId, long? Index, object Credential, bool Sealed, bool Anchored, string Page);

internal static class CredentialEndpoints
{
    public static void MapCredentials(this RouteGroupBuilder api)
    {
        var credentials = api.MapGroup("/credentials").WithTags("Credentials");
        credentials.MapPost("/", IssueAsync).RequireScope(Scopes.Issue).Produces<IssuedCredential>(201)
            .WithSummary("Issue one credential at once; it is gathered with others and anchored a little later");
        credentials.MapGet("/{id:guid}", GetAsync).RequireScope(Scopes.Read).WithSummary("One credential").Produces<IssuedCredential>();
        credentials.MapGet("/{id:guid}/bundle", BundleAsync).RequireScope(Scopes.Read)
            .WithSummary("A credential with everything that is needed to verify it").Produces<object>(200, Bundle.MediaType).Produces(304);
        credentials.MapGet("/{id:guid}/badge", BadgeAsync).RequireScope(Scopes.Read)
            .WithSummary("A picture (SVG, or the achievement's own PNG) with the credential and its evidence baked in").Produces<object>(200, "image/svg+xml", "image/png");
    }

    private static async Task<IResult> IssueAsync(NewCredential body, HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        if (!http.IdempotencyKey().TryGet(out var key, out var error)) return error.ToResponse();
        if (body.Draft.ValueKind != JsonValueKind.Object)
            return Error.Invalid("draft.malformed", "The draft must be a JSON object.", "$.draft").ToResponse();
        if (!CredentialDraft.ReadFrom(Encoding.UTF8.GetBytes(body.Draft.GetRawText())).TryGet(out var draft, out var malformed)) return malformed.ToResponse();
        if (!CredentialFormats.Parse(body.Format).TryGet(out var format, out var unknown)) return unknown.ToResponse();
        if (format == CredentialFormat.Blockcerts)
            return Error.Invalid("format.per_batch", "Credentials in the format blockcerts carry their batch's transaction; open a batch for them.", "$.format").ToResponse();
        var result = await mediator.Send(new IssueCredential(http.Caller().Actor, body.AchievementId, draft, format, key.OrNone()), cancellationToken);
        if (!result.TryGet(out var issued, out var refusal))
        {
            if (refusal.Kind == ErrorKind.Unavailable) http.Response.Headers.RetryAfter = "1";
            return refusal.ToResponse();
        }
        var found = issued.Bundle is { } bundle ? bundle : await mediator.Send(new GetBundle(http.Caller().Actor.Issuer, issued.Id), cancellationToken);
        return found.ToResponse(bundle => Results.Created($"/api/v1/credentials/{issued.Id}", View(http, bundle)));
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new GetBundle(http.Caller().Actor.Issuer, id), cancellationToken)).ToResponse(bundle => Results.Ok(View(http, bundle)));

    private static async Task<IResult> BundleAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new GetBundle(http.Caller().Actor.Issuer, id), cancellationToken))
            .ToResponse(issued => BundleResult.Of(http, issued));

    private static async Task<IResult> BadgeAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new GetBundle(http.Caller().Actor.Issuer, id), cancellationToken)).ToResponse(BadgeResult.Of);

    private static IssuedCredential View(HttpContext http, IssuedBundle issued) => new(
        issued.Id, issued.BatchId, issued.Index, (object?)issued.Bundle.Credential.CompactJws ?? issued.Bundle.Credential.Document!.Value, issued.Bundle.InclusionProof is not null,
        issued.Bundle.Anchors.Count > 0, http.Url($"/c/{issued.Id}"));
}
