using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Anchor.Verification.Web;

/// <summary>Fetches over HTTPS from the public internet, within bounds of size and time. Thread-safe.</summary>
/// <remarks>
/// The address is checked when the connection is made, after the name was resolved, so that neither a name, nor a
/// redirect, nor a second answer of the name server leads to a private network.
/// </remarks>
[UnsupportedOSPlatform("browser")]
public sealed class PublicWeb : IWebDocuments, IDisposable
{
    private const int MaxRedirects = 3;
    private readonly HttpClient _http;
    private readonly TimeSpan _patience;
    private readonly bool _local;

    /// <summary>Makes a client of its own.</summary>
    /// <param name="patience">For one document, redirects included; 10 seconds when null.</param>
    /// <param name="allowLocal">Whether this machine, private networks and plain HTTP may be asked too: for development, never for a host that serves strangers.</param>
    public PublicWeb(TimeSpan? patience = null, bool allowLocal = false)
    {
        (_patience, _local) = (patience ?? TimeSpan.FromSeconds(10), allowLocal);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(1), MaxResponseHeadersLength = 32, ConnectCallback = ConnectAsync,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/vc+ld+json, application/vc, application/json, application/jwt, */*;q=0.5");
    }

    /// <inheritdoc/>
    public async Task<WebAnswer> GetAsync(Uri url, int maxBytes, CancellationToken cancellationToken)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(_patience);
        try
        {
            for (var redirects = 0; redirects <= MaxRedirects; redirects++)
            {
                if (!IsAllowed(url)) return WebAnswer.None("its address is not https, or names a port or user that is not allowed");
                using var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, time.Token).ConfigureAwait(false);
                if (response.StatusCode == HttpStatusCode.OK) return (await ReadAsync(response, maxBytes, time.Token).ConfigureAwait(false)) with { From = url };
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } next)
                    return WebAnswer.None($"its server answered {(int)response.StatusCode}");
                url = new Uri(url, next);
            }
            return WebAnswer.None("its server redirects too often");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return WebAnswer.None("its server did not answer in time");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or UriFormatException)
        {
            return WebAnswer.None(e.InnerException is PrivateAddressException ? "its address belongs to a private network" : "its server cannot be reached");
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private bool IsAllowed(Uri url) =>
        url.IsAbsoluteUri && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps ? _local || url.IsDefaultPort || url.Port > 1023 : _local && url.Scheme == Uri.UriSchemeHttp);

    private static async Task<WebAnswer> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > maxBytes) return TooLarge(maxBytes);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > maxBytes) return TooLarge(maxBytes);
        }
        return WebAnswer.Of(body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    private static WebAnswer TooLarge(int maxBytes) => WebAnswer.None($"it has more than {maxBytes} bytes");

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken).ConfigureAwait(false);
        var allowed = _local ? addresses : Array.FindAll(addresses, PublicAddress.IsOne);
        if (addresses.Length > 0 && allowed.Length == 0) throw new PrivateAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class PrivateAddressException : IOException;
}
