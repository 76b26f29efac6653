using Anchor.Issuance;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Anchor.Web.Health;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
internal static class HealthEndpoints
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<Readiness>("surroundings", tags: ["ready"]);
        return services;
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready"), ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.Values.SelectMany(entry => entry.Data).ToDictionary(pair => pair.Key, pair => pair.Value),
    });

    private sealed class Readiness(Surroundings surroundings) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var found = await surroundings.CheckAsync(cancellationToken);
            var data = found.ToDictionary(each => each.Name, each => (object)(each.Reachable ? "reachable" : each.Problem!));
            // A chain that is away delays anchoring; only without the database can nothing be done.
            return found[0].Reachable
                ? found.All(each => each.Reachable) ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded(data: data)
                : HealthCheckResult.Unhealthy(data: data);
        }
    }
}
