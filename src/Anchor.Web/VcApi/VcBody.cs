using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.Json;
using Anchor.Web.Errors;

namespace Anchor.Web.VcApi;

/// <summary>A request of the VC API: a document, and options beside it.</summary>
/// <param name="Document">The credential or the presentation.</param>
/// <param name="Options">The options.</param>
internal sealed record VcBody(JsonElement Document, VcOptions Options)
{
    /// <summary>The largest credential.</summary>
    public const int MaxCredential = 1 << 20;

    /// <summary>The largest presentation.</summary>
    public const int MaxPresentation = 2 << 20;

    private const int MaxDepth = 60;

    /// <summary>Reads the body and the document that stands in it under a name.</summary>
    /// <returns>The body, or what to answer.</returns>
    public static async Task<(VcBody? Body, IResult? Refusal)> ReadAsync(HttpRequest request, string member, int maxBytes, CancellationToken cancellationToken)
    {
        var (root, refusal) = await ReadJsonAsync(request, maxBytes, cancellationToken);
        if (refusal is not null) return (null, refusal);
        if (!root.TryGetProperty(member, out var document) || document.ValueKind != JsonValueKind.Object)
            return (null, Error.Invalid("request.document_missing", $"The body must hold {member}, an object.", $"$.{member}").ToResponse());
        var options = root.TryGetProperty("options", out var given) ? VcOptions.Read(given) : new VcOptions();
        return options.TryGet(out var read, out var unread) ? (new VcBody(document, read), null) : (null, unread.ToResponse());
    }

    /// <summary>Reads a body that is one JSON object, within bounds.</summary>
    public static async Task<(JsonElement Root, IResult? Refusal)> ReadJsonAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        // Browsers ask before they send this type elsewhere, so no page can speak for whoever looks at it.
        if (!request.HasJsonContentType())
            return (default, Results.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType, detail: "Send application/json."));
        if (request.ContentLength > maxBytes) return (default, TooLarge(maxBytes));
        var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > maxBytes) return (default, TooLarge(maxBytes));
        }
        if (!BoundedJson.Parse(body.GetBuffer().AsSpan(0, (int)body.Length), new JsonBounds(maxBytes, MaxDepth)).TryGet(out var root, out var malformed)) return (default, malformed.ToResponse());
        return root.ValueKind == JsonValueKind.Object ? (root, null) : (default, Error.Invalid("json.malformed", "The body must be an object.", "$").ToResponse());
    }

    private static IResult TooLarge(int maxBytes) => Problems.TooLarge($"A body of more than {maxBytes} bytes is not read.");
}
