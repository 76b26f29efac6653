using Anchor.Credentials;
using Anchor.Issuance;
using Anchor.Issuance.Issuers;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using Anchor.Web.VcApi.Conformance;
using MediatR;

namespace Anchor.Web.VcApi;

/// <summary>In whose name a request is answered.</summary>
/// <param name="Actor">The tenant and who asks.</param>
/// <param name="Tests">Whether it is the tenant for conformance suites, with whom nearly everything is allowed.</param>
internal sealed record VcTenant(Actor Actor, bool Tests);

/// <summary>Finds the tenant that a path names: the issuer's UUID, or the word <c>conformance</c>.</summary>
internal static class VcTenantFilter
{
    private const string Item = "anchor.vc_tenant";

    /// <summary>Lets only the tenant's own callers with a scope pass, and everybody to the conformance tenant.</summary>
    public static RouteHandlerBuilder RequireTenant(this RouteHandlerBuilder endpoint, string scope) => endpoint.AddEndpointFilter(async (context, next) =>
        await RefuseAsync(context.HttpContext, scope) ?? await next(context))
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);

    /// <summary>Lets everybody pass where the tenant exists.</summary>
    public static RouteHandlerBuilder AllowAnyTenant(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(async (context, next) =>
        await RefuseAsync(context.HttpContext, null) ?? await next(context)).ProducesProblem(StatusCodes.Status404NotFound);

    /// <summary>The tenant of a request that has passed.</summary>
    public static VcTenant VcTenant(this HttpContext http) => (VcTenant)http.Items[Item]!;

    private static async Task<IResult?> RefuseAsync(HttpContext http, string? scope)
    {
        var name = http.GetRouteValue("tenant") as string;
        if (name == ConformanceTenant.Word)
        {
            if (http.RequestServices.GetRequiredService<ConformanceTenant>().Id is not { } conformance) return NotFound();
            http.Items[Item] = new VcTenant(new Actor(conformance, ConformanceTenant.Word), true);
            return null;
        }
        if (!Guid.TryParseExact(name, "D", out var id)) return NotFound();
        return scope is null ? await FindAsync(http, new IssuerId(id)) : await RecogniseAsync(http, new IssuerId(id), scope);
    }

    private static async Task<IResult?> RecogniseAsync(HttpContext http, IssuerId issuer, string scope)
    {
        if (await CallerFilter.RefuseAsync(http, scope) is { } refused) return refused;
        var actor = http.Caller().Actor;
        if (actor.Issuer != issuer) return new Error("access.other_issuer", "The API key is another issuer's.", ErrorKind.Forbidden).ToResponse();
        http.Items[Item] = new VcTenant(actor, false);
        return null;
    }

    private static async Task<IResult?> FindAsync(HttpContext http, IssuerId issuer)
    {
        var found = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetIssuer(issuer), http.RequestAborted);
        if (found.Error is { } unknown) return unknown.ToResponse();
        http.Items[Item] = new VcTenant(new Actor(issuer, "anybody"), false);
        return null;
    }

    private static IResult NotFound() => new Error("issuer.not_found", "There is no such issuer.", ErrorKind.NotFound).ToResponse();
}
