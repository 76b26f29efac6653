using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Chain.Networks;
using Anchor.Credentials;
using Anchor.Credentials.Json;

namespace Anchor.Cli.Deploying;

/// <summary>A host's networks file, of which one record is completed; every other byte of meaning stays.</summary>
internal sealed class NetworkRecords
{
    private static readonly JsonBounds Bounds = new(MaxBytes: 1 << 20, MaxDepth: 8);
    private readonly JsonArray _list;

    private NetworkRecords(string path, JsonArray list) => (Path, _list) = (path, list);

    public string Path { get; }

    /// <summary>Reads the file. Codes: <c>networks.unreadable</c>, <c>networks.malformed</c>.</summary>
    public static Result<NetworkRecords> Read(string path)
    {
        try
        {
            var read = BoundedJson.Parse(File.ReadAllBytes(path), Bounds);
            if (read.Error is { } error) return Malformed($"{path} is not JSON: {error.Message}");
            return JsonNode.Parse(read.Value.GetRawText()) is JsonArray list && list.All(static item => item is JsonObject)
                ? new NetworkRecords(path, list)
                : Malformed($"{path} is not a list of networks.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Error.Invalid("networks.unreadable", $"{path} cannot be read.");
        }
    }

    /// <summary>The record with a name. Codes: <c>deploy.network_unknown</c>, <c>networks.malformed</c>.</summary>
    public Result<Network> Find(string name)
    {
        var found = _list.Where(item => IsNamed(item, name)).ToArray();
        if (found.Length == 0) return Error.Invalid("deploy.network_unknown", $"{Path} has no network with the name {name}. It has: {string.Join(", ", _list.Select(NameOf))}.");
        if (found.Length > 1) return Malformed($"{Path} has the network {name} twice.");
        try
        {
            var network = found[0].Deserialize<Network>()!;
            if (network.RpcUrls.Count == 0) return Malformed($"{Path}: the network {name} has no RPC address.");
            if (network.RpcUrls.Any(static url => url is not { IsAbsoluteUri: true } || url.Scheme is not ("http" or "https")))
                return Malformed($"{Path}: an RPC address of {name} does not begin with http:// or https://.");
            return network;
        }
        catch (JsonException wrong)
        {
            return Malformed($"{Path}: the record of {name} cannot be read{(wrong.Path is { } place ? $" at {place}" : $": {wrong.Message}")}");
        }
    }

    /// <summary>Writes where a network's registry is, by which code, and on which chain; or where its factory of tokens is.</summary>
    /// <returns><c>file.unwritable</c>, or null.</returns>
    public Error? Complete(string name, DeployedContract deployed)
    {
        var record = _list.Single(item => IsNamed(item, name))!.AsObject();
        var before = record.ToJsonString();
        record[deployed.Contract.Member] = deployed.Address.ToString();
        // Which code the factory has follows from the version that deploys it; a registry may be an older one.
        if (deployed.Contract == ContractArtifact.Registry) record["registryCodeHash"] = deployed.CodeHash.ToHex();
        record["genesisHash"] = deployed.Genesis.ToHex();
        return record.ToJsonString() == before ? null : WholeFile.Write(Path, _list);
    }

    private static bool IsNamed(JsonNode? item, string name) => NameOf(item) == name;

    private static string? NameOf(JsonNode? item) => item?["name"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static Error Malformed(string words) => Error.Invalid("networks.malformed", words);
}
