using Anchor.EventStore;
using Npgsql;

namespace Anchor.Issuance.Views;

/// <summary>Credentials per achievement and day (UTC), counted behind the writers so that they need not wait.</summary>
internal sealed class IssuedCounts : ISetProjection
{
    public string Name => "issued-counts";

    public async Task ClearAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("DELETE FROM anchor.anchor_view_issued", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task ApplyAsync(NpgsqlConnection connection, long after, long upTo, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO anchor.anchor_view_issued AS v (tenant_id, achievement_id, day, issued)
            SELECT tenant_id, (data->>'achievementId')::uuid, ("timestamp" AT TIME ZONE 'UTC')::date, count(*)
            FROM anchor.mt_events
            WHERE seq_id > $1 AND seq_id <= $2 AND type IN ('credential_issued_v1', 'credential_issued_v2') AND data->>'achievementId' IS NOT NULL
            GROUP BY 1, 2, 3
            ON CONFLICT (tenant_id, achievement_id, day) DO UPDATE SET issued = v.issued + excluded.issued
            """, connection);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = upTo });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
