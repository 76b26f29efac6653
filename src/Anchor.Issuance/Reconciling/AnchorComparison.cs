using System.Collections.Concurrent;
using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Issuance.Anchoring;
using Anchor.Merkle;

namespace Anchor.Issuance.Reconciling;

/// <summary>What was found about roots.</summary>
/// <param name="Recorded">How many roots the database places in the stretch.</param>
/// <param name="ByRoot">The database's roots of which the registry had an event.</param>
/// <param name="Differences">What differs.</param>
/// <param name="IsComplete">Whether all of the database's roots were looked at.</param>
internal sealed record AnchorsCompared(
    int Recorded, IReadOnlyDictionary<(Address Account, Hash32 Root), RecordedAnchor> ByRoot, IReadOnlyList<Difference> Differences, bool IsComplete);

/// <summary>Compares anchored roots: each event with the database, and what the database places in these blocks with the registry.</summary>
internal sealed class AnchorComparison(RecordedAnchors recorded, KnownNetwork network, ulong head)
{
    private const int AtOnce = 8;

    /// <exception cref="RpcException">The node gives no answer.</exception>
    public async Task<AnchorsCompared> RunAsync(RecordedRange range, RegistryWalk walk, CancellationToken cancellationToken)
    {
        var byRoot = await recorded.WithRootsAsync(range, [.. walk.Events.Select(each => each.Root.ToHex()).Distinct()], cancellationToken);
        var (placed, isComplete) = await recorded.PlacedAsync(range, cancellationToken);
        var seen = walk.Events.OfType<RegistryEvent.Anchored>().Select(each => (each.Issuer, each.Root)).ToHashSet();
        var unseen = placed.Where(anchor => !seen.Contains(anchor.Key)).ToArray();
        List<Difference> differences =
        [
            .. walk.Events.Select(each => DifferenceOf(each, byRoot.GetValueOrDefault((each.Issuer, each.Root)))).OfType<Difference>(),
            .. await UnseenAsync(unseen, range, walk, cancellationToken),
        ];
        return new AnchorsCompared(placed.Count, byRoot, differences, isComplete);
    }

    private static Difference? DifferenceOf(RegistryEvent happened, RecordedAnchor? anchor) => (happened, anchor) switch
    {
        (RegistryEvent.RootRevoked revoked, _) => Differences.RootRevoked(revoked, anchor),
        (RegistryEvent.Anchored anchored, null) => Differences.OnlyOnChain(anchored),
        (RegistryEvent.Anchored anchored, { Block: { } block }) when block != anchored.At.BlockNumber || anchor.BlockHash != anchored.At.BlockHash.ToHex() =>
            Differences.BlockDiffers(anchored, anchor),
        (RegistryEvent.Anchored anchored, { Status: not "final" }) => Differences.NotFinalYet(anchored, anchor),
        _ => null,
    };

    /// <summary>Roots whose event did not come: the registry itself is asked, since an event can also stand in another stretch.</summary>
    private async Task<IEnumerable<Difference>> UnseenAsync(RecordedAnchor[] unseen, RecordedRange range, RegistryWalk walk, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<Difference>();
        await Parallel.ForEachAsync(unseen, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (anchor, token) =>
        {
            var record = await network.Registry.RecordAsync(anchor.Key.Account, anchor.Key.Root, token);
            if (record is null) found.Add(Missing(anchor));
            else if (record.BlockNumber >= range.FromBlock && record.BlockNumber <= walk.ToBlock) found.Add(Differences.EventMissing(anchor));
        });
        return found.OrderBy(difference => difference.RecordedBlock).ThenBy(difference => difference.Root, StringComparer.Ordinal);
    }

    // A block that was never final may have left the chain, which the ledger finds out by itself.
    private Difference Missing(RecordedAnchor anchor) =>
        anchor.Status != "final" ? Differences.Awaited(anchor) : anchor.Block > head ? Differences.BeyondHead(anchor, head) : Differences.OnlyInDatabase(anchor);
}
