using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Anchor.EndToEnd.Hosting;

/// <summary>Repeats a request with the same idempotency key until it is answered, as a client of a host that crashes must.</summary>
internal sealed class PatientClient(Uri host, string? key)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>How often a request had to be repeated.</summary>
    public int Repeats { get; private set; }

    public PatientClient With(string other) => new(host, other);

    public async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await TextAsync(HttpMethod.Get, path, null, null));

    public async Task<JsonElement> PostAsync(string path, object body, string? idempotencyKey = null) => JsonElement.Parse(await TextAsync(
        HttpMethod.Post, path, () => new StringContent(body as string ?? JsonSerializer.Serialize(body), null, "application/json"), idempotencyKey));

    public async Task<JsonElement> UploadAsync(string path, Func<Stream> open, string idempotencyKey) => JsonElement.Parse(await TextAsync(HttpMethod.Post, path, () =>
    {
        var content = new StreamContent(open(), 1024);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return content;
    }, idempotencyKey));

    public async Task<string> TextAsync(HttpMethod method, string path, Func<HttpContent>? content, string? idempotencyKey)
    {
        for (var clock = Stopwatch.StartNew(); ; Repeats++)
        {
            var word = "";
            try
            {
                using var request = new HttpRequestMessage(method, new Uri(host, path)) { Content = content?.Invoke() };
                if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
                if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
                using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
                word = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                if (response.IsSuccessStatusCode) return word;
                var mayPass = response.StatusCode >= HttpStatusCode.InternalServerError || word.Contains("batch.changed", StringComparison.Ordinal) || word.Contains("import.in_progress", StringComparison.Ordinal)
                    || word.Contains("issuer.changed", StringComparison.Ordinal);
                Assert.True(mayPass, $"{method} {path}: {(int)response.StatusCode} {word}");
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                word = e.Message;
            }
            if (clock.Elapsed > Patience) Assert.Fail($"{method} {path} was not answered: {word}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
