using System.Collections.Concurrent;
using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Issuance.Anchoring;
using Anchor.Merkle;

namespace Anchor.Issuance.Reconciling;

/// <summary>What was found about revocations.</summary>
internal sealed record RevocationsCompared(IReadOnlyList<Difference> Differences, bool IsComplete);

/// <summary>Compares the registry's bitmap: each bit that was set with the database, and what the database wants to be set with the bitmap.</summary>
internal sealed class RevocationComparison(RecordedAnchors recorded, KnownNetwork network, DateTimeOffset now)
{
    private const int AtOnce = 8;

    /// <exception cref="RpcException">The node gives no answer.</exception>
    public async Task<RevocationsCompared> RunAsync(
        RecordedRange range, RegistryWalk walk, IReadOnlyDictionary<(Address Account, Hash32 Root), RecordedAnchor> byRoot, bool mirrors, CancellationToken cancellationToken)
    {
        RegistryEvent.Revoked[] events = [.. walk.Events.OfType<RegistryEvent.Revoked>()];
        var (words, isComplete) = await recorded.MirroredAsync(range, now, cancellationToken);
        if (range.IsLast && mirrors)
        {
            var (unmirrored, areAll) = await recorded.UnmirroredAsync(range, now, cancellationToken);
            (words, isComplete) = ([.. words, .. unmirrored], isComplete && areAll);
        }
        return new RevocationsCompared([.. await OnlyOnChainAsync(range, events, byRoot, cancellationToken), .. await OnlyInDatabaseAsync(words, events, cancellationToken)], isComplete);
    }

    private async Task<List<Difference>> OnlyOnChainAsync(
        RecordedRange range, RegistryEvent.Revoked[] events, IReadOnlyDictionary<(Address Account, Hash32 Root), RecordedAnchor> byRoot, CancellationToken cancellationToken)
    {
        var found = new List<Difference>();
        foreach (var group in events.GroupBy(each => (each.Issuer, each.Root)))
        {
            // A root that nobody here knows is a difference of its own.
            if (!byRoot.TryGetValue(group.Key, out var anchor)) continue;
            var revoked = await recorded.RevokedAsync(range, anchor.BatchId, [.. group.SelectMany(each => each.Indexes).Where(index => index <= long.MaxValue).Select(index => (long)index)], now, cancellationToken);
            foreach (var happened in group)
            {
                BigInteger[] unknown = [.. happened.Indexes.Where(index => index > long.MaxValue || !revoked.Contains((long)index))];
                if (unknown.Length > 0) found.Add(Differences.RevokedOnlyOnChain(happened, anchor, unknown));
            }
        }
        return found;
    }

    private async Task<IEnumerable<Difference>> OnlyInDatabaseAsync(IReadOnlyList<RecordedWord> words, RegistryEvent.Revoked[] events, CancellationToken cancellationToken)
    {
        var set = events.GroupBy(each => (each.Issuer, each.Root, each.WordIndex))
            .ToDictionary(group => group.Key, group => group.Aggregate(BigInteger.Zero, (mask, each) => mask | each.NewMask));
        var found = new ConcurrentBag<Difference>();
        await Parallel.ForEachAsync(words, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (word, token) =>
        {
            var (account, root) = word.Anchor.Key;
            var left = word.Without(set.GetValueOrDefault((account, root, word.Index)));
            // Bits may have been set by a transaction of another stretch, so the bitmap itself has the last word.
            if (left.Length > 0) left = word.Without(await network.Registry.RevocationWordAsync(account, root, word.Index, token));
            if (left.Length > 0) found.Add(word.IsOnItsWay ? Differences.RevocationOnItsWay(word, left) : Differences.RevokedOnlyInDatabase(word, left));
        });
        return found.OrderBy(difference => difference.Root, StringComparer.Ordinal).ThenBy(difference => BigInteger.Parse(difference.Indexes![0], System.Globalization.CultureInfo.InvariantCulture));
    }
}
