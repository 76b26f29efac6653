using Anchor.Credentials.Identifiers;
using Anchor.Issuance;
using Anchor.Issuance.Issuers;
using Anchor.Web.Errors;
using MediatR;

namespace Anchor.Web.Issuers;

/// <summary>The DID documents of issuers with a did:web, where the method expects them.</summary>
internal static class DidDocumentEndpoints
{
    private const string MediaType = "application/did+json";

    public static void MapDidDocuments(this WebApplication app)
    {
        app.MapGet("/.well-known/did.json", WellKnownAsync).WithTags("Issuers").RequireRateLimiting(RateLimits.Anonymous)
            .WithSummary("The DID document of the issuer whose domain this is; public").Produces<object>(200, MediaType);
        app.MapGet("/issuers/{issuer:regex(^[0-9a-f]{{32}}$)}/did.json", OfIssuerAsync).WithTags("Issuers").RequireRateLimiting(RateLimits.Anonymous)
            .WithSummary("The DID document of an issuer with a did:web on this host; public").Produces<object>(200, MediaType);
    }

    private static async Task<IResult> WellKnownAsync(HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        var host = http.Request.Host;
        var did = DidWeb.Of(host.Host.ToLowerInvariant(), host.Port is null or 443 ? null : host.Port);
        return did.IsOk ? Answer(http, await mediator.Send(new FindDidDocument(did.Value.Text), cancellationToken)) : did.Error!.ToResponse();
    }

    private static async Task<IResult> OfIssuerAsync(string issuer, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        Answer(http, await mediator.Send(new GetDidDocument(new IssuerId(Guid.ParseExact(issuer, "n"))), cancellationToken));

    private static IResult Answer(HttpContext http, Anchor.Credentials.Result<byte[]> document)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        // That there is none may change at any moment.
        http.Response.Headers.CacheControl = document.IsOk ? "public, max-age=300" : "no-store";
        return document.ToResponse(bytes => Results.Bytes(bytes, MediaType));
    }
}
