using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Anchor.Issuance.Access;

/// <summary>What an API key may do.</summary>
public static class Scopes
{
    /// <summary>See batches, credentials and achievements.</summary>
    public const string Read = "read";

    /// <summary>Define achievements, open batches, import and issue.</summary>
    public const string Issue = "issue";

    /// <summary>Approve batches.</summary>
    public const string Approve = "approve";

    /// <summary>Revoke and suspend.</summary>
    public const string Revoke = "revoke";

    /// <summary>Change the issuer, its accounts and its API keys.</summary>
    public const string Admin = "admin";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Read, Issue, Approve, Revoke, Admin];
}

/// <summary>A caller whose key was recognised.</summary>
public sealed record Caller(Actor Actor, IReadOnlySet<string> Scopes);

/// <summary>API keys of issuers. Only SHA-256 of a key is stored; the key is 256 random bits, so that nothing slower is needed.</summary>
public sealed class ApiKeys(NpgsqlDataSource dataSource, TimeProvider clock)
{
    private const string Prefix = "anchor_";
    private const int MaxRecognised = 10_000;

    // How long a key that another host revoked still opens doors here; one that this host revoked opens none from then on.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    // By SHA-256 of the key, so that no key stays in memory for it.
    private readonly ConcurrentDictionary<string, (Caller Caller, long Revocations, DateTimeOffset ReadAt)> _recognised = new(StringComparer.Ordinal);
    private long _revocations;

    /// <summary>Makes a key.</summary>
    /// <returns>Its id and the key itself, which is shown this once.</returns>
    /// <exception cref="ArgumentException">A scope is unknown, or there is none.</exception>
    public async Task<(Guid Id, string Key)> CreateAsync(IssuerId issuer, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        if (scopes.Count == 0 || scopes.Except(Scopes.All).Any()) throw new ArgumentException("The scopes are read, issue, approve, revoke and admin.", nameof(scopes));
        var id = Guid.CreateVersion7();
        var key = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await using var command = dataSource.CreateCommand(
            "INSERT INTO anchor.anchor_api_keys (id, tenant_id, hash, scopes, created) VALUES ($1, $2, $3, $4, $5)");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = HashOf(key) });
        command.Parameters.Add(new() { Value = scopes.ToArray() });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return (id, key);
    }

    /// <summary>Recognises a key.</summary>
    /// <returns>Null when there is no such key, or it was revoked; on another host at most two seconds ago.</returns>
    public async Task<Caller?> FindAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length > 200 || !key.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var hash = HashOf(key);
        var now = clock.GetUtcNow();
        // Before the row is read: what is revoked meanwhile must not be remembered.
        var revocations = Volatile.Read(ref _revocations);
        if (_recognised.TryGetValue(Convert.ToHexString(hash), out var known) && known.Revocations == revocations && known.ReadAt + Lifetime > now) return known.Caller;
        if (await ReadAsync(hash, cancellationToken) is not { } caller) return null;
        if (_recognised.Count >= MaxRecognised) _recognised.Clear();
        _recognised[Convert.ToHexString(hash)] = (caller, revocations, now);
        return caller;
    }

    /// <summary>Ends a key.</summary>
    /// <returns>False when the issuer has no such key.</returns>
    public async Task<bool> RevokeAsync(IssuerId issuer, Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "UPDATE anchor.anchor_api_keys SET revoked = coalesce(revoked, $3) WHERE tenant_id = $1 AND id = $2");
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        var ended = await command.ExecuteNonQueryAsync(cancellationToken) == 1;
        Interlocked.Increment(ref _revocations);
        return ended;
    }

    private async Task<Caller?> ReadAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT id, tenant_id, scopes FROM anchor.anchor_api_keys WHERE hash = $1 AND revoked IS NULL");
        command.Parameters.Add(new() { Value = hash });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Caller(
                new Actor(new IssuerId(Guid.ParseExact(reader.GetString(1), "n")), reader.GetGuid(0).ToString()),
                reader.GetFieldValue<string[]>(2).ToHashSet(StringComparer.Ordinal))
            : null;
    }

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
