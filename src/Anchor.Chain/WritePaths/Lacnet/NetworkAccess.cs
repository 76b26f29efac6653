using System.Runtime.Versioning;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;

namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>Reaches the nodes of a network, with a token where its record names a login.</summary>
[UnsupportedOSPlatform("browser")]
public static class NetworkAccess
{
    /// <summary>Speaks to a network's nodes.</summary>
    /// <param name="network">The record. The token of its login goes to every node, so all must be of one operator.</param>
    /// <param name="http">Logs in, and speaks to nodes without a login; not disposed here.</param>
    /// <param name="readVariable">Reads an environment variable, such as <see cref="Environment.GetEnvironmentVariable(string)"/>.</param>
    /// <param name="time">The clock of time-outs, waits and tokens.</param>
    /// <exception cref="ArgumentException">The login lacks its variables, a token would go out unsealed, or the record is not usable.</exception>
    public static NetworkNodes Connect(Network network, HttpClient http, Func<string, string?> readVariable, TimeProvider time)
    {
        if (network.Lacnet is not { Login: not null } settings) return new NetworkNodes(network, http, new JsonRpcOptions(), time);
        if (MissingLogin(network, readVariable) is { } missing) throw new ArgumentException(missing, nameof(network));
        if (network.RpcUrls.Any(static url => url.Scheme != "https" && !url.IsLoopback))
            throw new ArgumentException($"The node of {network.Name} gets a token, so its address has to begin with https.", nameof(network));
        var login = new NaasLogin(http, settings, readVariable, time);
        return new NetworkNodes(
            network, EvmHttp.Create(login.Watch(EvmHttp.Handler())), new JsonRpcOptions { Authorization = login.AuthorizeAsync }, time);
    }

    /// <summary>What the environment lacks for a network's login, in a sentence; null when nothing.</summary>
    public static string? MissingLogin(Network network, Func<string, string?> readVariable)
    {
        if (network.Lacnet is not { Login: not null } settings) return null;
        string[] missing = [.. new[] { settings.LoginUserVariable, settings.LoginPasswordVariable }.Where(name => string.IsNullOrEmpty(readVariable(name)))];
        return missing.Length == 0
            ? null
            : $"The node of {network.Name} asks for a login; set the environment variable{(missing.Length > 1 ? "s" : "")} {string.Join(" and ", missing)}.";
    }
}
