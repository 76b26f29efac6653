using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.Chain.WritePaths;

/// <summary>Bounds of what a direct write may cost.</summary>
public sealed record DirectWritePathOptions
{
    /// <summary>The highest wei per gas that is signed. Default 2,000 gwei; zero or more.</summary>
    public BigInteger MaxFeePerGas { get; init; } = 2_000 * BigInteger.Pow(10, 9);

    /// <summary>Percent added to an estimate, because state moves between estimate and block. Default 20; 0 to 400.</summary>
    public uint GasMarginPercent { get; init; } = 20;
}

/// <summary>Ordinary transactions: EIP-1559 where blocks have a base fee, otherwise EIP-155.</summary>
/// <param name="client">The node.</param>
/// <param name="network">The chain it must be on.</param>
/// <param name="options">Bounds.</param>
public sealed class DirectWritePath(IEvmClient client, Network network, DirectWritePathOptions options) : IWritePath
{
    /// <inheritdoc/>
    public bool CallsAsAccount => true;

    /// <inheritdoc/>
    public string NonceSpace => "";

    /// <inheritdoc/>
    public async Task<SignedTransaction> PrepareAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        await NetworkIdentity.CheckAsync(client, network, cancellationToken).ConfigureAwait(false);
        var latest = await client.GetBlockAsync(BlockId.Latest, cancellationToken).ConfigureAwait(false)
            ?? throw RpcUnavailableException.Malformed("there is no latest block");
        var gas = request.GasLimit ?? await EstimateAsync(request, latest, cancellationToken).ConfigureAwait(false);
        return latest.BaseFeePerGas is null
            ? await SignLegacyAsync(request, gas, cancellationToken).ConfigureAwait(false)
            : await SignFeeMarketAsync(request, gas, latest, cancellationToken).ConfigureAwait(false);
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
        if (await client.GetReceiptAsync(transactionHash, cancellationToken).ConfigureAwait(false) is { } receipt)
            return receipt.Succeeded ? new WriteFate.Executed(receipt) : new WriteFate.Failed(receipt, "reverted", null, NonceUsed: true);
        return await client.GetTransactionByHashAsync(transactionHash, cancellationToken).ConfigureAwait(false) is null
            ? new WriteFate.Missing()
            : new WriteFate.Waiting();
    }

    private async Task<ulong> EstimateAsync(WriteRequest request, BlockHeader latest, CancellationToken cancellationToken)
    {
        var call = new CallRequest(request.To, request.Data, request.Key.Address);
        var estimate = await client.EstimateGasAsync(call, cancellationToken).ConfigureAwait(false);
        var withMargin = (BigInteger)estimate * (100 + options.GasMarginPercent) / 100;
        return (ulong)BigInteger.Min(withMargin, BigInteger.Max(latest.GasLimit, estimate));
    }

    private async Task<SignedTransaction> SignLegacyAsync(WriteRequest request, ulong gas, CancellationToken cancellationToken)
    {
        var price = await client.GasPriceAsync(cancellationToken).ConfigureAwait(false);
        RefuseAbove(price);
        return new LegacyTransaction
        {
            ChainId = network.ChainId, Nonce = request.Nonce, GasPrice = price, GasLimit = gas, To = request.To, Data = request.Data,
        }.Sign(request.Key);
    }

    private async Task<SignedTransaction> SignFeeMarketAsync(WriteRequest request, ulong gas, BlockHeader latest, CancellationToken cancellationToken)
    {
        var fees = await client.SuggestFeesAsync(latest, cancellationToken).ConfigureAwait(false);
        // Only what is due now must fit; the room for a rising base fee shrinks before anything is refused.
        RefuseAbove(latest.BaseFeePerGas!.Value + fees.MaxPriorityFeePerGas);
        return new FeeMarketTransaction
        {
            ChainId = network.ChainId, Nonce = request.Nonce, GasLimit = gas, To = request.To, Data = request.Data,
            MaxPriorityFeePerGas = fees.MaxPriorityFeePerGas,
            MaxFeePerGas = BigInteger.Min(fees.MaxFeePerGas, options.MaxFeePerGas),
        }.Sign(request.Key);
    }

    private void RefuseAbove(BigInteger price)
    {
        if (price > options.MaxFeePerGas)
            throw new FeeTooHighException($"{network.Name} asks {price} wei per gas; at most {options.MaxFeePerGas} is allowed.");
    }
}
