using System.Globalization;
using Anchor.Credentials.StatusLists;
using Anchor.Issuance;
using Anchor.Issuance.StatusLists;
using Anchor.Web.Errors;
using MediatR;
using Microsoft.Net.Http.Headers;

namespace Anchor.Web.StatusLists;

/// <summary>The published status lists, under the addresses that credentials name.</summary>
internal static class StatusListEndpoints
{
    private const string MediaType = "application/vc+ld+json";

    public static void MapStatusLists(this WebApplication app)
    {
        var lists = app.MapGroup("/status/{issuer:regex(^[0-9a-f]{{32}}$)}/{number:int:min(1)}/{purpose:regex(^(revocation|suspension)$)}")
            .WithTags("Status lists").RequireRateLimiting(RateLimits.Anonymous);
        lists.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], ListAsync)
            .WithSummary("A signed status list (W3C Bitstring Status List); public").Produces<object>(200, MediaType).Produces(304);
        lists.MapGet("/{index:int:min(0)}", StatementAsync)
            .WithSummary("Since when and why the credential at this place does not count; 404 where nothing stands against it; public").Produces<StatusStatement>();
    }

    private static async Task<IResult> ListAsync(string issuer, int number, string purpose, HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        var found = await mediator.Send(new GetStatusList(IssuerOf(issuer), number, purpose), cancellationToken);
        if (!found.TryGet(out var list, out var error)) return error.ToResponse();
        // Whoever keeps a copy asks each time whether it is still the newest.
        http.Response.Headers.CacheControl = "public, no-cache";
        http.Response.Headers.AccessControlAllowOrigin = "*";
        var unixSeconds = list.PublishedAt.ToUnixTimeSeconds();
        return Results.Bytes(list.Document, MediaType, entityTag: new EntityTagHeaderValue($"\"{list.ETag}\""), lastModified: DateTimeOffset.FromUnixTimeSeconds(unixSeconds));
    }

    private static async Task<IResult> StatementAsync(
        string issuer, int number, string purpose, int index, HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.AccessControlAllowOrigin = "*";
        return (await mediator.Send(new GetStatusStatement(IssuerOf(issuer), number, purpose, index), cancellationToken)).ToResponse(Results.Ok);
    }

    internal static IssuerId IssuerOf(string tenant) => new(Guid.ParseExact(tenant, "n"));

    /// <summary>Reads the path of a list or a statement: <c>/status/ISSUER/NUMBER/PURPOSE[/INDEX]</c>.</summary>
    internal static bool TryParse(string path, out IssuerId issuer, out int number, out string purpose, out int? index)
    {
        (issuer, number, purpose, index) = (default, 0, "", null);
        if (path.Split('/') is not ["", "status", var tenant, var list, var about, .. var rest] || rest.Length > 1) return false;
        if (!Guid.TryParseExact(tenant, "n", out var id) || !IsNumber(list, out number) || !StatusPlace.Purposes.Contains(about)) return false;
        (issuer, purpose) = (new IssuerId(id), about);
        if (rest.Length == 0) return true;
        if (!IsNumber(rest[0], out var place)) return false;
        index = place;
        return true;
    }

    private static bool IsNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
