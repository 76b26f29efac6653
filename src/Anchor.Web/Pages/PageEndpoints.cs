using Anchor.Web.Credentials;
using MediatR;

namespace Anchor.Web.Pages;

/// <summary>What the pages offer for download.</summary>
internal static class PageEndpoints
{
    public static void MapPageDownloads(this WebApplication app)
    {
        app.MapGet("/c/{id:guid}/bundle", async (Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
            await CredentialModel.BundleAsync(mediator, id, cancellationToken) is { } issued
                ? BundleResult.Of(http, issued)
                : Results.NotFound())
            .ExcludeFromDescription().RequireRateLimiting(RateLimits.Anonymous);
        app.MapGet("/c/{id:guid}/badge", async (Guid id, IMediator mediator, CancellationToken cancellationToken) =>
            await CredentialModel.BundleAsync(mediator, id, cancellationToken) is { } issued ? BadgeResult.Of(issued) : Results.NotFound())
            .ExcludeFromDescription().RequireRateLimiting(RateLimits.Anonymous);
    }
}
