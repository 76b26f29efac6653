using Anchor.Chain.Rpc;

namespace Anchor.Chain.Networks;

/// <summary>The node is on another chain than the network record says.</summary>
public sealed class ChainMismatchException : Exception
{
    /// <summary>Names the network and what differs.</summary>
    public ChainMismatchException(Network network, string difference) : base($"The node of {network.Name} is on another chain: {difference}.")
    {
    }
}

/// <summary>Compares a node with the network it should belong to.</summary>
public static class NetworkIdentity
{
    /// <summary>Passes when chain id and, where the record has one, genesis hash agree.</summary>
    /// <exception cref="ChainMismatchException">They differ.</exception>
    /// <exception cref="RpcException">The node did not say.</exception>
    public static async Task CheckAsync(IEvmClient client, Network network, CancellationToken cancellationToken)
    {
        var chainId = await client.ChainIdAsync(cancellationToken).ConfigureAwait(false);
        if (chainId != network.ChainId)
            throw new ChainMismatchException(network, $"chain id {chainId} instead of {network.ChainId}");
        if (network.GenesisHash is not { } expected) return;
        var genesis = await client.GenesisHashAsync(cancellationToken).ConfigureAwait(false);
        if (genesis != expected)
            throw new ChainMismatchException(network, $"genesis {genesis.ToHex()} instead of {expected.ToHex()}");
    }
}
