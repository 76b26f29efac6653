using System.Security.Cryptography;
using Anchor.Issuance.Tokens;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using MediatR;
using Microsoft.Net.Http.Headers;

namespace Anchor.Web.Tokens;

/// <summary>What tokens say about themselves, under the addresses that collections name; public, and without a word about learners.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this WebApplication app)
    {
        var tokens = app.MapGroup("/tokens/{chain:long:min(1)}/{account:regex(^0x[0-9a-fA-F]{{40}}$)}").WithTags("Tokens").RequireRateLimiting(RateLimits.Anonymous);
        tokens.MapGet("/{number:regex(^[0-9a-fA-F]{{64}}$)}", async (long chain, string account, string number, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new GetToken((ulong)chain, account, number), cancellationToken)).ToResponse(token => Answer(http, token.ToJson(http.Url("")), "application/json")))
            .WithSummary("A token's metadata (ERC-721); public").Produces<object>();
        tokens.MapGet("/{number:regex(^[0-9a-fA-F]{{64}}$)}.svg", async (long chain, string account, string number, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new GetToken((ulong)chain, account, number), cancellationToken)).ToResponse(token => Answer(http, token.ToSvg(), "image/svg+xml")))
            .WithSummary("A token's picture; public").Produces<object>(200, "image/svg+xml");
        tokens.MapGet("/contract", async (long chain, string account, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                (await mediator.Send(new GetCollectionFacts((ulong)chain, account), cancellationToken)).ToResponse(collection => Answer(http, collection.ToJson(), "application/json")))
            .WithSummary("A collection's metadata (ERC-7572); public").Produces<object>();
    }

    private static IResult Answer(HttpContext http, byte[] content, string type)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        // The status may change at any time; a copy is good as long as its tag is.
        headers.CacheControl = "public, no-cache";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Bytes(content, type, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\""));
    }
}
