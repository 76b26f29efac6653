using System.Numerics;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;

namespace Anchor.Chain.WritePaths;

/// <summary>What to offer per gas, by what the chain asks now and the network's caps.</summary>
/// <param name="client">One node.</param>
/// <param name="network">The network, with its caps.</param>
public sealed class FeeOffers(IEvmClient client, Network network)
{
    private readonly FeePolicy _caps = network.Fees is { IsInRange: false }
        ? throw new ArgumentException($"A fee cap of {network.Name} is out of range.", nameof(network))
        : network.Fees ?? FeePolicy.Default;

    /// <summary>An offer for a transaction made now: what half of recent transactions offer at least, with room for a rising base fee; zero where gas is free.</summary>
    /// <param name="latest">The newest block.</param>
    /// <param name="outbids">The highest offer under the same nonce so far; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FeeTooHighException">What is due now lies above a cap.</exception>
    /// <exception cref="CannotOutbidException">The chain asks no fee, or outbidding would go above a cap.</exception>
    /// <exception cref="RpcException">The node did not say.</exception>
    public async Task<OfferedFees> OfferAsync(BlockHeader latest, OfferedFees? outbids, CancellationToken cancellationToken)
    {
        var (due, asked) = await AskedAsync(latest, cancellationToken).ConfigureAwait(false);
        if (due > _caps.MaxFeePerGas) throw new FeeTooHighException($"{network.Name} asks {due} wei per gas; at most {_caps.MaxFeePerGas} is allowed.");
        if (outbids is not { } former) return asked;
        if (asked == default && former == default) throw new CannotOutbidException($"{network.Name} asks no fee, so there is nothing to outbid with.");
        return Above(former, asked, isLegacy: latest.BaseFeePerGas is null);
    }

    /// <summary>What a transaction would cost.</summary>
    /// <param name="gas">The gas that it would use.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcException">The node did not say.</exception>
    public async Task<FeeForecast> ForecastAsync(ulong gas, CancellationToken cancellationToken)
    {
        var latest = await client.GetBlockAsync(BlockId.Latest, cancellationToken).ConfigureAwait(false)
            ?? throw RpcUnavailableException.Malformed("there is no latest block");
        var (due, asked) = await AskedAsync(latest, cancellationToken).ConfigureAwait(false);
        return new FeeForecast(gas, due, asked.MaxFeePerGas, due.IsZero ? 0 : _caps.MaxFeePerGas);
    }

    /// <summary>The price due if the block were made now, and the offer within the caps.</summary>
    private async Task<(BigInteger Due, OfferedFees Offer)> AskedAsync(BlockHeader latest, CancellationToken cancellationToken)
    {
        if (latest.BaseFeePerGas is not { } baseFee)
        {
            var price = await client.GasPriceAsync(cancellationToken).ConfigureAwait(false);
            return (price, new OfferedFees(price, price));
        }
        var fees = await client.SuggestFeesAsync(latest, cancellationToken).ConfigureAwait(false);
        var tip = BigInteger.Min(fees.MaxPriorityFeePerGas, _caps.MaxPriorityFeePerGas);
        // Only what is due now must fit; the room for a rising base fee shrinks before anything is refused.
        var most = BigInteger.Min(fees.MaxFeePerGas - fees.MaxPriorityFeePerGas + tip, _caps.MaxFeePerGas);
        return (baseFee + tip, new OfferedFees(most, tip));
    }

    private OfferedFees Above(OfferedFees former, OfferedFees asked, bool isLegacy)
    {
        var least = former.Outbid();
        var tip = BigInteger.Max(least.MaxPriorityFeePerGas, asked.MaxPriorityFeePerGas);
        var most = BigInteger.Max(BigInteger.Max(least.MaxFeePerGas, asked.MaxFeePerGas), tip);
        if (isLegacy) tip = most; // the price is both
        if (most > _caps.MaxFeePerGas || (!isLegacy && tip > _caps.MaxPriorityFeePerGas))
            throw new CannotOutbidException($"The caps of {network.Name} leave no room above the offer of {former.MaxFeePerGas} wei per gas.");
        return new OfferedFees(most, tip);
    }
}
