using Anchor.Credentials;
using Anchor.Issuance.Access;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Credentials;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using MediatR;

namespace Anchor.Web.Batches;

internal static class BundleEndpoints
{
    private const int PageSize = 200;

    public static void MapBundles(this RouteGroupBuilder batches) =>
        batches.MapGet("/{id:guid}/bundles", BundlesAsync).RequireScope(Scopes.Read)
            .WithSummary("The bundles of a sealed batch as newline-delimited JSON, from an index on; each line is {id, index, bundle}");

    /// <summary>Streams page after page; a client that was cut off goes on with <c>?from=</c> the next index.</summary>
    private static async Task<IResult> BundlesAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken, long from = 0)
    {
        var issuer = http.Caller().Actor.Issuer;
        var batch = await mediator.Send(new GetBatch(issuer, id), cancellationToken);
        if (!batch.TryGet(out var view, out var error)) return error.ToResponse();
        if (view.Root is null) return new Error("batch.not_sealed", "The batch has no root yet; its bundles come with it.", ErrorKind.Conflict).ToResponse();
        if (from < 0) return Error.Invalid("page.from", "The index must not be negative.", "from").ToResponse();

        return Results.Stream(async output =>
        {
            for (var next = from; next < view.Size;)
            {
                var bundles = (await mediator.Send(new ListBundles(issuer, id, next, PageSize), cancellationToken)).Value;
                foreach (var bundle in bundles) await WriteLineAsync(output, bundle, cancellationToken);
                await output.FlushAsync(cancellationToken);
                next += PageSize;
            }
        }, "application/x-ndjson");
    }

    private static async Task WriteLineAsync(Stream output, IssuedBundle issued, CancellationToken cancellationToken)
    {
        await output.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{{\"id\":\"{issued.Id}\",\"index\":{issued.Index},\"bundle\":")), cancellationToken);
        await output.WriteAsync(issued.Bundle.ToUtf8(), cancellationToken);
        await output.WriteAsync("}\n"u8.ToArray(), cancellationToken);
    }
}
