using System.Collections.Concurrent;
using System.Security.Cryptography;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Issuance.Anchoring;
using Microsoft.Extensions.Logging;

namespace Anchor.Issuance.Ledger;

/// <summary>Puts the roots that wait into as few transactions as the window, the gas bound and the payers allow.</summary>
internal sealed partial class Gathering(
    LedgerReader reader, Confirmation confirmation, AnchorCalls calls, Sender sender, SenderKeys keys, LedgerOptions options, TimeProvider clock,
    ILogger<Gathering> logger)
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(4);

    // What a node refused alone is left alone for a while, so that it cannot hold up others.
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _refused = [];
    private readonly ConcurrentDictionary<Lane, int> _fits = [];

    // An account that cannot send rests, ever longer, so that it costs neither questions nor the others' time.
    private readonly ConcurrentDictionary<Lane, (DateTimeOffset Until, TimeSpan Pause)> _resting = [];

    /// <summary>Signs and sends for every account that is free.</summary>
    /// <param name="network">The network.</param>
    /// <param name="busy">The accounts with a transaction on its way.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether something moved.</returns>
    public async Task<bool> StepAsync(KnownNetwork network, IReadOnlySet<Lane> busy, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var (id, until) in _refused) if (until <= now || until - now > options.RefusedFor) _refused.TryRemove(id, out _);
        var waiting = await reader.RequestedAsync(network.Network.ChainId, 1_000, cancellationToken);
        var moved = false;
        foreach (var (lane, group) in await ByLaneAsync(network, waiting.Where(each => !_refused.ContainsKey(each.Id)), cancellationToken))
            if (!busy.Contains(lane) && IsDue(group, now) && !IsResting(lane, now))
                moved |= await TryAsync(network, lane, group, cancellationToken);
        return moved;
    }

    /// <summary>What goes wrong with one account must not keep the others' roots waiting.</summary>
    private async Task<bool> TryAsync(KnownNetwork network, Lane lane, List<WaitingAnchoring> group, CancellationToken cancellationToken)
    {
        try
        {
            return await SignAsync(network, lane, group, cancellationToken);
        }
        catch (Exception e) when (e is not ChainMismatchException && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, lane.Account, lane.ChainId, e);
            Rest(lane);
            return false;
        }
    }

    private bool IsResting(Lane lane, DateTimeOffset now) => _resting.TryGetValue(lane, out var rest) && rest.Until > now && rest.Until - now <= rest.Pause;

    private void Rest(Lane lane)
    {
        var pause = _resting.TryGetValue(lane, out var last) && last.Pause < LongestRest ? last.Pause * 2 : last.Pause;
        if (pause == TimeSpan.Zero) pause = options.RefusedFor;
        _resting[lane] = (clock.GetUtcNow() + pause, pause);
    }

    /// <summary>The lane of an account, whose nonces a relaying node may count apart.</summary>
    public static Lane LaneOf(KnownNetwork network, Address account) => new(network.Network.ChainId, account.ToString(), network.WritePath.NonceSpace);

    private bool IsDue(List<WaitingAnchoring> group, DateTimeOffset now) =>
        group.Count >= options.MaxRoots || group[0].IsBlockcerts || group[0].Requested + options.GatherFor <= now || group[0].Requested > now;

    private async Task<List<(Lane Lane, List<WaitingAnchoring> Group)>> ByLaneAsync(KnownNetwork network, IEnumerable<WaitingAnchoring> waiting, CancellationToken cancellationToken)
    {
        var groups = new List<(Lane Lane, List<WaitingAnchoring> Group)>();
        foreach (var each in waiting)
        {
            // Verifiers of Blockcerts want the bare root from the issuer's own account, in a transaction of its own.
            var payer = each.IsBlockcerts ? Address.Parse(each.Account) : await keys.PayerAsync(network, each.Account, cancellationToken);
            var lane = LaneOf(network, payer);
            var group = groups.Find(candidate => candidate.Lane == lane).Group;
            if (group is null) groups.Add((lane, [each]));
            else if (!each.IsBlockcerts && !group[0].IsBlockcerts) group.Add(each);
        }
        return groups;
    }

    private async Task<bool> SignAsync(KnownNetwork network, Lane lane, List<WaitingAnchoring> group, CancellationToken cancellationToken)
    {
        var areSigned = network.NeedsSignatures;
        var most = Math.Min(options.MaxRoots, AnchorCalls.RootsWithin(await GasBoundAsync(network, cancellationToken), areSigned));
        var (left, moved) = (await NotAnchoredAsync(network, group.Take(most), cancellationToken), false);
        moved = left.Count < Math.Min(most, group.Count);
        for (var count = Math.Min(left.Count, _fits.GetValueOrDefault(lane, int.MaxValue)); count > 0; count /= 2)
        {
            var taken = left.GetRange(0, count);
            if (await CallAsync(network, taken, cancellationToken) is not { } data) continue;
            var entries = taken.ConvertAll(each => new TransactionEntry("anchor", each.Issuer, each.Id));
            switch (await sender.SendAsync(network, lane, new LedgerCall("anchor", network.Registry.Address, data, entries), cancellationToken))
            {
                case SigningOutcome.Signed:
                    // What fitted once may grow again: quotas change.
                    _resting.TryRemove(lane, out _);
                    if (_fits.ContainsKey(lane)) _fits[lane] = Math.Min(count * 2, options.MaxRoots);
                    return true;
                case SigningOutcome.TooLarge when count > 1:
                    _fits[lane] = count / 2;
                    break;
                case SigningOutcome.TooLarge or SigningOutcome.Refused when count == 1:
                    _refused[taken[0].Id] = clock.GetUtcNow() + options.RefusedFor;
                    Rest(lane);
                    break;
                case SigningOutcome.TooExpensive:
                    Rest(lane);
                    return moved;
                case SigningOutcome.Taken:
                    return moved;
            }
        }
        return moved;
    }

    /// <summary>The call; null when an issuer's key cannot be opened, which is found out by halving.</summary>
    private async Task<byte[]?> CallAsync(KnownNetwork network, List<WaitingAnchoring> taken, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.AnchorAsync(network, taken, cancellationToken);
        }
        catch (Exception e) when (e is InvalidOperationException or CryptographicException or FormatException)
        {
            if (taken is [var only])
            {
                LogFailed(logger, only.Account, network.Network.ChainId, e);
                _refused[only.Id] = clock.GetUtcNow() + options.RefusedFor;
            }
            return null;
        }
    }

    /// <summary>What somebody anchored already needs no transaction; the registry would refuse it.</summary>
    private async Task<List<WaitingAnchoring>> NotAnchoredAsync(KnownNetwork network, IEnumerable<WaitingAnchoring> group, CancellationToken cancellationToken)
    {
        var left = new ConcurrentBag<WaitingAnchoring>();
        await Parallel.ForEachAsync(group, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (each, token) =>
        {
            if (!await confirmation.FindAsync(each, network, null, token)) left.Add(each);
        });
        return [.. left.OrderBy(each => each.Requested).ThenBy(each => each.Id)];
    }

    private async Task<ulong> GasBoundAsync(KnownNetwork network, CancellationToken cancellationToken)
    {
        var latest = await network.Client.GetBlockAsync(BlockId.Latest, cancellationToken);
        return latest is null ? options.MaxGas : Math.Min(options.MaxGas, latest.GasLimit / 2);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The account {Account} on chain {Chain} cannot anchor now; it is tried again")]
    private static partial void LogFailed(ILogger logger, string account, ulong chain, Exception exception);
}
