using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Credentials;
using Anchor.Credentials.Trust;

namespace Anchor.Cli.Deploying;

/// <summary>A trust file, to which a registry and a factory of tokens are added.</summary>
internal sealed class TrustRecords
{
    private readonly string _path;
    private readonly JsonObject _file;

    private TrustRecords(string path, JsonObject file) => (_path, _file) = (path, file);

    /// <summary>Reads a trust file; one that does not exist is begun. Codes: <c>trust.unreadable</c> and those of <see cref="TrustFile"/>.</summary>
    public static Result<TrustRecords> Read(string path)
    {
        try
        {
            if (!File.Exists(path)) return new TrustRecords(path, new JsonObject { ["version"] = TrustFile.Version, ["networks"] = new JsonArray(), ["issuers"] = new JsonArray() });
            var content = File.ReadAllBytes(path);
            var read = TrustFile.Read(content);
            return read.Error is { } error
                ? Error.Invalid(error.Code, $"{path} is no trust file: {error.Message}", error.Path)
                : new TrustRecords(path, JsonNode.Parse(content.AsSpan(content.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0))!.AsObject());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Error.Invalid("trust.unreadable", $"{path} cannot be read.");
        }
    }

    /// <summary>Adds a registry; one that is listed already stays as it is.</summary>
    /// <returns><c>file.unwritable</c>, or null.</returns>
    public Error? Add(Network network, DeployedContract registry)
    {
        if (_file["networks"] is not JsonArray networks) _file["networks"] = networks = [];
        if (networks.Any(item => IsSame(item, network.ChainId, registry.Address))) return null;
        networks.Add(new JsonObject
        {
            ["chainId"] = network.ChainId,
            ["name"] = network.Name,
            ["genesisHash"] = registry.Genesis.ToHex(),
            ["registry"] = registry.Address.ToString(),
            ["registryCodeHash"] = registry.CodeHash.ToHex(),
            ["finality"] = FinalityOf(network.Finality),
            ["production"] = network.IsProduction,
            ["rpc"] = new JsonArray([.. network.RpcUrls.Where(IsPublic).Select(url => JsonValue.Create(url.ToString()))]),
        });
        return WholeFile.Write(_path, _file);
    }

    /// <summary>Adds the factory of tokens to the record of a registry; one that stands there already stays as it is.</summary>
    /// <returns><c>file.unwritable</c>, or null.</returns>
    public Error? AddFactory(Network network, Address registry, DeployedContract factory)
    {
        var record = (_file["networks"] as JsonArray)?.FirstOrDefault(item => IsSame(item, network.ChainId, registry))?.AsObject();
        if (record is null || record["tokenFactory"] is not null) return null;
        record["tokenFactory"] = factory.Address.ToString();
        return WholeFile.Write(_path, _file);
    }

    /// <summary>Whether an address holds nothing that could be a secret: a trust file is there to be handed on.</summary>
    public static bool IsPublic(Uri url) => url.UserInfo.Length == 0 && url.PathAndQuery == "/";

    private static bool IsSame(JsonNode? item, ulong chainId, Address registry) =>
        item?["chainId"]?.GetValue<ulong>() == chainId && string.Equals((string?)item["registry"], registry.ToString(), StringComparison.OrdinalIgnoreCase);

    private static JsonObject FinalityOf(FinalityPolicy policy) => policy switch
    {
        { Tag: not null } => new JsonObject { ["kind"] = "tag" },
        { Blocks: 0 } => new JsonObject { ["kind"] = "instant" },
        _ => new JsonObject { ["kind"] = "depth", ["depth"] = policy.Blocks },
    };
}
