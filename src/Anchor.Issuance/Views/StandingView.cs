using Anchor.EventStore;
using Anchor.Events;
using Npgsql;
using NpgsqlTypes;

namespace Anchor.Issuance.Views;

/// <summary>The credentials that were ever revoked or suspended, with the dates; written with the events, many in one statement.</summary>
internal sealed class StandingView : IInlineProjection, IRebuildableProjection
{
    public string Name => "standings";

    public async Task ClearAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("DELETE FROM anchor.anchor_view_standings", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken)
    {
        // One statement cannot touch a row twice, and the order of what happened to one credential counts.
        var run = new Run();
        foreach (var row in events.Select(RowOf).OfType<Row>())
        {
            if (!run.TryAdd(row))
            {
                await run.WriteAsync(connection, cancellationToken);
                run = new Run();
                run.TryAdd(row);
            }
        }
        await run.WriteAsync(connection, cancellationToken);
    }

    private static Row? RowOf(StoredEvent stored) => stored.Data switch
    {
        CredentialRevokedV1 e => new Row(Kind.Revoked, stored.Tenant, e.CredentialId, e.StatusList, e.StatusIndex, e.Reason, e.EffectiveAt),
        CredentialSuspendedV1 e => new Row(Kind.Suspended, stored.Tenant, e.CredentialId, e.StatusList, e.StatusIndex, e.Reason, e.EffectiveAt),
        CredentialReinstatedV1 e => new Row(Kind.Reinstated, stored.Tenant, e.CredentialId, e.StatusList, e.StatusIndex, e.Reason, e.EffectiveAt),
        _ => null,
    };

    private enum Kind
    {
        Revoked,
        Suspended,
        Reinstated,
    }

    private sealed record Row(Kind Kind, string Tenant, Guid Credential, int? List, int? Index, string Reason, DateTimeOffset From);

    /// <summary>Events of one kind about different credentials.</summary>
    private sealed class Run
    {
        private readonly List<Row> _rows = [];
        private readonly HashSet<(string, Guid)> _credentials = [];

        public bool TryAdd(Row row)
        {
            if (_rows.Count > 0 && (_rows[0].Kind != row.Kind || _credentials.Contains((row.Tenant, row.Credential)))) return false;
            _credentials.Add((row.Tenant, row.Credential));
            _rows.Add(row);
            return true;
        }

        public async Task WriteAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
        {
            if (_rows.Count == 0) return;
            var (columns, values, update) = _rows[0].Kind switch
            {
                Kind.Revoked => ("revoked_from, revoked_reason", "moment, reason", "revoked_from = excluded.revoked_from, revoked_reason = excluded.revoked_reason"),
                // A suspension that begins before the one before it has ended goes on from there.
                Kind.Suspended => ("suspended_from, suspended_reason", "moment, reason",
                    "suspended_from = CASE WHEN v.suspended_until >= excluded.suspended_from THEN least(v.suspended_from, excluded.suspended_from) ELSE excluded.suspended_from END, "
                    + "suspended_reason = excluded.suspended_reason, suspended_until = NULL"),
                _ => ("suspended_until", "moment", "suspended_until = excluded.suspended_until"),
            };
            await using var command = new NpgsqlCommand(
                $"""
                INSERT INTO anchor.anchor_view_standings AS v (tenant_id, credential_id, status_list, status_index, {columns})
                SELECT tenant, credential, list, place, {values} FROM unnest($1, $2, $3, $4, $5, $6) AS t(tenant, credential, list, place, reason, moment)
                ON CONFLICT (tenant_id, credential_id) DO UPDATE SET {update}
                """, connection);
            command.Parameters.Add(new() { Value = _rows.ConvertAll(row => row.Tenant).ToArray() });
            command.Parameters.Add(new() { Value = _rows.ConvertAll(row => row.Credential).ToArray() });
            command.Parameters.Add(new() { Value = _rows.ConvertAll(row => row.List).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
            command.Parameters.Add(new() { Value = _rows.ConvertAll(row => row.Index).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
            command.Parameters.Add(new() { Value = _rows.ConvertAll(row => row.Reason).ToArray() });
            command.Parameters.Add(new() { Value = _rows.ConvertAll(row => row.From.UtcDateTime).ToArray() });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
