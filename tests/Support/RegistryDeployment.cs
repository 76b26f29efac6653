using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;
using Anchor.Merkle;

namespace Anchor.Tests.Support;

/// <summary>The real AnchorRegistry, deployed on a test's node.</summary>
internal static class RegistryDeployment
{
    public static IEvmClient Client(EvmNode node) =>
        new EvmClient(new JsonRpcClient(EvmHttp.Create(), node.Url, new JsonRpcOptions(), TimeProvider.System));

    /// <summary>Deploys the registry and describes the network, final after <paramref name="depth"/> further blocks.</summary>
    public static async Task<Network> DeployAsync(EvmNode node, ulong depth, CancellationToken cancellationToken)
    {
        var artifact = JsonDocument.Parse(await File.ReadAllBytesAsync(Repository.Require("artifacts/contracts/AnchorRegistry.json"), cancellationToken)).RootElement;
        Hex.TryReadData(artifact.GetProperty("bytecode").GetString(), out var code);
        var client = Client(node);
        var network = new Network
        {
            Name = "Test chain", ChainId = node.ChainId, RpcUrls = [node.Url], Finality = FinalityPolicy.Depth(depth),
            GenesisHash = await client.GenesisHashAsync(cancellationToken), RegistryCodeHash = Hash32.Parse(artifact.GetProperty("codeHash").GetString()),
        };
        var receipt = await SendAsync(node, network, null, code, cancellationToken);
        return network with { RegistryAddress = receipt.ContractAddress };
    }

    /// <summary>Sends from the node's first funded account and waits for the receipt.</summary>
    public static async Task<TransactionReceipt> SendAsync(EvmNode node, Network network, Address? to, byte[] data, CancellationToken cancellationToken)
    {
        var client = Client(node);
        var path = new DirectWritePath(client, network, new DirectWritePathOptions());
        using var key = new EvmAccountKey(EvmNode.FirstKey);
        var signed = await path.PrepareAsync(new WriteRequest(to, data, key, await path.NextNonceAsync(key.Address, cancellationToken)), cancellationToken);
        await path.SendAsync(signed.Raw, cancellationToken);
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if (await client.GetReceiptAsync(signed.Hash, cancellationToken) is { } receipt) return receipt;
            await Task.Delay(20, cancellationToken);
        }
        throw new InvalidOperationException($"{signed.Hash} was not mined.");
    }
}
