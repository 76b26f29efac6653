using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.Chain.WritePaths;

/// <summary>How a direct write is made. What it may cost stands in the network's record.</summary>
public sealed record DirectWritePathOptions
{
    /// <summary>Percent added to an estimate, because state moves between estimate and block. Default 20; 0 to 400.</summary>
    public uint GasMarginPercent { get; init; } = 20;
}

/// <summary>Ordinary transactions: EIP-1559 where blocks have a base fee, otherwise EIP-155.</summary>
/// <param name="client">The node.</param>
/// <param name="network">The chain it must be on.</param>
/// <param name="options">Margins.</param>
public sealed class DirectWritePath(IEvmClient client, Network network, DirectWritePathOptions options) : IWritePath
{
    /// <inheritdoc/>
    public bool CallsAsAccount => true;

    /// <inheritdoc/>
    public string NonceSpace => "";

    /// <inheritdoc/>
    public async Task<SignedTransaction> PrepareAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        var node = NodePool.PinnedTo(client); // estimate and offer must be about the same block
        await NetworkIdentity.CheckAsync(node, network, cancellationToken).ConfigureAwait(false);
        var latest = await node.GetBlockAsync(BlockId.Latest, cancellationToken).ConfigureAwait(false)
            ?? throw RpcUnavailableException.Malformed("there is no latest block");
        var fees = await new FeeOffers(node, network).OfferAsync(latest, request.Outbids, cancellationToken).ConfigureAwait(false);
        var gas = request.GasLimit ?? await EstimateAsync(node, request, latest, cancellationToken).ConfigureAwait(false);
        return latest.BaseFeePerGas is null
            ? new LegacyTransaction
            {
                ChainId = network.ChainId, Nonce = request.Nonce, GasPrice = fees.MaxFeePerGas, GasLimit = gas, To = request.To, Data = request.Data,
            }.Sign(request.Key)
            : new FeeMarketTransaction
            {
                ChainId = network.ChainId, Nonce = request.Nonce, GasLimit = gas, To = request.To, Data = request.Data,
                MaxPriorityFeePerGas = fees.MaxPriorityFeePerGas, MaxFeePerGas = fees.MaxFeePerGas,
            }.Sign(request.Key);
    }

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        var hash = Keccak256.Hash(raw.Span);
        var outcome = await client.SendRawTransactionAsync(raw, cancellationToken).ConfigureAwait(false);
        if (outcome is SendOutcome.Accepted accepted && accepted.Hash != hash)
            return new SendOutcome.Unknown("The node names another hash than the one of these bytes.");
        if (outcome is not SendOutcome.Refused) return outcome;
        // Nodes also refuse what they already have; their words differ, so the chain decides.
        try
        {
            var known = await client.GetTransactionByHashAsync(hash, cancellationToken).ConfigureAwait(false);
            return known is null ? outcome : new SendOutcome.Accepted(hash);
        }
        catch (RpcException failure)
        {
            return new SendOutcome.Unknown(failure.Message);
        }
    }

    /// <inheritdoc/>
    public Task<ulong> NextNonceAsync(Address account, CancellationToken cancellationToken) =>
        client.GetTransactionCountAsync(account, BlockId.Latest, cancellationToken);

    /// <inheritdoc/>
    public async Task<WriteFate> FateAsync(Hash32 transactionHash, CancellationToken cancellationToken)
    {
        var node = NodePool.PinnedTo(client);
        if (await node.GetReceiptAsync(transactionHash, cancellationToken).ConfigureAwait(false) is { } receipt)
            return receipt.Succeeded ? new WriteFate.Executed(receipt) : new WriteFate.Failed(receipt, "reverted", null, NonceUsed: true);
        return await node.GetTransactionByHashAsync(transactionHash, cancellationToken).ConfigureAwait(false) is null
            ? new WriteFate.Missing()
            : new WriteFate.Waiting();
    }

    private async Task<ulong> EstimateAsync(IEvmClient node, WriteRequest request, BlockHeader latest, CancellationToken cancellationToken)
    {
        var call = new CallRequest(request.To, request.Data, request.Key.Address);
        var estimate = await node.EstimateGasAsync(call, cancellationToken).ConfigureAwait(false);
        var withMargin = (BigInteger)estimate * (100 + options.GasMarginPercent) / 100;
        return (ulong)BigInteger.Min(withMargin, BigInteger.Max(latest.GasLimit, estimate));
    }
}
