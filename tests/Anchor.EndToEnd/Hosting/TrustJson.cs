using System.Text.Json;
using Anchor.Credentials.Trust;

namespace Anchor.EndToEnd.Hosting;

/// <summary>Writes trust files, which src only reads.</summary>
internal static class TrustJson
{
    public static byte[] Write(TrustFile trust) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        version = TrustFile.Version,
        networks = trust.Networks.Select(network => new
        {
            chainId = network.ChainId, name = network.Name, genesisHash = network.GenesisHash.ToHex(), registry = network.Registry,
            registryCodeHash = network.RegistryCodeHash!.Value.ToHex(), finality = new { kind = "depth", depth = network.Finality.Depth },
            production = network.Production, rpc = network.Rpc,
        }),
        issuers = trust.Issuers.Select(issuer => new { did = issuer.Did, name = issuer.Name }),
    });
}
