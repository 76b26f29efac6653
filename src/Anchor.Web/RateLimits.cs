using System.Threading.RateLimiting;

namespace Anchor.Web;

/// <summary>Keeps what anybody may call from being called without end.</summary>
internal static class RateLimits
{
    public const string Anonymous = "anonymous";

    public static IServiceCollection AddRateLimits(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.AddPolicy(Anonymous, context => RateLimitPartition.GetConcurrencyLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
            _ => new ConcurrencyLimiterOptions { PermitLimit = 16, QueueLimit = 256, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));
    });
}
