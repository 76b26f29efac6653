using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.Versioning;
using System.Text.Json;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;

namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>The token of a hosted node ("node as a service"): asked for with user and password, kept until shortly before it ends.</summary>
/// <remarks>
/// Goes into <see cref="JsonRpcOptions.Authorization"/>. User and password come from environment variables each time they are
/// needed; neither they nor the token stand in any message. <see cref="Watch"/> drops a token that the node refuses.
/// </remarks>
[UnsupportedOSPlatform("browser")]
public sealed class NaasLogin : IDisposable
{
    private const int LargestAnswer = 64 << 10;
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AssumedLife = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly Func<(string? User, string? Password)> _secrets;
    private readonly string _needed;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Token? _token;

    /// <summary>Logs in at a network's address.</summary>
    /// <param name="http">Not disposed here; must not be one that <see cref="Watch"/> serves.</param>
    /// <param name="settings">With a login address and the names of two environment variables.</param>
    /// <param name="readVariable">Reads an environment variable, such as <see cref="Environment.GetEnvironmentVariable(string)"/>.</param>
    /// <param name="time">The clock of the token's life.</param>
    /// <exception cref="ArgumentException">There is no login address, or it is not safe.</exception>
    public NaasLogin(HttpClient http, LacnetSettings settings, Func<string, string?> readVariable, TimeProvider time)
    {
        settings.Validate(WritePathKind.Direct);
        _address = settings.Login ?? throw new ArgumentException("The network's lacnet.login is missing.", nameof(settings));
        (_http, _time) = (http, time);
        _secrets = () => (readVariable(settings.LoginUserVariable), readVariable(settings.LoginPasswordVariable));
        _needed = $"{settings.LoginUserVariable} and {settings.LoginPasswordVariable}";
    }

    /// <summary>The header of the next request to the node.</summary>
    /// <exception cref="RpcUnavailableException">There is no token: variables not set, login refused, or not reachable.</exception>
    public async ValueTask<AuthenticationHeaderValue?> AuthorizeAsync(CancellationToken cancellationToken)
    {
        if (_token is { } kept && kept.RenewAt > _time.GetUtcNow()) return kept.Header;
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_token is { } other && other.RenewAt > _time.GetUtcNow()) return other.Header;
            return (_token = await LogInAsync(cancellationToken).ConfigureAwait(false)).Header;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A handler for the node's HTTP client: after a 401 it drops the token and asks once more with a new one.</summary>
    /// <param name="inner">What sends the requests.</param>
    public DelegatingHandler Watch(HttpMessageHandler inner) => new Watcher(this) { InnerHandler = inner };

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<Token> LogInAsync(CancellationToken cancellationToken)
    {
        var (user, password) = _secrets();
        if (string.IsNullOrEmpty(user) || string.IsNullOrEmpty(password)) throw Failed($"the environment variables {_needed} are not both set");
        using var deadline = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var form = new FormUrlEncodedContent([new("user", user), new("pass", password)]);
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = form };
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode) throw Failed($"it answered with HTTP status {(int)response.StatusCode}; check {_needed}");
            return Read(await BodyAsync(response.Content, either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed("it did not answer in time");
        }
        // The inner exception stays behind: its text may quote what was sent.
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw Failed("it cannot be reached");
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            throw Failed("its answer holds no access_token");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var body = new byte[LargestAnswer];
        var length = await stream.ReadAtLeastAsync(body, LargestAnswer, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return length < LargestAnswer ? body.AsMemory(0, length) : throw new FormatException("The answer is too long.");
    }

    private Token Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var answer = document.RootElement;
        var text = answer.TryGetProperty("access_token", out var given) ? given.GetString() : null;
        if (string.IsNullOrEmpty(text) || text.Any(static c => c is <= ' ' or > '~')) throw new FormatException("The token is none.");
        var now = _time.GetUtcNow();
        var ends = answer.TryGetProperty("expires_in", out var seconds) && seconds.ValueKind == JsonValueKind.Number && seconds.TryGetInt32(out var life)
            ? now + TimeSpan.FromSeconds(life)
            : EndOfJwt(text) ?? now + AssumedLife;
        return new Token(new AuthenticationHeaderValue("Bearer", text), ends - Reserve);
    }

    /// <summary>When a JSON web token says that it ends; unverified, since only the node has to believe it.</summary>
    private static DateTimeOffset? EndOfJwt(string token)
    {
        try
        {
            if (token.Split('.') is not [_, var payload, _]) return null;
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return claims.RootElement.TryGetProperty("exp", out var end) && end.TryGetInt64(out var seconds) && seconds is > 0 and < 1L << 37
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
        }
        catch (Exception failure) when (failure is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private void Drop(AuthenticationHeaderValue? refused)
    {
        if (_token is { } kept && kept.Header.Equals(refused)) _token = null;
    }

    private RpcUnavailableException Failed(string why) =>
        new(RpcFailure.Unreachable, $"The login at {_address.Scheme}://{_address.Host}:{_address.Port} failed: {why}.") { MayPass = false };

    private sealed record Token(AuthenticationHeaderValue Header, DateTimeOffset RenewAt);

    private sealed class Watcher(NaasLogin login) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.Unauthorized) return response;
            response.Dispose();
            login.Drop(request.Headers.Authorization);
            request.Headers.Authorization = await login.AuthorizeAsync(cancellationToken).ConfigureAwait(false);
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }
}
