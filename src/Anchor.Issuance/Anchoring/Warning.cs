using System.Globalization;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths;
using Anchor.Issuance.Ledger;

namespace Anchor.Issuance.Anchoring;

/// <summary>Something to look at before it becomes a failure.</summary>
/// <param name="Code">Stable: <c>funds.low</c>, <c>funds.insufficient</c>, <c>fees.above_caps</c>, <c>quota.exceeded</c>, <c>account.foreign_use</c>, <c>node.unwell</c>.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record Warning(string Code, string Message);

/// <summary>Every warning about networks and accounts.</summary>
internal static class Warnings
{
    public static IEnumerable<Warning> OfFees(FeeForecast fees, string network)
    {
        if (fees.IsAboveCaps) yield return new Warning("fees.above_caps", $"{network} asks more per gas than the host's caps allow; nothing is sent until it asks less or the caps are raised.");
    }

    public static IEnumerable<Warning> OfQuota(ulong gas, ulong? quota, string network)
    {
        if (gas > quota) yield return new Warning("quota.exceeded", $"{network} grants the sender {Text(quota)} gas per block, and the call may need {Text(gas)}.");
    }

    public static IEnumerable<Warning> OfFunds(string account, AccountFunds funds, int lowBelow)
    {
        if (!funds.IsEnough)
            yield return new Warning("funds.insufficient", $"{account} cannot pay for this now: it needs {funds.Forecast.Needed} wei and has {funds.Balance}.");
        else if (funds.PaysFor < lowBelow)
            yield return Low(account, (long)funds.PaysFor.Value);
    }

    /// <summary>The host's account is made when it first sends, so it cannot have been given anything.</summary>
    public static IEnumerable<Warning> OfMissingHost(FeeForecast fees, string network)
    {
        if (!fees.Needed.IsZero) yield return new Warning("funds.insufficient", $"The host has no account on {network} yet; it is made with the first transaction and then has to be funded.");
    }

    public static IEnumerable<Warning> OfAccount(AccountView account, int lowBelow)
    {
        if (account.ForeignNonces > 0)
            yield return new Warning("account.foreign_use", $"Somebody else used {account.Account}, {Text(account.ForeignNonces)} times so far. Its key should serve Anchor alone.");
        if (account.PaysFor < lowBelow) yield return Low(account.Account, account.PaysFor.Value);
    }

    public static IEnumerable<Warning> OfNode(NodeHealth node)
    {
        var words = node.State switch
        {
            NodeState.Behind => "lags behind the others",
            NodeState.Failing => "fails",
            NodeState.WrongChain => "is on another chain",
            _ => null,
        };
        if (words is not null) yield return new Warning("node.unwell", $"The node {node.Node} {words} and is not read from.");
    }

    private static Warning Low(string account, long count) => new("funds.low", $"The balance of {account} pays for {Text(count)} further transactions. Fund it.");

    private static string Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}
