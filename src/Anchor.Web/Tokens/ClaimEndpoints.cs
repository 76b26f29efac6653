using Anchor.Credentials;
using Anchor.Issuance.Tokens;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using MediatR;

namespace Anchor.Web.Tokens;

/// <summary>What a learner's page says of itself: the secret of its link.</summary>
internal sealed record ClaimSecret(string? Secret);

/// <summary>The account to be proven.</summary>
internal sealed record NewChallenge(string? Secret, string? Account);

/// <summary>A wish to mint.</summary>
/// <param name="Secret">The link's secret.</param>
/// <param name="Account">The account.</param>
/// <param name="IssuedAt">The challenge's time; with a signature.</param>
/// <param name="Signature">The account's signature over the challenge; may be left out where the host sends.</param>
/// <param name="Gas"><c>relayed</c>, or <c>own</c> where the learner's wallet sends.</param>
internal sealed record NewMint(string? Secret, string? Account, DateTimeOffset? IssuedAt, string? Signature, string? Gas);

/// <summary>A wish for a new account instead of a lost one.</summary>
internal sealed record NewReissue(string? Secret, string? Account, DateTimeOffset? IssuedAt, string? Signature);

/// <summary>A wish to have the token burnt, signed by its holder.</summary>
internal sealed record NewBurn(string? Secret, long Deadline, string? Signature);

/// <summary>A claim with what the learner's wallet is to send.</summary>
internal sealed record OwnGasMint(ClaimView Claim, WalletTransaction Transaction);

/// <summary>What the learner's page asks. The link's secret comes in the body, so that it stands in no log.</summary>
internal static class ClaimEndpoints
{
    public static void MapClaims(this WebApplication app)
    {
        var claims = app.MapGroup("/claims/{id:guid}").WithTags("Claims").RequireRateLimiting(RateLimits.Claims);
        claims.MapPost("/", async (Guid id, ClaimSecret body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                Answer(http, await mediator.Send(new GetClaim(id, body.Secret), cancellationToken)))
            .WithSummary("How a claim stands, for whoever has its link").Produces<ClaimView>();
        claims.MapPost("/challenge", async (Guid id, NewChallenge body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                Answer(http, await mediator.Send(new AskChallenge(id, body.Secret, body.Account, PageOf(http, id)), cancellationToken)))
            .WithSummary("A text (EIP-4361) that proves an account when its wallet signs it").Produces<ClaimChallenge>();
        claims.MapPost("/mint", MintAsync)
            .WithSummary("Mint the credential to an account, at the host's cost or the learner's own").Produces<ClaimView>(202).Produces<OwnGasMint>();
        claims.MapPost("/reissue", async (Guid id, NewReissue body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                Answer(http, await mediator.Send(
                    new RequestReissue(id, body.Secret, new AccountProof(body.Account, body.IssuedAt, body.Signature, PageOf(http, id))), cancellationToken), StatusCodes.Status202Accepted))
            .WithSummary("Ask the issuer to move the token to a new account, because the wallet is lost").Produces<ClaimView>(202);
        claims.MapPost("/burn", async (Guid id, NewBurn body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                Answer(http, await mediator.Send(new RequestBurn(id, body.Secret, body.Deadline, body.Signature), cancellationToken), StatusCodes.Status202Accepted))
            .WithSummary("Have the token burnt, by its holder's signature").Produces<ClaimView>(202);
    }

    private static async Task<IResult> MintAsync(Guid id, NewMint body, HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        if (body.Gas is not ("relayed" or "own")) return Error.Invalid("gas.unknown", "Gas is 'relayed' or 'own'.", "$.gas").ToResponse();
        var proof = new AccountProof(body.Account, body.IssuedAt, body.Signature, PageOf(http, id));
        var answered = await mediator.Send(new RequestMint(id, body.Secret, proof, body.Gas == "own"), cancellationToken);
        http.Response.Headers.CacheControl = "no-store";
        return answered.ToResponse(answer => answer.Transaction is { } transaction
            ? Results.Ok(new OwnGasMint(answer.Claim, transaction))
            : Results.Json(answer.Claim, statusCode: StatusCodes.Status202Accepted));
    }

    private static IResult Answer<T>(HttpContext http, Result<T> answer, int status = StatusCodes.Status200OK)
    {
        http.Response.Headers.CacheControl = "no-store";
        return answer.ToResponse(value => Results.Json(value, statusCode: status));
    }

    private static Uri PageOf(HttpContext http, Guid id) => new(http.Url($"/claim/{id}"));
}
