using System.Collections.Concurrent;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Issuance.Anchoring;

namespace Anchor.Issuance.Ledger;

/// <summary>Puts the roots that wait into as few transactions as the window, the gas bound and the payers allow.</summary>
internal sealed class Gathering(
    LedgerReader reader, Confirmation confirmation, AnchorCalls calls, Sender sender, SenderKeys keys, LedgerOptions options, TimeProvider clock)
{
    // What a node refused alone is left alone for a while, so that it cannot hold up others.
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _refused = [];
    private readonly ConcurrentDictionary<Lane, int> _fits = [];

    /// <summary>Signs and sends for every account that is free.</summary>
    /// <param name="network">The network.</param>
    /// <param name="busy">The accounts with a transaction on its way.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether something moved.</returns>
    public async Task<bool> StepAsync(KnownNetwork network, IReadOnlySet<Lane> busy, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var (id, until) in _refused) if (until <= now) _refused.TryRemove(id, out _);
        var waiting = await reader.RequestedAsync(network.Network.ChainId, 1000, cancellationToken);
        var moved = false;
        foreach (var (lane, group) in await ByLaneAsync(network, waiting.Where(each => !_refused.ContainsKey(each.Id)), cancellationToken))
            if (!busy.Contains(lane) && IsDue(group, now))
                moved |= await SignAsync(network, lane, group, cancellationToken);
        return moved;
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
            var data = await calls.AnchorAsync(network, taken, cancellationToken);
            var entries = taken.ConvertAll(each => new TransactionEntry("anchor", each.Issuer, each.Id));
            switch (await sender.SendAsync(network, lane, "anchor", network.Registry.Address, data, entries, cancellationToken))
            {
                case SigningOutcome.Signed:
                    // What fitted once may grow again: quotas change.
                    if (_fits.ContainsKey(lane)) _fits[lane] = Math.Min(count * 2, options.MaxRoots);
                    return true;
                case SigningOutcome.TooLarge when count > 1:
                    _fits[lane] = count / 2;
                    break;
                case SigningOutcome.TooLarge or SigningOutcome.Refused when count == 1:
                    _refused[taken[0].Id] = clock.GetUtcNow() + options.RefusedFor;
                    break;
                case SigningOutcome.Taken or SigningOutcome.TooExpensive:
                    return moved;
            }
        }
        return moved;
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
}
