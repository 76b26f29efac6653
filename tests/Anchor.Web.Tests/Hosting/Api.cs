using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Anchor.Web.Tests.Hosting;

/// <summary>Calls a host with one key.</summary>
internal sealed class Api(HttpClient http, string? key)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public HttpClient Http => http;

    public Api With(string? other) => new(http, other);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> PostAsync(string path, object body, string? idempotencyKey = null) =>
        PostTextAsync(path, body as string ?? JsonSerializer.Serialize(body), "application/json", idempotencyKey);

    public Task<Answer> PostTextAsync(string path, string body, string mediaType, string? idempotencyKey = null) =>
        PostBytesAsync(path, Encoding.UTF8.GetBytes(body), mediaType, idempotencyKey);

    public Task<Answer> PostBytesAsync(string path, byte[] body, string? mediaType, string? idempotencyKey = null)
    {
        var content = new ByteArrayContent(body);
        if (mediaType is not null) content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        return SendAsync(HttpMethod.Post, path, content, idempotencyKey);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        // A server that refuses a large body may hang up on a client that sends without asking first.
        if (content?.Headers.ContentLength > 1 << 20) request.Headers.ExpectContinue = true;
        if (idempotencyKey is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        return await Answer.OfAsync(await http.SendAsync(request, Token), Token);
    }
}
