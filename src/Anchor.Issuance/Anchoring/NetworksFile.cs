using System.Text.Json;
using Anchor.Chain.Networks;
using Anchor.Chain.WritePaths.Lacnet;
using Anchor.Credentials;

namespace Anchor.Issuance.Anchoring;

/// <summary>The networks that a host anchors on.</summary>
public sealed class HostNetworks(IReadOnlyList<Network> networks)
{
    internal IReadOnlyList<Network> List { get; } = networks;
}

/// <summary>Reads the networks of a host: a JSON array of network records.</summary>
public static class NetworksFile
{
    /// <summary>Reads the file, and looks whether the environment holds what its nodes' logins need.</summary>
    /// <returns><c>networks.unreadable</c>, <c>networks.malformed</c> or <c>networks.login_missing</c> with what is wrong.</returns>
    public static Result<HostNetworks> Read(string path) => Read(path, Environment.GetEnvironmentVariable);

    internal static Result<HostNetworks> Read(string path, Func<string, string?> readVariable)
    {
        try
        {
            if (JsonSerializer.Deserialize<List<Network>>(File.ReadAllBytes(path)) is not [_, ..] networks) return Malformed($"{path} lists no network.");
            if (networks.Find(network => network.RegistryAddress is null) is { } unanchored) return Malformed($"{path}: the network {unanchored.Name} has no registry.");
            if (networks.Find(network => network.RpcUrls.Count == 0) is { } silent) return Malformed($"{path}: the network {silent.Name} has no RPC address.");
            foreach (var network in networks)
                if (Check(path, network, readVariable) is { } unusable) return unusable;
            if (networks.DistinctBy(network => network.ChainId).Count() < networks.Count) return Malformed($"{path} lists a chain id twice.");
            return new HostNetworks(networks);
        }
        catch (JsonException e)
        {
            return Error.Invalid("networks.malformed", $"{path} is not a list of networks.", e.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Error("networks.unreadable", $"{path} cannot be read.", ErrorKind.Unavailable);
        }
    }

    private static Error? Check(string path, Network network, Func<string, string?> readVariable)
    {
        if (network.Lacnet is null)
            return network.WritePath == WritePathKind.Direct ? null : Malformed($"{path}: the network {network.Name} is written to by LACNet's ways and has no lacnet settings.");
        try
        {
            network.Lacnet.Validate(network.WritePath);
            return NetworkAccess.MissingLogin(network, readVariable) is { } missing ? Error.Invalid("networks.login_missing", missing) : null;
        }
        catch (ArgumentException e)
        {
            return Malformed($"{path}: {network.Name}: {e.Message}");
        }
    }

    private static Error Malformed(string message) => Error.Invalid("networks.malformed", message);
}
