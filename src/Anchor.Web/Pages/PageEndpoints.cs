using Anchor.Credentials.Bundles;
using Anchor.Web.Credentials;
using MediatR;

namespace Anchor.Web.Pages;

/// <summary>What the pages offer for download.</summary>
internal static class PageEndpoints
{
    public static void MapPageDownloads(this WebApplication app)
    {
        app.MapGet("/c/{id:guid}/bundle", async (Guid id, IMediator mediator, CancellationToken cancellationToken) =>
            await CredentialModel.BundleAsync(mediator, id, cancellationToken) is { } issued
                ? Results.Bytes(issued.Bundle.ToUtf8(), Bundle.MediaType, $"{id}.anchor.json")
                : Results.NotFound())
            .ExcludeFromDescription().RequireRateLimiting(RateLimits.Anonymous);
        app.MapGet("/c/{id:guid}/badge", async (Guid id, IMediator mediator, CancellationToken cancellationToken) =>
            await CredentialModel.BundleAsync(mediator, id, cancellationToken) is { } issued ? BadgeResult.Of(issued) : Results.NotFound())
            .ExcludeFromDescription().RequireRateLimiting(RateLimits.Anonymous);
    }
}
