using Anchor.Credentials.Bundles;
using MediatR;

namespace Anchor.Web.Pages;

/// <summary>What the pages offer for download.</summary>
internal static class PageEndpoints
{
    public static void MapPageDownloads(this WebApplication app) =>
        app.MapGet("/c/{id:guid}/bundle", async (Guid id, IMediator mediator, CancellationToken cancellationToken) =>
            await CredentialModel.BundleAsync(mediator, id, cancellationToken) is { } bundle
                ? Results.Bytes(bundle.ToUtf8(), Bundle.MediaType, $"{id}.anchor.json")
                : Results.NotFound())
            .ExcludeFromDescription().RequireRateLimiting(RateLimits.Anonymous);
}
