using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Issuance.Anchoring;

namespace Anchor.Issuance.Reconciling;

/// <summary>Part of a registry's history, short enough to be answered at once.</summary>
/// <param name="ToBlock">Everything from the first block up to here was seen; one less than the first where nothing was.</param>
/// <param name="IsLast">Whether the node has nothing further.</param>
/// <param name="Events">The events, in the chain's order.</param>
internal sealed record RegistryWalk(ulong ToBlock, bool IsLast, IReadOnlyList<RegistryEvent> Events)
{
    private const int MaxEvents = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Walks until the limit, the head, enough events or enough time; always at least one stretch.</summary>
    /// <exception cref="RpcException">The node gives no answer.</exception>
    public static async Task<RegistryWalk> RunAsync(
        KnownNetwork network, IReadOnlyCollection<Address> issuers, ulong from, int limit, ulong head, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (from > head) return new RegistryWalk(from == 0 ? 0 : from - 1, IsLast: true, []);
        var history = new RegistryHistory(network.Client, network.Registry.Address, new RegistryHistoryOptions { Issuers = issuers });
        var (events, to, begun) = (new List<RegistryEvent>(), from, clock.GetTimestamp());
        await foreach (var page in history.ReadAsync(from, Math.Min(head, from + (ulong)limit - 1), cancellationToken))
        {
            events.AddRange(page.Events);
            to = page.ToBlock;
            if (events.Count >= MaxEvents) return Cut(events, to, head);
            if (clock.GetElapsedTime(begun) > Patience) break;
        }
        return new RegistryWalk(to, to >= head, events);
    }

    /// <summary>Only whole blocks: the events of one are never told in two parts.</summary>
    private static RegistryWalk Cut(List<RegistryEvent> events, ulong walked, ulong head)
    {
        var last = events[MaxEvents - 1].At.BlockNumber;
        if (events[^1].At.BlockNumber <= last) return new RegistryWalk(walked, walked >= head, events);
        return new RegistryWalk(last, IsLast: false, [.. events.TakeWhile(each => each.At.BlockNumber <= last)]);
    }
}
