using System.Threading.RateLimiting;

namespace Anchor.Web;

/// <summary>Keeps what anybody may call from being called without end.</summary>
internal static class RateLimits
{
    public const string Anonymous = "anonymous";

    /// <summary>For claim links: one address and one link get so many requests a minute, far more than a page asks and far fewer than guessing needs.</summary>
    public const string Claims = "claims";

    private const int ClaimsPerMinute = 120;

    public static IServiceCollection AddRateLimits(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.AddPolicy(Claims, context => RateLimitPartition.GetFixedWindowLimiter(
            (context.Connection.RemoteIpAddress?.ToString(), context.Request.RouteValues["id"]?.ToString()),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = ClaimsPerMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));
        limiter.AddPolicy(Anonymous, context => RateLimitPartition.GetConcurrencyLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
            _ => new ConcurrencyLimiterOptions { PermitLimit = 16, QueueLimit = 256, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));
    });
}
