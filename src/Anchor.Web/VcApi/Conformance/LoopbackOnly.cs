using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Anchor.Web.VcApi.Conformance;

/// <summary>The host was told to serve conformance suites, which need no key, and to listen where others could reach it.</summary>
public sealed class LoopbackOnlyException : Exception
{
    /// <summary>Says what to do.</summary>
    public LoopbackOnlyException()
        : base("ANCHOR_CONFORMANCE lets anybody issue, so the host must listen on loopback only, for example ASPNETCORE_URLS=https://127.0.0.1:5443.")
    {
    }

    /// <inheritdoc/>
    public LoopbackOnlyException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public LoopbackOnlyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Where the host listens, and with which certificate, when it serves conformance suites.</summary>
internal static class LoopbackOnly
{
    /// <summary>Refuses every endpoint that is not on loopback before it is opened, and gives HTTPS the host's own certificate where it keeps one.</summary>
    public static void UseConformance(this KestrelServerOptions kestrel, HostSettings settings)
    {
        if (settings.Conformance) kestrel.ConfigureEndpointDefaults(Require);
        if (settings.LoopbackCertificate is { } file) kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = LoopbackCertificate.Open(file, TimeProvider.System));
    }

    /// <summary>Serves until the host is told to stop.</summary>
    /// <returns>0, or 1 after it has said why it does not start.</returns>
    public static async Task<int> ServeAsync(this WebApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (LoopbackOnlyException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    internal static void Require(ListenOptions endpoint)
    {
        if (endpoint.IPEndPoint is not { } address || !IPAddress.IsLoopback(address.Address)) throw new LoopbackOnlyException();
    }
}
