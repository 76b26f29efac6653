using Npgsql;

namespace Anchor.Issuance.Anchoring;

/// <summary>Lets one host at a time run a loop; the lock ends with its connection, so a dead host never keeps it.</summary>
internal sealed class LeaderLock(NpgsqlDataSource dataSource, long number) : IAsyncDisposable
{
    private NpgsqlConnection? _connection;

    /// <summary>Becomes, or still is, the leader.</summary>
    public async Task<bool> HoldAsync(CancellationToken cancellationToken)
    {
        if (_connection is not null)
            try
            {
                await using var alive = new NpgsqlCommand("SELECT 1", _connection);
                await alive.ExecuteScalarAsync(cancellationToken);
                return true;
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
            {
                await DisposeAsync();
            }
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection))
        {
            command.Parameters.Add(new() { Value = number });
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                _connection = connection;
                return true;
            }
        }
        await connection.DisposeAsync();
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        try
        {
            // A pooled connection keeps session locks, so the lock is given back in so many words.
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and the lock with it.
        }
        await connection.DisposeAsync();
    }
}
