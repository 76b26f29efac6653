using System.Collections.Concurrent;
using Anchor.Chain.Rpc;
using Anchor.Issuance.Anchoring;

namespace Anchor.Issuance.Ledger;

/// <summary>
/// Writes revocations into the registry's bitmap, for issuers whose policy asks for it: many in few words, never a
/// suspension, since a bit that is set stays set.
/// </summary>
internal sealed class RevocationMirror(LedgerReader reader, AnchorCalls calls, Sender sender, SenderKeys keys, LedgerOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<ulong, DateTimeOffset> _next = [];

    /// <summary>What waits, looked for once in a while; asks no chain.</summary>
    public async Task<IReadOnlyList<UnmirroredIndexes>> FindAsync(ulong chainId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_next.TryGetValue(chainId, out var next) && now < next && next - now <= options.MirrorEvery) return [];
        _next[chainId] = now + options.MirrorEvery;
        return await reader.UnmirroredAsync(chainId, now, options.MaxMirrored, cancellationToken);
    }

    /// <summary>Signs and sends for every account that is free; the others' turn comes again.</summary>
    /// <returns>Whether something moved.</returns>
    public async Task<bool> StepAsync(KnownNetwork network, IReadOnlyList<UnmirroredIndexes> found, IReadOnlySet<Lane> busy, CancellationToken cancellationToken)
    {
        var (chainId, moved, taken) = (network.Network.ChainId, false, new HashSet<Lane>(busy));
        var bound = await network.Client.GetBlockAsync(BlockId.Latest, cancellationToken) is { } latest ? Math.Min(options.MaxGas, latest.GasLimit / 2) : options.MaxGas;
        foreach (var revoked in found)
        {
            var lane = Gathering.LaneOf(network, await keys.PayerAsync(network, revoked.Account, cancellationToken));
            // What has to wait is looked for again in the next round.
            if (taken.Contains(lane)) _next.TryRemove(chainId, out _);
            else if (await SendAsync(network, lane, revoked, AnchorCalls.WordsWithin(bound), cancellationToken)) moved = taken.Add(lane);
        }
        return moved;
    }

    private async Task<bool> SendAsync(KnownNetwork network, Lane lane, UnmirroredIndexes revoked, int most, CancellationToken cancellationToken)
    {
        var words = revoked.Indexes.Select(index => index >> 8).Distinct().Take(most).ToArray();
        for (var count = words.Length; count > 0; count /= 2)
        {
            var chosen = words.Take(count).ToHashSet();
            var part = revoked with { Indexes = [.. revoked.Indexes.Where(index => chosen.Contains(index >> 8))] };
            var data = await calls.RevokeAsync(network, part, cancellationToken);
            var entry = new TransactionEntry("revocations", part.Issuer, part.AnchoringId, part.Indexes);
            var outcome = await sender.SendAsync(network, lane, new LedgerCall("revocations", network.Registry.Address, data, [entry]), cancellationToken);
            if (outcome == SigningOutcome.Signed) return true;
            if (outcome is not (SigningOutcome.TooLarge or SigningOutcome.Refused)) return false;
        }
        return false;
    }
}
