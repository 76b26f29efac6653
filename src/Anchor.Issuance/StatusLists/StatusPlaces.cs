using System.Collections.Concurrent;
using Anchor.Credentials.StatusLists;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Keys;
using Npgsql;

namespace Anchor.Issuance.StatusLists;

/// <summary>Gives credentials their places in status lists. A place is given once; those that come to nothing stay empty.</summary>
/// <remarks>
/// Only a counter is kept for each list; which place follows which is the tenant's secret (<see cref="IndexPermutation"/>). Places are
/// taken in a transaction of their own, so that nobody who issues holds up another.
/// </remarks>
internal sealed class StatusPlaces(
    EventStore.EventStore store, KeyRing keys, StatusAddresses addresses, StatusListOptions options, TimeProvider clock)
{
    // Single credentials draw from a few places that the host took beforehand.
    private const int TakenAhead = 64;

    private const int MaxOrders = 1_000;

    private readonly ConcurrentDictionary<IssuerId, Shelf> _shelves = [];
    private readonly ConcurrentDictionary<(IssuerId, int Number, int Size), IndexPermutation> _orders = [];

    /// <summary>The stream of one list.</summary>
    public static Guid ListId(IssuerId issuer, int number, string purpose) =>
        DerivedId.From("status-list", issuer.Tenant, number.ToString(System.Globalization.CultureInfo.InvariantCulture), purpose);

    /// <summary>A place for one credential; null where the host has no public address.</summary>
    public async Task<StatusPlace?> TakeOneAsync(IssuerId issuer, CancellationToken cancellationToken)
    {
        if (addresses.Of(issuer) is null) return null;
        var shelf = _shelves.GetOrAdd(issuer, _ => new Shelf());
        if (shelf.Places.TryDequeue(out var place)) return place;
        await shelf.Filling.WaitAsync(cancellationToken);
        try
        {
            if (shelf.Places.TryDequeue(out place)) return place;
            var taken = await TakeAsync(issuer, TakenAhead, cancellationToken);
            foreach (var each in taken.AsSpan(1)) shelf.Places.Enqueue(each);
            return taken[0];
        }
        finally
        {
            shelf.Filling.Release();
        }
    }

    /// <summary>Places for many credentials; empty where the host has no public address.</summary>
    public async Task<StatusPlace[]> TakeAsync(IssuerId issuer, int count, CancellationToken cancellationToken)
    {
        if (addresses.Of(issuer) is null) return [];
        var runs = await TakeRunsAsync(issuer, count, cancellationToken);
        var tenantKey = await keys.TenantKeyAsync(issuer, cancellationToken);
        var places = new StatusPlace[count];
        var at = 0;
        foreach (var run in runs)
        {
            var order = OrderOf(issuer, run, tenantKey);
            for (var i = 0; i < run.Count; i++) places[at + i] = new StatusPlace(run.Number, order.At(run.First + i));
            at += run.Count;
        }
        return places;
    }

    // A list's order never changes, and learning it takes thousands of HMACs.
    private IndexPermutation OrderOf(IssuerId issuer, Run run, TenantKey tenantKey)
    {
        if (_orders.TryGetValue((issuer, run.Number, run.Size), out var known)) return known;
        if (_orders.Count >= MaxOrders) _orders.Clear();
        return _orders.GetOrAdd((issuer, run.Number, run.Size), _ => new IndexPermutation(run.Size, tenantKey.StatusSeedOf(run.Number)));
    }

    private async Task<List<Run>> TakeRunsAsync(IssuerId issuer, int count, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(new Actor(issuer, "host:status-lists"), cancellationToken);
        var list = await LockLastAsync(transaction.Connection, issuer, cancellationToken);
        var runs = new List<Run>();
        for (var left = count; left > 0;)
        {
            if (list.Taken == list.Size) list = await OpenAsync(transaction, issuer, list.Number + 1, cancellationToken);
            var run = new Run(list.Number, list.Size, list.Taken, Math.Min(left, list.Size - list.Taken));
            await TakeAsync(transaction.Connection, issuer, run, cancellationToken);
            list = list with { Taken = list.Taken + run.Count };
            left -= run.Count;
            runs.Add(run);
        }
        await transaction.CommitAsync(cancellationToken);
        return runs;
    }

    /// <summary>The newest list, or one of size 0 where there is none; nobody else takes places until the transaction ends.</summary>
    private static async Task<StatusListCounter> LockLastAsync(NpgsqlConnection connection, IssuerId issuer, CancellationToken cancellationToken)
    {
        await using var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended('anchor-status-lists/' || $1, 0))", connection);
        turn.Parameters.Add(new() { Value = issuer.Tenant });
        await turn.ExecuteNonQueryAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT number, size, taken FROM anchor.anchor_status_lists WHERE tenant_id = $1 ORDER BY number DESC LIMIT 1", connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new StatusListCounter(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2)) : new StatusListCounter(0, 0, 0);
    }

    private async Task<StatusListCounter> OpenAsync(EventTransaction transaction, IssuerId issuer, int number, CancellationToken cancellationToken)
    {
        foreach (var purpose in StatusPlace.Purposes)
        {
            var opened = new StatusListOpenedV1(ListId(issuer, number, purpose), issuer.Value, number, purpose, options.Size, clock.GetUtcNow());
            if (await transaction.AppendAsync("status-list", opened.ListId, 0, [opened], cancellationToken) == AppendResult.Conflict)
                throw new InvalidOperationException($"The status list {number} was opened twice.");
        }
        await using var command = new NpgsqlCommand(
            """
            WITH list AS (INSERT INTO anchor.anchor_status_lists (tenant_id, number, size, taken) VALUES ($1, $2, $3, 0))
            INSERT INTO anchor.anchor_status_publications (tenant_id, number, purpose, version, due) SELECT $1, $2, purpose, 0, '-infinity' FROM unnest($4) AS purpose
            """, transaction.Connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = number });
        command.Parameters.Add(new() { Value = options.Size });
        command.Parameters.Add(new() { Value = StatusPlace.Purposes.ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new StatusListCounter(number, options.Size, 0);
    }

    private static async Task TakeAsync(NpgsqlConnection connection, IssuerId issuer, Run run, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE anchor.anchor_status_lists SET taken = taken + $3 WHERE tenant_id = $1 AND number = $2", connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = run.Number });
        command.Parameters.Add(new() { Value = run.Count });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private readonly record struct StatusListCounter(int Number, int Size, int Taken);

    private readonly record struct Run(int Number, int Size, int First, int Count);

    private sealed class Shelf
    {
        public ConcurrentQueue<StatusPlace> Places { get; } = new();

        public SemaphoreSlim Filling { get; } = new(1);
    }
}
