using System.Security.Cryptography;
using System.Text;
using Anchor.Merkle;
using Npgsql;
using NpgsqlTypes;

namespace Anchor.Issuance.Keys;

/// <summary>
/// One data key per learner and issuer, wrapped by the tenant key. Erasing a learner's row makes every draft and
/// document about that learner unreadable for good.
/// </summary>
/// <param name="database">Where the wrapped keys live; may be a database outside ordinary backups.</param>
internal sealed class SubjectKeys(SubjectKeyDatabase database)
{
    private const int KeyLength = 32;

    // In a fixed order, so that two hosts that make the same keys wait for each other instead of deadlocking.
    private const string EnsureMany = """
        WITH wanted AS (SELECT * FROM unnest($1, $2, $3) AS w(tenant, subject, wrapped)),
        made AS (
            INSERT INTO anchor.anchor_subject_keys (tenant_id, subject, wrapped)
            SELECT tenant, subject, wrapped FROM wanted ORDER BY tenant, subject ON CONFLICT DO NOTHING RETURNING tenant_id, subject, wrapped)
        SELECT tenant_id, subject, wrapped FROM made
        UNION ALL
        SELECT k.tenant_id, k.subject, k.wrapped FROM wanted JOIN anchor.anchor_subject_keys k ON k.tenant_id = wanted.tenant AND k.subject = wanted.subject
        """;

    /// <summary>The data keys of these learners, made where there are none yet; two round trips however many they are.</summary>
    public async Task<IReadOnlyDictionary<Hash32, byte[]>> EnsureAsync(
        IssuerId issuer, TenantKey tenantKey, IReadOnlyCollection<Hash32> subjects, CancellationToken cancellationToken)
    {
        var known = await ReadAsync(issuer, tenantKey, subjects, cancellationToken);
        // In a fixed order, so that two hosts that make the same keys wait for each other instead of deadlocking.
        var missing = subjects.Where(subject => !known.ContainsKey(subject)).Distinct().Select(subject => subject.ToArray())
            .Order(Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right))).ToArray();
        if (missing.Length == 0) return known;

        var made = missing.ToDictionary(subject => new Hash32(subject), _ => RandomNumberGenerator.GetBytes(KeyLength));
        await using (var command = database.DataSource.CreateCommand(
            """
            INSERT INTO anchor.anchor_subject_keys (tenant_id, subject, wrapped)
            SELECT $1, subject, wrapped FROM unnest($2, $3) AS made(subject, wrapped) ON CONFLICT DO NOTHING RETURNING subject
            """))
        {
            command.Parameters.Add(new() { Value = issuer.Tenant });
            command.Parameters.Add(new() { Value = missing });
            command.Parameters.Add(new() { Value = missing.Select(subject => Sealed.Seal(tenantKey.Wrapping, made[new Hash32(subject)], AssociatedData(issuer, subject))).ToArray() });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var subject = new Hash32(reader.GetFieldValue<byte[]>(0));
                known.Add(subject, made[subject]);
            }
        }
        // A key that someone else made meanwhile is not among those: theirs stands, and is read.
        return subjects.All(known.ContainsKey) ? known : await ReadAsync(issuer, tenantKey, subjects, cancellationToken);
    }

    /// <summary>The data keys of learners of several issuers, made where there are none yet; one round trip, two where others make the same keys.</summary>
    /// <param name="connection">A transaction that the keys belong to, where they live in its database; else null.</param>
    /// <param name="subjects">Whose; each once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyDictionary<SubjectName, byte[]>> EnsureAsync(
        NpgsqlConnection? connection, IReadOnlyCollection<(SubjectName Name, TenantKey TenantKey)> subjects, CancellationToken cancellationToken)
    {
        var tenantKeys = subjects.ToDictionary(each => each.Name, each => each.TenantKey);
        // Where a key is there already, the one made here is thrown away; asking first would cost a round trip more.
        var made = subjects.Select(each => (each.Name, Key: RandomNumberGenerator.GetBytes(KeyLength))).ToArray();
        // What is not in the answer was committed by someone else while this waited for it: the second time it is seen.
        var keys = new Dictionary<SubjectName, byte[]>(made.Length);
        for (var attempt = 0; keys.Count < made.Length; attempt++)
        {
            if (attempt == 3) throw new InvalidOperationException("Subject keys come and go faster than they can be read.");
            await using var command = connection is null ? database.DataSource.CreateCommand(EnsureMany) : new NpgsqlCommand(EnsureMany, connection);
            command.Parameters.Add(new() { Value = made.Select(each => each.Name.Issuer.Tenant).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
            command.Parameters.Add(new() { Value = made.Select(each => each.Name.Subject.ToArray()).ToArray() });
            command.Parameters.Add(new() { Value = made.Select(each => Wrap(tenantKeys[each.Name], each.Name, each.Key)).ToArray() });
            // Only a connection can keep a prepared statement.
            if (connection is not null) await command.PrepareAsync(cancellationToken);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var subject = reader.GetFieldValue<byte[]>(1);
                var name = new SubjectName(new IssuerId(Guid.ParseExact(reader.GetString(0), "n")), new Hash32(subject));
                keys[name] = Sealed.Open(tenantKeys[name].Wrapping, reader.GetFieldValue<byte[]>(2), AssociatedData(name.Issuer, subject));
            }
        }
        return keys;
    }

    /// <summary>Whether the keys live in a database, so that they can be made in its transactions.</summary>
    public bool LiveIn(NpgsqlDataSource other) => ReferenceEquals(database.DataSource, other);

    /// <summary>The data keys of those learners who have one; an erased learner has none.</summary>
    public async Task<IReadOnlyDictionary<Hash32, byte[]>> FindAsync(
        IssuerId issuer, TenantKey tenantKey, IReadOnlyCollection<Hash32> subjects, CancellationToken cancellationToken) =>
        await ReadAsync(issuer, tenantKey, subjects, cancellationToken);

    /// <summary>Unwraps a data key that was read beside something else.</summary>
    /// <exception cref="CryptographicException">It was wrapped for another learner or under another issuer's key.</exception>
    public static byte[] Open(IssuerId issuer, TenantKey tenantKey, Hash32 subject, ReadOnlySpan<byte> wrapped) =>
        Sealed.Open(tenantKey.Wrapping, wrapped, AssociatedData(issuer, subject.ToArray()));

    private async Task<Dictionary<Hash32, byte[]>> ReadAsync(
        IssuerId issuer, TenantKey tenantKey, IReadOnlyCollection<Hash32> subjects, CancellationToken cancellationToken)
    {
        await using var command = database.DataSource.CreateCommand(
            "SELECT subject, wrapped FROM anchor.anchor_subject_keys WHERE tenant_id = $1 AND subject = ANY($2)");
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = subjects.Distinct().Select(subject => subject.ToArray()).ToArray() });
        var keys = new Dictionary<Hash32, byte[]>(subjects.Count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var subject = reader.GetFieldValue<byte[]>(0);
            keys[new Hash32(subject)] = Sealed.Open(tenantKey.Wrapping, reader.GetFieldValue<byte[]>(1), AssociatedData(issuer, subject));
        }
        return keys;
    }

    private static byte[] Wrap(TenantKey tenantKey, SubjectName name, byte[] key) =>
        Sealed.Seal(tenantKey.Wrapping, key, AssociatedData(name.Issuer, name.Subject.ToArray()));

    private static byte[] AssociatedData(IssuerId issuer, byte[] subject) => [.. Encoding.ASCII.GetBytes(issuer.Tenant), .. subject];
}

/// <summary>A learner as one issuer refers to him.</summary>
internal readonly record struct SubjectName(IssuerId Issuer, Hash32 Subject);

/// <summary>The database that holds the wrapped subject keys.</summary>
internal sealed record SubjectKeyDatabase(NpgsqlDataSource DataSource);
