using Anchor.Credentials;
using Anchor.Credentials.Bindings;
using Anchor.Issuance;
using Anchor.Issuance.Access;
using Anchor.Issuance.Issuers;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using MediatR;

namespace Anchor.Web.Issuers;

/// <summary>What is said when an issuer is registered.</summary>
/// <param name="Name">The legal name.</param>
/// <param name="Url">The home page.</param>
/// <param name="TimeZone">The IANA time zone of its civil dates.</param>
/// <param name="SecondPersonApproves">Whether whoever opens a batch may not approve it.</param>
/// <param name="DidMethod"><c>key</c> when left out, or <c>web</c>.</param>
/// <param name="Domain">With <c>web</c>: a domain of its own that leads to this host.</param>
internal sealed record NewIssuer(string Name, string? Url, string TimeZone, bool SecondPersonApproves = false, string? DidMethod = null, string? Domain = null);

/// <summary>What is said when an API key is made.</summary>
internal sealed record NewApiKey(IReadOnlyList<string> Scopes);

/// <summary>A new API key; the key itself is shown this once.</summary>
internal sealed record CreatedApiKey(Guid Id, string Key, IReadOnlyList<string> Scopes);

/// <summary>On which chain the issuer will anchor.</summary>
internal sealed record NewAccount(ulong ChainId);

/// <summary>Whether revocations are also written into the registry.</summary>
internal sealed record MirrorPolicy(bool MirrorsRevocations);

/// <summary>Whether a second person must approve.</summary>
internal sealed record ApprovalPolicy(bool SecondPersonApproves);

internal static class IssuerEndpoints
{
    public static void MapIssuers(this RouteGroupBuilder api)
    {
        var issuers = api.MapGroup("/issuers").WithTags("Issuers");
        issuers.MapPost("/", RegisterAsync).RequireOperator().WithSummary("Register an issuer and make its signing key").Produces<RegisteredIssuer>(201);
        issuers.MapPost("/{id:guid}/api-keys", CreateKeyAsync).RequireOperator().WithSummary("Make an API key for an issuer").Produces<CreatedApiKey>(201);
        issuers.MapDelete("/me/api-keys/{keyId:guid}", RevokeKeyAsync).RequireScope(Scopes.Admin).WithSummary("End an API key");
        issuers.MapGet("/me", GetAsync).RequireScope(Scopes.Read).WithSummary("The issuer of the API key").Produces<IssuerView>();
        issuers.MapPost("/me/accounts", AddAccountAsync).RequireScope(Scopes.Admin).WithSummary("Make an anchor account and renew the binding").Produces<AddedAccount>();
        issuers.MapPut("/me/approval-policy", SetPolicyAsync).RequireScope(Scopes.Admin).WithSummary("Decide whether a second person must approve");
        issuers.MapPut("/me/mirror-policy", SetMirrorPolicyAsync).RequireScope(Scopes.Admin).WithSummary("Decide whether revocations are also written into the registry");
        issuers.MapGet("/{id:guid}/binding", BindingAsync).WithSummary("The issuer's binding of DID and accounts; public").RequireRateLimiting(RateLimits.Anonymous);
    }

    private static async Task<IResult> RegisterAsync(NewIssuer body, HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        if (!http.IdempotencyKey().TryGet(out var key, out var error)) return error.ToResponse();
        var registered = await mediator.Send(
            new RegisterIssuer(body.Name ?? "", body.Url, body.TimeZone ?? "", body.SecondPersonApproves, key.OrNone(), body.DidMethod, body.Domain), cancellationToken);
        return registered.ToResponse(issuer => Results.Created("/api/v1/issuers/me", new { id = issuer.Id.Value, did = issuer.Did }));
    }

    private static async Task<IResult> CreateKeyAsync(Guid id, NewApiKey body, IMediator mediator, ApiKeys keys, CancellationToken cancellationToken)
    {
        var issuer = await mediator.Send(new GetIssuer(new IssuerId(id)), cancellationToken);
        if (issuer.Error is { } unknown) return unknown.ToResponse();
        if (body.Scopes is not { Count: > 0 } scopes || scopes.Except(Scopes.All).Any())
            return Error.Invalid("access.scope_unknown", $"The scopes are {string.Join(", ", Scopes.All)}.", "$.scopes").ToResponse();
        var (keyId, key) = await keys.CreateAsync(new IssuerId(id), scopes, cancellationToken);
        return Results.Created($"/api/v1/issuers/me/api-keys/{keyId}", new CreatedApiKey(keyId, key, scopes));
    }

    private static async Task<IResult> RevokeKeyAsync(Guid keyId, HttpContext http, ApiKeys keys, CancellationToken cancellationToken) =>
        await keys.RevokeAsync(http.Caller().Actor.Issuer, keyId, cancellationToken)
            ? Results.NoContent()
            : new Error("access.key_not_found", "The issuer has no such API key.", ErrorKind.NotFound).ToResponse();

    private static async Task<IResult> GetAsync(HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new GetIssuer(http.Caller().Actor.Issuer), cancellationToken)).ToResponse(Results.Ok);

    private static async Task<IResult> AddAccountAsync(NewAccount body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new AddAccount(http.Caller().Actor, body.ChainId), cancellationToken)).ToResponse(Results.Ok);

    private static async Task<IResult> SetPolicyAsync(ApprovalPolicy body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new SetApprovalPolicy(http.Caller().Actor, body.SecondPersonApproves), cancellationToken))
            .ToResponse(set => Results.Ok(new ApprovalPolicy(set)));

    private static async Task<IResult> SetMirrorPolicyAsync(MirrorPolicy body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new SetMirrorPolicy(http.Caller().Actor, body.MirrorsRevocations), cancellationToken))
            .ToResponse(set => Results.Ok(new MirrorPolicy(set)));

    private static async Task<IResult> BindingAsync(Guid id, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new GetIssuer(new IssuerId(id)), cancellationToken)).ToResponse(issuer => issuer.Binding is { } binding
            ? Results.Text(binding, IssuerBinding.MediaType)
            : new Error("issuer.no_account", "The issuer has bound no account yet.", ErrorKind.NotFound).ToResponse());
}
