using System.Text.Json;
using Anchor.Chain.Networks;
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
    /// <summary>Reads the file.</summary>
    /// <returns><c>networks.unreadable</c> or <c>networks.malformed</c> with what is wrong.</returns>
    public static Result<HostNetworks> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<List<Network>>(File.ReadAllBytes(path)) is [_, ..] networks
                ? new HostNetworks(networks)
                : Error.Invalid("networks.malformed", $"{path} lists no network.");
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
}
