using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Anchor.Chain.Rpc;

/// <summary>Whether a call may be repeated after a failure that leaves its effect unknown.</summary>
public enum RpcRepeat
{
    /// <summary>Reading only: asking twice changes nothing.</summary>
    Allowed,

    /// <summary>One attempt; afterwards the caller finds out what happened.</summary>
    Never,
}

/// <summary>JSON-RPC 2.0 over HTTP POST, one call per request, because some nodes' gateways break batches.</summary>
/// <remarks>Set <see cref="HttpClient.Timeout"/> of the given client to infinite or beyond <see cref="JsonRpcOptions.AttemptTimeout"/>.</remarks>
public sealed class JsonRpcClient
{
    private readonly HttpClient _http;
    private readonly RpcEndpoint _endpoint;
    private readonly JsonRpcOptions _options;
    private readonly TimeProvider _time;
    private long _lastId;

    /// <summary>Speaks to one node.</summary>
    /// <param name="http">Shared by all nodes of the process; not disposed here.</param>
    /// <param name="endpoint">http or https; a user part becomes Basic authorization.</param>
    /// <param name="options">Patience and bounds.</param>
    /// <param name="time">The clock of time-outs and waits.</param>
    public JsonRpcClient(HttpClient http, Uri endpoint, JsonRpcOptions options, TimeProvider time)
    {
        options.Validate();
        (_http, _endpoint, _options, _time) = (http, new RpcEndpoint(endpoint), options, time);
    }

    /// <summary>The node as scheme, host and port; safe to log.</summary>
    public string Node => _endpoint.Shown;

    /// <summary>Calls a method and returns its result, which may be JSON null.</summary>
    /// <exception cref="RpcErrorException">The node answered with an error.</exception>
    /// <exception cref="RpcUnavailableException">No usable answer, after all attempts.</exception>
    public async Task<JsonElement> CallAsync(string method, JsonArray parameters, RpcRepeat repeat, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        var body = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters }.ToJsonString();
        var request = System.Text.Encoding.UTF8.GetBytes(body);
        var attempts = repeat == RpcRepeat.Allowed ? _options.Attempts : 1;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AttemptAsync(request, id, cancellationToken).ConfigureAwait(false);
            }
            catch (RpcUnavailableException failure) when (failure.MayPass && attempt < attempts)
            {
                await Task.Delay(_options.Backoff * (1 << (attempt - 1)), _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<JsonElement> AttemptAsync(byte[] request, long id, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.AttemptTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await PostAsync(request, id, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RpcUnavailableException(RpcFailure.TimedOut, $"{Node} did not answer in time.");
        }
        // The inner exception stays behind: its text may quote the whole address.
        catch (HttpRequestException failure)
        {
            throw new RpcUnavailableException(RpcFailure.Unreachable, $"{Node} cannot be reached ({failure.HttpRequestError}).");
        }
        catch (IOException)
        {
            throw new RpcUnavailableException(RpcFailure.Unreachable, $"{Node} broke off its answer.");
        }
    }

    private async Task<JsonElement> PostAsync(byte[] request, long id, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _endpoint.Target) { Content = new ByteArrayContent(request) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.Authorization = _options.Authorization is { } authorization
            ? await authorization(cancellationToken).ConfigureAwait(false)
            : _endpoint.Authorization;
        using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        // A gateway says these about itself, whatever body it adds.
        if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
            throw StatusFailure(response);
        var body = await ReadBoundedAsync(response.Content, cancellationToken).ConfigureAwait(false);
        return Result(body, id, response);
    }

    private async Task<byte[]> ReadBoundedAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > _options.MaxResponseBytes) throw Oversized();
        using var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await stream.ReadAsync(body.GetMemory(8192), cancellationToken).ConfigureAwait(false);
            if (read == 0) return body.WrittenSpan.ToArray();
            body.Advance(read);
            if (body.WrittenCount > _options.MaxResponseBytes) throw Oversized();
        }
    }

    private JsonElement Result(byte[] body, long id, HttpResponseMessage response)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var answer = document.RootElement;
            if (answer.ValueKind == JsonValueKind.Object)
            {
                // Nodes often carry an error under a status of 4xx or 500, and one to a request they could not parse under id null.
                ThrowIfError(answer);
                if (response.IsSuccessStatusCode) return Result(answer, id).Clone();
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Not JSON, or its texts are no Unicode.
        }
        throw response.IsSuccessStatusCode ? RpcUnavailableException.Malformed("it is no JSON-RPC response") : StatusFailure(response);
    }

    private void ThrowIfError(JsonElement answer)
    {
        if (answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            && error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out _))
            throw RpcErrorException.From(error, _endpoint.Redact);
    }

    private static JsonElement Result(JsonElement answer, long id)
    {
        if (!answer.TryGetProperty("id", out var answered) || answered.ValueKind != JsonValueKind.Number || !answered.TryGetInt64(out var number) || number != id)
            throw RpcUnavailableException.Malformed("it answers another request");
        return answer.TryGetProperty("result", out var result) ? result : throw RpcUnavailableException.Malformed("it has neither result nor error");
    }

    private RpcUnavailableException StatusFailure(HttpResponseMessage response) =>
        new(RpcFailure.HttpStatus, $"{Node} answered with HTTP status {(int)response.StatusCode}.")
        {
            MayPass = response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError,
        };

    private RpcUnavailableException Oversized() =>
        new(RpcFailure.Oversized, $"{Node} answered with more than {_options.MaxResponseBytes} bytes.");
}
