using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>The relay hub behind the network's proxy, which may point to another one later.</summary>
/// <param name="client">The node.</param>
/// <param name="proxy">The network's trusted forwarder.</param>
internal sealed class RelayHub(IEvmClient client, Address proxy)
{
    /// <summary>Blocks looked through before and after for a transaction whose answer was lost: more than an hour of two-second ones.</summary>
    private const ulong BlocksAround = 2_000;

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

    /// <summary>The gas that a node has in each block.</summary>
    /// <returns>Null when the hub does not tell, or tells nothing usable; the relay then decides alone.</returns>
    /// <exception cref="RpcUnavailableException">The node gave no usable answer.</exception>
    internal async Task<ulong?> QuotaAsync(Address node, CancellationToken cancellationToken)
    {
        var hub = await AddressAsync(BlockId.Latest, cancellationToken).ConfigureAwait(false);
        try
        {
            var call = new CallRequest(hub, new AbiEncoder().EncodeCall(RelayHubAbi.GetGasLimit), node);
            var answer = await client.CallAsync(call, BlockId.Latest, cancellationToken).ConfigureAwait(false);
            return new AbiReader(answer).ReadUInt256() is var quota && quota > 0 && quota <= ulong.MaxValue ? (ulong)quota : null;
        }
        catch (Exception silent) when (silent is RpcErrorException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The wrapping transaction that carried these bytes and used their nonce, looked for in the hub's logs.</summary>
    /// <param name="signingData">What the user signed.</param>
    /// <param name="sender">The user.</param>
    /// <param name="node">The node that relayed.</param>
    /// <param name="around">The middle of the blocks looked through.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when none is found.</returns>
    /// <exception cref="RpcException">The node did not say.</exception>
    internal async Task<Hash32?> FindAsync(byte[] signingData, Address sender, Address node, ulong around, CancellationToken cancellationToken)
    {
        var latest = await client.BlockNumberAsync(cancellationToken).ConfigureAwait(false);
        var hub = await AddressAsync(Math.Min(around, latest), cancellationToken).ConfigureAwait(false);
        var (from, to) = (around > BlocksAround ? around - BlocksAround : 0, Math.Min(latest, around + BlocksAround));
        var logs = await client.GetLogsAsync(hub, [RelayHubAbi.Relayed.Topic, Topic(sender), Topic(node)], from, to, cancellationToken).ConfigureAwait(false);
        foreach (var log in logs.Reverse().Take(MostCandidates))
        {
            var wrapping = await client.GetTransactionByHashAsync(log.TransactionHash, cancellationToken).ConfigureAwait(false);
            if (wrapping?.Input is { } input && SigningDataOf(input.Span) is { } carried && carried.AsSpan().SequenceEqual(signingData)) return wrapping.Hash;
        }
        return null;
    }

    /// <summary>What the user signed, from the call data of a wrapping transaction; null when it wraps nothing.</summary>
    internal static byte[]? SigningDataOf(ReadOnlySpan<byte> input)
    {
        if (!RelayHubAbi.RelayMetaTx.Selects(input) && !RelayHubAbi.DeployMetaTx.Selects(input)) return null;
        try
        {
            var arguments = new AbiReader(input[AbiSignature.SelectorLength..]);
            arguments.ReadUInt256();
            return arguments.ReadBytes();
        }
        catch (FormatException)
        {
            return null;
        }
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
