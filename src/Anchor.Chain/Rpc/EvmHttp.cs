using System.Runtime.Versioning;

namespace Anchor.Chain.Rpc;

/// <summary>The HTTP client that suits EVM nodes.</summary>
[UnsupportedOSPlatform("browser")]
public static class EvmHttp
{
    /// <summary>A client without a time-out of its own, that follows no redirect and drops idle connections before nodes do (some after 5 s).</summary>
    public static HttpClient Create() => Create(Handler());

    /// <summary>The same around another handler, such as one that watches a login.</summary>
    /// <param name="handler">Disposed with the client.</param>
    public static HttpClient Create(HttpMessageHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>What sends the requests of such a client.</summary>
    public static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    };
}
