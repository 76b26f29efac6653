using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;

namespace Anchor.Tests.Support;

/// <summary>The real CredentialTokenFactory, deployed on a test's node.</summary>
internal static class TokenDeployment
{
    /// <summary>The network with a factory of collections.</summary>
    public static async Task<Network> DeployAsync(EvmNode node, Network network, CancellationToken cancellationToken)
    {
        var receipt = await RegistryDeployment.SendAsync(node, network, null, await CodeAsync("CredentialTokenFactory", cancellationToken), cancellationToken);
        return network with { TokenFactoryAddress = receipt.ContractAddress };
    }

    /// <summary>The creation code of a compiled contract.</summary>
    public static async Task<byte[]> CodeAsync(string contract, CancellationToken cancellationToken)
    {
        var artifact = JsonDocument.Parse(await File.ReadAllBytesAsync(Repository.Require($"artifacts/contracts/{contract}.json"), cancellationToken)).RootElement;
        Hex.TryReadData(artifact.GetProperty("bytecode").GetString(), out var code);
        return code;
    }
}
