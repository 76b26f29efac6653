using Npgsql;

namespace Anchor.EventStore;

/// <summary>
/// Leaves out the check that each event has its stream, where many events are written behind streams that the same transaction has
/// just started or moved on: the check would read and lock every one of those rows again.
/// </summary>
/// <remarks>
/// PostgreSQL lets a role do so that may set <c>session_replication_role</c>: a superuser, or one it was granted to (PostgreSQL 15,
/// GRANT SET ON PARAMETER). For any other role the check is made. Triggers that a database has of its own on <c>mt_events</c> see
/// these rows when they are ENABLE ALWAYS.
/// </remarks>
internal sealed class ReferenceChecks
{
    private enum Leave
    {
        Unknown,
        Given,
        Denied,
    }

    private volatile Leave _leave;

    /// <summary>Runs something without the check.</summary>
    public async Task WithoutAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Func<Task> write, CancellationToken cancellationToken)
    {
        var leave = _leave is not Leave.Unknown and var known ? known : _leave = await AskAsync();
        try
        {
            if (leave == Leave.Given) await SetAsync("replica");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Taken away since; the next transaction asks again.
            _leave = Leave.Unknown;
            throw;
        }
        await write();
        if (leave == Leave.Given) await SetAsync("origin");

        async Task<Leave> AskAsync()
        {
            await using var command = new NpgsqlCommand("SELECT has_parameter_privilege('session_replication_role', 'SET')", connection, transaction);
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))! ? Leave.Given : Leave.Denied;
        }

        // Until the end of the transaction at the latest.
        async Task SetAsync(string role)
        {
            await using var command = new NpgsqlCommand($"SET LOCAL session_replication_role = {role}", connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
