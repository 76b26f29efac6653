using Anchor.Credentials;
using Anchor.Issuance;
using Anchor.Issuance.Access;
using Anchor.Issuance.Batches;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Anchor.Web.Batches;

internal static class ImportEndpoints
{
    public static void MapImports(this RouteGroupBuilder batches)
    {
        batches.MapPost("/{id:guid}/imports", ImportAsync).RequireScope(Scopes.Issue).DisableAntiforgery().Produces<ImportReport>()
            .DescribeBody("text/csv", "application/x-ndjson", "multipart/form-data")
            .WithSummary("Read rows into a batch: a CSV, newline-delimited JSON, or a form with one file; streamed, and resumed with the same idempotency key");
        batches.MapGet("/{id:guid}/imports/{importId:guid}", GetAsync).RequireScope(Scopes.Read).WithSummary("How an import went").Produces<ImportReport>();
        batches.MapGet("/{id:guid}/imports/{importId:guid}/errors", ErrorsAsync).RequireScope(Scopes.Read)
            .WithSummary("The rows with errors, by line").Produces<IReadOnlyList<ImportRowError>>();
        batches.MapPost("/{id:guid}/imports/{importId:guid}/discard", DiscardAsync).RequireScope(Scopes.Issue).WithSummary("Give up an import that was not read to its end");
    }

    private static async Task<IResult> ImportAsync(
        Guid id, HttpContext http, IMediator mediator, HostSettings settings, CancellationToken cancellationToken, DuplicatePolicy duplicates = DuplicatePolicy.Deny, bool approve = true)
    {
        if (!http.IdempotencyKey().TryGet(out var key, out var error)) return error.ToResponse();
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = settings.UploadLimit;
        if (!(await RowsAsync(http.Request, cancellationToken)).TryGet(out var rows, out var refusal)) return refusal.ToResponse();
        try
        {
            var imported = await mediator.Send(
                new ImportRows(http.Caller().Actor, id, rows.Stream, rows.Format, duplicates, approve, key.OrNone()), cancellationToken);
            return imported.ToResponse(Results.Ok);
        }
        catch (IOException e) when (e is not BadHttpRequestException && rows.Stream != http.Request.Body)
        {
            return BrokenForm().ToResponse();
        }
    }

    private static async Task<IResult> GetAsync(Guid importId, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new GetImport(http.Caller().Actor.Issuer, importId), cancellationToken)).ToResponse(Results.Ok);

    private static async Task<IResult> ErrorsAsync(
        Guid importId, HttpContext http, IMediator mediator, CancellationToken cancellationToken, long after = 0, int limit = 100) =>
        limit is < 1 or > PageRequest.MaxLimit
            ? Error.Invalid("page.limit", $"The limit must be 1 to {PageRequest.MaxLimit}.", "limit").ToResponse()
            : Results.Ok(await mediator.Send(new ListImportErrors(http.Caller().Actor.Issuer, importId, after, limit), cancellationToken));

    private static async Task<IResult> DiscardAsync(Guid id, Guid importId, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new DiscardImport(http.Caller().Actor, id, importId), cancellationToken)).ToResponse(_ => Results.NoContent());

    private static async Task<Result<(Stream Stream, RowFormat Format)>> RowsAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) return UnknownType();
        if (type.MediaType != "multipart/form-data") return FormatOf(type) is { } format ? (request.Body, format) : UnknownType();

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 70) return UnknownType();
        try
        {
            return await FileAsync(new MultipartReader(boundary, request.Body), cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException || (e is IOException and not BadHttpRequestException))
        {
            return BrokenForm();
        }
    }

    private static async Task<Result<(Stream Stream, RowFormat Format)>> FileAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (section.AsFileSection() is not { FileStream: { } stream } file) continue;
            var inner = MediaTypeHeaderValue.TryParse(section.ContentType, out var sectionType) ? FormatOf(sectionType) : null;
            return (stream, inner ?? (file.FileName.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) ? RowFormat.Ndjson : RowFormat.Csv));
        }
        return Error.Invalid("import.file_missing", "The form holds no file.");
    }

    private static RowFormat? FormatOf(MediaTypeHeaderValue type) => type.MediaType.Value switch
    {
        "text/csv" => RowFormat.Csv,
        "application/x-ndjson" or "application/jsonl" => RowFormat.Ndjson,
        _ => null,
    };

    private static Error BrokenForm() =>
        Error.Invalid("import.form_malformed", "The form is not multipart/form-data, or it ends before its last boundary. Send it again with the same idempotency key.");

    private static Error UnknownType() =>
        Error.Invalid("import.media_type", "Send text/csv, application/x-ndjson, or multipart/form-data with one file.", "Content-Type");
}
