using Anchor.Credentials;
using Anchor.Issuance;
using Anchor.Issuance.Issuers;
using Anchor.Web.Errors;
using MediatR;

namespace Anchor.Web.Issuers;

/// <summary>What Blockcerts verifiers read about an issuer: its keys, its accounts, and what it revoked.</summary>
internal static class ProfileEndpoints
{
    public static void MapProfiles(this WebApplication app)
    {
        var profile = app.MapGroup("/issuers/{issuer:regex(^[0-9a-f]{{32}}$)}").WithTags("Issuers").RequireRateLimiting(RateLimits.Anonymous);
        profile.MapGet("/", async (string issuer, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                Answer(http, await mediator.Send(new GetIssuerProfile(IdOf(issuer)), cancellationToken)))
            .WithSummary("The issuer's Open Badges profile with its keys and accounts; public").Produces<object>();
        profile.MapGet("/revocations", async (string issuer, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                Answer(http, await mediator.Send(new GetRevocations(IdOf(issuer)), cancellationToken)))
            .WithSummary("What the issuer revoked of its credentials in the format blockcerts; public").Produces<object>();
    }

    private static IssuerId IdOf(string issuer) => new(Guid.ParseExact(issuer, "n"));

    private static IResult Answer(HttpContext http, Result<byte[]> document)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.CacheControl = "no-cache";
        return document.ToResponse(bytes => Results.Bytes(bytes, "application/json"));
    }
}
