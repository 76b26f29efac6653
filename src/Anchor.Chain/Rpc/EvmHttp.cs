using System.Runtime.Versioning;

namespace Anchor.Chain.Rpc;

/// <summary>The HTTP client that suits EVM nodes.</summary>
[UnsupportedOSPlatform("browser")]
public static class EvmHttp
{
    /// <summary>A client without a time-out of its own, that follows no redirect and drops idle connections before nodes do (some after 5 s).</summary>
    public static HttpClient Create() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    })
    { Timeout = Timeout.InfiniteTimeSpan };
}
