using System.Runtime.CompilerServices;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Chain.Registry;

/// <summary>How a registry's history is walked.</summary>
public sealed record RegistryHistoryOptions
{
    /// <summary>The most blocks asked for at once; halved when a node refuses, doubled again when it does not. Default 5,000; at least 1.</summary>
    public ulong MaxBlocks { get; init; } = 5_000;

    /// <summary>Whose events are wanted; null for everybody's.</summary>
    public IReadOnlyCollection<Address>? Issuers { get; init; }
}

/// <summary>One stretch of a registry's history.</summary>
/// <param name="FromBlock">The first block of the stretch.</param>
/// <param name="ToBlock">The last one: everything up to here is told, so the next walk begins after it.</param>
/// <param name="ToBlockHash">Its hash; when it has another one later, the stretch was undone and has to be walked again.</param>
/// <param name="Events">The events, in the chain's order.</param>
public sealed record RegistryPage(ulong FromBlock, ulong ToBlock, Hash32 ToBlockHash, IReadOnlyList<RegistryEvent> Events);

/// <summary>Walks what happened at a registry, block by block, in stretches that a node can bear.</summary>
/// <param name="client">The node; of a pool one node answers for one stretch.</param>
/// <param name="registry">The registry.</param>
/// <param name="options">The length of a stretch, and whose events.</param>
public sealed class RegistryHistory(IEvmClient client, Address registry, RegistryHistoryOptions options)
{
    // One issuer can be asked for; several are picked out here, since nodes bound lists of topics differently.
    private readonly Hash32? _onlyIssuer = options.Issuers is { Count: 1 } one ? AnchoredEvent.IssuerTopic(one.First()) : null;

    /// <summary>Tells the events from one block to another, both included, as far as the node has come.</summary>
    /// <param name="fromBlock">The first block; after an earlier walk, the one after its last <see cref="RegistryPage.ToBlock"/>.</param>
    /// <param name="toBlock">The last block; for what cannot be undone any more, the newest final one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Stretches without gaps; see <see cref="LogHistory"/>.</returns>
    /// <exception cref="RpcException">A node gives no answer, or refuses even a single block; what was told before stays true.</exception>
    public async IAsyncEnumerable<RegistryPage> ReadAsync(ulong fromBlock, ulong toBlock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var history = new LogHistory(client, registry, [null, _onlyIssuer], options.MaxBlocks);
        await foreach (var page in history.ReadAsync(fromBlock, toBlock, cancellationToken).ConfigureAwait(false))
            yield return new RegistryPage(page.FromBlock, page.ToBlock, page.ToBlockHash, Events(page.Logs));
    }

    private List<RegistryEvent> Events(IReadOnlyList<EventLog> logs)
    {
        var events = new List<RegistryEvent>();
        foreach (var log in logs)
            if (RegistryEvent.Read(log) is { } happened && (options.Issuers is null || options.Issuers.Contains(happened.Issuer)))
                events.Add(happened);
        return events;
    }
}
