using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;

namespace Anchor.Chain.WritePaths;

/// <summary>What a transaction would cost; all amounts in wei, zero where gas is free.</summary>
/// <param name="Gas">The gas it would use.</param>
/// <param name="PricePerGas">The price per gas in a block made now.</param>
/// <param name="OfferPerGas">The most per gas that would be offered now; nodes want the balance to cover it.</param>
/// <param name="CapPerGas">The most per gas that the network's caps allow, replacements included; zero where gas is free.</param>
public sealed record FeeForecast(ulong Gas, BigInteger PricePerGas, BigInteger OfferPerGas, BigInteger CapPerGas)
{
    /// <summary>What it costs in a block made now.</summary>
    public BigInteger CostNow => Gas * PricePerGas;

    /// <summary>What the account must hold to send it now.</summary>
    public BigInteger Needed => Gas * OfferPerGas;

    /// <summary>The most it can ever cost.</summary>
    public BigInteger WorstCost => Gas * CapPerGas;

    /// <summary>Whether the caps are too low for what the chain asks now, so that nothing would be signed.</summary>
    public bool IsAboveCaps => PricePerGas > CapPerGas;
}

/// <summary>What an account holds, measured in transactions.</summary>
/// <param name="Account">The account.</param>
/// <param name="Balance">Wei in the newest block.</param>
/// <param name="Forecast">What one such transaction costs.</param>
public sealed record AccountFunds(Address Account, BigInteger Balance, FeeForecast Forecast)
{
    /// <summary>How many such transactions the balance pays for at the price now; null where gas is free.</summary>
    public BigInteger? PaysFor => Forecast.CostNow.IsZero ? null : Balance / Forecast.CostNow;

    /// <summary>How many it pays for if each costs the most that the caps allow; null where gas is free.</summary>
    public BigInteger? PaysForAtWorst => Forecast.WorstCost.IsZero ? null : Balance / Forecast.WorstCost;

    /// <summary>Whether it can send one now.</summary>
    public bool IsEnough => Balance >= Forecast.Needed;

    /// <summary>Reads balance and prices.</summary>
    /// <param name="client">The node.</param>
    /// <param name="network">The network, with its caps.</param>
    /// <param name="account">The account that pays.</param>
    /// <param name="gas">The gas of one transaction.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcException">The node did not say.</exception>
    public static async Task<AccountFunds> ReadAsync(IEvmClient client, Network network, Address account, ulong gas, CancellationToken cancellationToken)
    {
        var node = NodePool.PinnedTo(client);
        var forecast = await new FeeOffers(node, network).ForecastAsync(gas, cancellationToken).ConfigureAwait(false);
        return new AccountFunds(account, await node.GetBalanceAsync(account, BlockId.Latest, cancellationToken).ConfigureAwait(false), forecast);
    }
}
