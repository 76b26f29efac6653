using System.Security.Cryptography;
using System.Text;
using Anchor.Credentials;
using Anchor.Issuance.Access;
using Anchor.Web.Errors;

namespace Anchor.Web.Access;

/// <summary>Recognises callers by <c>Authorization: Bearer KEY</c>.</summary>
internal static class CallerFilter
{
    private const string Item = "anchor.caller";
    private const string Bearer = "Bearer ";

    /// <summary>Lets only keys with a scope pass; the caller is then <see cref="Caller(HttpContext)"/>.</summary>
    public static RouteHandlerBuilder RequireScope(this RouteHandlerBuilder endpoint, string scope) => endpoint.AddEndpointFilter(async (context, next) =>
        await RefuseAsync(context.HttpContext, scope) ?? await next(context)).ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

    /// <summary>Lets only the operator of the host pass.</summary>
    public static RouteHandlerBuilder RequireOperator(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        var expected = http.RequestServices.GetRequiredService<HostSettings>().AdminKey;
        // Both sides are hashed, so that neither content nor length shows in the time it takes.
        return expected is not null && KeyOf(http) is { } key && CryptographicOperations.FixedTimeEquals(HashOf(key), HashOf(expected))
            ? await next(context)
            : Unauthorised(http);
    }).ProducesProblem(StatusCodes.Status401Unauthorized);

    /// <summary>Recognises the caller, who is then <see cref="Caller(HttpContext)"/>; what to answer where the key is unknown or lacks the scope, else null.</summary>
    public static async Task<IResult?> RefuseAsync(HttpContext http, string scope)
    {
        if (KeyOf(http) is not { } key || await http.RequestServices.GetRequiredService<ApiKeys>().FindAsync(key, http.RequestAborted) is not { } caller)
            return Unauthorised(http);
        if (!caller.Scopes.Contains(scope))
            return new Error("access.scope_missing", $"The API key lacks the scope '{scope}'.", ErrorKind.Forbidden).ToResponse();
        http.Items[Item] = caller;
        return null;
    }

    public static Caller Caller(this HttpContext http) => (Caller)http.Items[Item]!;

    private static IResult Unauthorised(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return Results.Problem(
            statusCode: StatusCodes.Status401Unauthorized, type: "urn:anchor:error:access.key_unknown", title: "Who is calling?",
            detail: "Send a valid API key as 'Authorization: Bearer KEY'.", extensions: new Dictionary<string, object?> { ["code"] = "access.key_unknown" });
    }

    private static string? KeyOf(HttpContext http) =>
        http.Request.Headers.Authorization is [{ Length: > 0 } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? value[Bearer.Length..].Trim() : null;

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
