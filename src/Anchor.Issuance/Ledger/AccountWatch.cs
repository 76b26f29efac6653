using System.Collections.Concurrent;
using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths;
using Anchor.Issuance.Anchoring;
using Microsoft.Extensions.Logging;

namespace Anchor.Issuance.Ledger;

/// <summary>Looks at the balances of the accounts that send, and warns before they run out.</summary>
internal sealed partial class AccountWatch(AccountBook accounts, LedgerOptions options, TimeProvider clock, ILogger<AccountWatch> logger)
{
    private const int MostAccounts = 100;

    private readonly ConcurrentDictionary<ulong, DateTimeOffset> _next = [];

    /// <summary>Whether it is time to look.</summary>
    public bool IsDue(ulong chainId) => !_next.TryGetValue(chainId, out var next) || clock.GetUtcNow() is var now && (now >= next || next - now > options.WatchEvery);

    /// <returns>False: what is only looked at moves nothing.</returns>
    /// <exception cref="RpcException">The chain could not be asked.</exception>
    public async Task<bool> StepAsync(KnownNetwork network, CancellationToken cancellationToken)
    {
        var (chainId, now) = (network.Network.ChainId, clock.GetUtcNow());
        if (!IsDue(chainId)) return false;
        _next[chainId] = now + options.WatchEvery;
        foreach (var account in (await accounts.ListAsync(chainId, null, cancellationToken)).Take(MostAccounts))
        {
            var gas = AnchorCalls.GasOf(1, network.NeedsSignatures);
            var funds = await AccountFunds.ReadAsync(network.Client, network.Network, Address.Parse(account.Account), gas, cancellationToken);
            long? paysFor = funds.PaysFor is { } count ? (long)BigInteger.Min(count, long.MaxValue) : null;
            await accounts.FundsAsync(new Lane(chainId, account.Account, account.NonceSpace), funds.Balance, paysFor, cancellationToken);
            if (paysFor < options.LowBelow) LogLow(logger, network.Network.Name, account.Account, paysFor.Value);
        }
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Network}: the balance of {Account} pays for {Count} further transactions. Fund it")]
    private static partial void LogLow(ILogger logger, string network, string account, long count);
}
