using Anchor.EventStore;
using Anchor.Events;
using Npgsql;

namespace Anchor.Issuance.Views;

/// <summary>Credentials per achievement and day (UTC), counted behind the writers so that they need not wait.</summary>
internal sealed class IssuedCounts : IRebuildableProjection
{
    public string Name => "issued-counts";

    public async Task ClearAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("DELETE FROM anchor.anchor_view_issued", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken)
    {
        var counts = events.Where(stored => stored.Data is CredentialIssuedV2 { AchievementId: not null })
            .CountBy(stored => (stored.Tenant, AchievementId: ((CredentialIssuedV2)stored.Data).AchievementId!.Value, Day: DateOnly.FromDateTime(stored.Timestamp.UtcDateTime)))
            .ToArray();
        if (counts.Length == 0) return;
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO anchor.anchor_view_issued AS v (tenant_id, achievement_id, day, issued)
            SELECT * FROM unnest($1, $2, $3, $4)
            ON CONFLICT (tenant_id, achievement_id, day) DO UPDATE SET issued = v.issued + excluded.issued
            """, connection);
        command.Parameters.Add(new() { Value = counts.Select(count => count.Key.Tenant).ToArray() });
        command.Parameters.Add(new() { Value = counts.Select(count => count.Key.AchievementId).ToArray() });
        command.Parameters.Add(new() { Value = counts.Select(count => count.Key.Day).ToArray() });
        command.Parameters.Add(new() { Value = counts.Select(count => (long)count.Value).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
