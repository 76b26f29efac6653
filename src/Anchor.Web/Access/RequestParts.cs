using Anchor.Credentials;
using Anchor.Issuance;

namespace Anchor.Web.Access;

/// <summary>What many endpoints read from a request, each with its bound.</summary>
internal static class RequestParts
{
    private const int MaxKey = 200;

    /// <summary>The <c>Idempotency-Key</c> header: at most 200 printable ASCII characters.</summary>
    public static Result<string> IdempotencyKey(this HttpContext http)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        return key.Length > MaxKey || key.Any(letter => letter is < ' ' or > '~')
            ? Error.Invalid("idempotency.key_malformed", $"An idempotency key has 1 to {MaxKey} printable ASCII characters.")
            : key;
    }

    /// <summary>Null where no key was sent.</summary>
    public static string? OrNone(this string key) => key.Length == 0 ? null : key;

    /// <summary><c>?after=ID&amp;limit=N</c>; 100 items where nothing is said.</summary>
    public static Result<PageRequest> Page(Guid? after, int? limit) =>
        limit is < 1 or > PageRequest.MaxLimit
            ? Error.Invalid("page.limit", $"The limit must be 1 to {PageRequest.MaxLimit}.", "limit")
            : new PageRequest(after, limit ?? 100);

    /// <summary>The address of something on this host, as others reach it.</summary>
    public static string Url(this HttpContext http, string path)
    {
        var settings = http.RequestServices.GetRequiredService<HostSettings>();
        var root = settings.PublicUrl?.ToString().TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host}";
        return root + path;
    }
}
