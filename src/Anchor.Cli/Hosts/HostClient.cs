using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.Json;

namespace Anchor.Cli.Hosts;

/// <summary>Speaks to an Anchor host. A request that may have arrived is sent again with the same idempotency key, so nothing happens twice.</summary>
internal sealed class HostClient(Surroundings surroundings, Uri host, string apiKey)
{
    private const int Attempts = 3;
    private const int MaxAnswer = 4 << 20;
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ChangeTimeout = TimeSpan.FromMinutes(5);
    private static readonly JsonBounds Bounds = new(MaxAnswer, 32);

    public Task<Result<JsonElement>> OpenBatchAsync(Guid achievement, string idempotencyKey, CancellationToken cancellationToken) => AskAsync(
        HttpMethod.Post, "api/v1/batches", idempotencyKey,
        () => new StringContent($"{{\"achievementId\":\"{achievement}\"}}", Encoding.UTF8, "application/json"), AnswerTimeout, cancellationToken);

    /// <summary>Streams a CSV; the host answers when it has read all of it.</summary>
    public Task<Result<JsonElement>> ImportAsync(
        string batch, string file, string duplicates, string idempotencyKey, Action<long, long> sent, CancellationToken cancellationToken) => AskAsync(
        HttpMethod.Post, $"api/v1/batches/{Uri.EscapeDataString(batch)}/imports?duplicates={duplicates}", idempotencyKey,
        () => new FileUpload(file, sent), Timeout.InfiniteTimeSpan, cancellationToken);

    public Task<Result<JsonElement>> GetBatchAsync(string batch, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, $"api/v1/batches/{Uri.EscapeDataString(batch)}", null, static () => null, AnswerTimeout, cancellationToken);

    /// <summary>Sends a request that changes nothing more when it is repeated.</summary>
    public Task<Result<JsonElement>> PostAsync(string path, byte[] json, CancellationToken cancellationToken) => AskAsync(
        HttpMethod.Post, path, null, () => new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } }, ChangeTimeout, cancellationToken);

    private async Task<Result<JsonElement>> AskAsync(
        HttpMethod method, string path, string? idempotencyKey, Func<HttpContent?> content, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await AttemptAsync(method, path, idempotencyKey, content, patience, cancellationToken).ConfigureAwait(false);
            if (answer.Error is not { Kind: ErrorKind.Unavailable } || attempt == Attempts) return answer;
            await Task.Delay(surroundings.Patience * attempt, surroundings.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Result<JsonElement>> AttemptAsync(
        HttpMethod method, string path, string? idempotencyKey, Func<HttpContent?> content, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, surroundings.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(host, path)) { Content = content() };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
            request.Headers.Accept.ParseAdd("application/json");
            if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
            using var response = await surroundings.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return await AnswerAsync(response, either.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Unavailable("host.unreachable", $"{host.Scheme}://{host.Authority} cannot be reached.");
        }
    }

    private static async Task<Result<JsonElement>> AnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MaxAnswer, cancellationToken).ConfigureAwait(false);
        var body = BoundedJson.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), Bounds);
        if (response.IsSuccessStatusCode)
            return body.TryGet(out var value, out _) ? value : Unavailable("host.malformed", "The host's answer is not what an Anchor host gives.");

        var status = (int)response.StatusCode;
        var code = body.TryGet(out var problem, out _) ? problem.Text("code") : null;
        var words = body.IsOk ? problem.Text("detail") ?? problem.Text("title") : null;
        var kind = status >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout ? ErrorKind.Unavailable : ErrorKind.Invalid;
        return new Error(code ?? $"http.{status}", words ?? $"The host answered with HTTP status {status}.", kind, body.IsOk ? problem.Text("path") : null);
    }

    private static Error Unavailable(string code, string words) => new(code, words, ErrorKind.Unavailable);
}
