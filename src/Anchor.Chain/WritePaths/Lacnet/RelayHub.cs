using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>The relay hub behind the network's proxy, which may point to another one later.</summary>
/// <param name="client">The node.</param>
/// <param name="proxy">The network's trusted forwarder.</param>
internal sealed class RelayHub(IEvmClient client, Address proxy)
{
    /// <summary>Blocks looked through for a transaction whose answer was lost: more than an hour of two-second ones.</summary>
    private const ulong BlocksBack = 2_000;

    private const int MostCandidates = 50;

    /// <summary>The hub at a block; where the node has pruned that state, the hub of now.</summary>
    /// <exception cref="RpcException">The node did not say, or the proxy names none.</exception>
    internal async Task<Address> AddressAsync(ulong blockNumber, CancellationToken cancellationToken)
    {
        try
        {
            return await AddressAsync(BlockId.At(blockNumber), cancellationToken).ConfigureAwait(false);
        }
        catch (RpcErrorException)
        {
            return await AddressAsync(BlockId.Latest, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The wrapping transaction that carried these bytes and used their nonce, looked for in the hub's recent logs.</summary>
    /// <returns>Null when none is found.</returns>
    /// <exception cref="RpcException">The node did not say.</exception>
    internal async Task<Hash32?> FindAsync(RelayedTransaction transaction, Address sender, CancellationToken cancellationToken)
    {
        var latest = await client.BlockNumberAsync(cancellationToken).ConfigureAwait(false);
        var hub = await AddressAsync(BlockId.Latest, cancellationToken).ConfigureAwait(false);
        var from = latest > BlocksBack ? latest - BlocksBack : 0;
        var logs = await client.GetLogsAsync(hub, [RelayHubAbi.Relayed.Topic, Topic(sender), Topic(transaction.Node)], from, latest, cancellationToken).ConfigureAwait(false);
        var signed = transaction.SigningData();
        foreach (var log in logs.Reverse().Take(MostCandidates))
        {
            var wrapping = await client.GetTransactionByHashAsync(log.TransactionHash, cancellationToken).ConfigureAwait(false);
            if (wrapping?.Input is { } input && input.Span.IndexOf(signed) >= 0) return wrapping.Hash;
        }
        return null;
    }

    private async Task<Address> AddressAsync(BlockId block, CancellationToken cancellationToken)
    {
        var call = new CallRequest(proxy, new AbiEncoder().EncodeCall(RelayHubAbi.GetRelayHub));
        var answer = await client.CallAsync(call, block, cancellationToken).ConfigureAwait(false);
        try
        {
            if (new AbiReader(answer).ReadAddress() is { IsZero: false } hub) return hub;
        }
        catch (FormatException)
        {
            // Not a proxy: the same as one that names nothing.
        }
        throw RpcUnavailableException.Malformed("the trusted forwarder names no relay hub");
    }

    private static Hash32 Topic(Address address) => new(new AbiEncoder().Add(address).Encode());
}
