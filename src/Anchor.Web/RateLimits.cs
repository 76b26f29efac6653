using System.Threading.RateLimiting;

namespace Anchor.Web;

/// <summary>Keeps what anybody may call from being called without end.</summary>
internal static class RateLimits
{
    public const string Anonymous = "anonymous";

    /// <summary>For claim links: one address and one link get so many requests a minute, far more than a page asks and far fewer than guessing needs.</summary>
    public const string Claims = "claims";

    private const int ClaimsPerMinute = 120;

    // A class room behind one address must fit; trying addresses of claims without end must not.
    private const int ClaimsPerMinuteAndAddress = 3_000;

    public static IServiceCollection AddRateLimits(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => context.Request.Path.StartsWithSegments("/claims", StringComparison.OrdinalIgnoreCase)
            ? RateLimitPartition.GetFixedWindowLimiter(AddressOf(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = ClaimsPerMinuteAndAddress, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 })
            : RateLimitPartition.GetNoLimiter(""));
        limiter.AddPolicy(Claims, context => RateLimitPartition.GetFixedWindowLimiter(
            (AddressOf(context), Guid.TryParse(context.Request.RouteValues["id"]?.ToString(), out var id) ? id : Guid.Empty),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = ClaimsPerMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));
        limiter.AddPolicy(Anonymous, context => RateLimitPartition.GetConcurrencyLimiter(
            AddressOf(context),
            _ => new ConcurrencyLimiterOptions { PermitLimit = 16, QueueLimit = 256, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));
    });

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
