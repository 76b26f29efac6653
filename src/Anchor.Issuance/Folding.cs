using Anchor.EventStore;

namespace Anchor.Issuance;

/// <summary>Rebuilds a state from its stream.</summary>
internal static class Folding
{
    public static async Task<TState> FoldAsync<TState>(
        this EventStore.EventStore store, IssuerId issuer, Guid streamId, TState seed, Func<TState, object, TState> evolve, CancellationToken cancellationToken)
    {
        var events = await store.ReadStreamAsync(issuer.Tenant, streamId, null, null, cancellationToken);
        return events.Aggregate(seed, (state, stored) => evolve(state, stored.Data));
    }

    public static Task<EventTransaction> BeginAsync(this EventStore.EventStore store, Actor actor, CancellationToken cancellationToken) =>
        store.BeginAsync(actor.Issuer.Tenant, new EventMetadata(System.Diagnostics.Activity.Current?.TraceId.ToString(), null, actor.Id), cancellationToken);
}
