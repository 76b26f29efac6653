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

    /// <summary>The data keys of learners of several issuers, made up where there are none yet; one round trip.</summary>
    /// <param name="connection">Where to read, if the keys live in its database; else null, and what was made is also kept.</param>
    /// <param name="subjects">Whose; each once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The keys, and what keeps those that were made up with a transaction: it fails where somebody else made one meanwhile.</returns>
    public async Task<(IReadOnlyDictionary<SubjectName, byte[]> Keys, NpgsqlBatchCommand? Keep)> FindOrMakeAsync(
        NpgsqlConnection? connection, IReadOnlyCollection<(SubjectName Name, TenantKey TenantKey)> subjects, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<SubjectName, byte[]>(subjects.Count);
        if (connection is null)
        {
            foreach (var ofOne in subjects.GroupBy(each => (each.Name.Issuer, each.TenantKey)))
                foreach (var (subject, key) in await EnsureAsync(ofOne.Key.Issuer, ofOne.Key.TenantKey, [.. ofOne.Select(each => each.Name.Subject)], cancellationToken))
                    keys.Add(new SubjectName(ofOne.Key.Issuer, subject), key);
            return (keys, null);
        }

        var tenantKeys = subjects.ToDictionary(each => each.Name, each => each.TenantKey);
        // The inner LIMIT keeps a plan that was made while the table was small from scanning it when it is large.
        await using (var command = new NpgsqlCommand(
            """
            SELECT w.tenant, w.subject, k.wrapped FROM unnest($1, $2) AS w(tenant, subject)
            CROSS JOIN LATERAL (SELECT wrapped FROM anchor.anchor_subject_keys WHERE tenant_id = w.tenant AND subject = w.subject LIMIT 1) k
            """, connection))
        {
            AddNames(command.Parameters, tenantKeys.Keys);
            await command.PrepareAsync(cancellationToken);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var subject = reader.GetFieldValue<byte[]>(1);
                var name = new SubjectName(new IssuerId(Guid.ParseExact(reader.GetString(0), "n")), new Hash32(subject));
                keys[name] = Sealed.Open(tenantKeys[name].Wrapping, reader.GetFieldValue<byte[]>(2), AssociatedData(name.Issuer, subject));
            }
        }
        SubjectName[] made = [.. tenantKeys.Keys.Where(name => !keys.ContainsKey(name))];
        if (made.Length == 0) return (keys, null);
        foreach (var name in made) keys.Add(name, RandomNumberGenerator.GetBytes(KeyLength));
        // In a fixed order, so that two hosts that make the same keys wait for each other instead of deadlocking.
        var keep = new NpgsqlBatchCommand(
            """
            INSERT INTO anchor.anchor_subject_keys (tenant_id, subject, wrapped)
            SELECT * FROM unnest($1, $2, $3) AS made(tenant, subject, wrapped) ORDER BY tenant, subject
            """);
        AddNames(keep.Parameters, made);
        keep.Parameters.Add(new() { Value = made.Select(name => Wrap(tenantKeys[name], name, keys[name])).ToArray() });
        return (keys, keep);
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

    private static void AddNames(NpgsqlParameterCollection parameters, IReadOnlyCollection<SubjectName> names)
    {
        parameters.Add(new() { Value = names.Select(name => name.Issuer.Tenant).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        parameters.Add(new() { Value = names.Select(name => name.Subject.ToArray()).ToArray() });
    }

    private static byte[] Wrap(TenantKey tenantKey, SubjectName name, byte[] key) =>
        Sealed.Seal(tenantKey.Wrapping, key, AssociatedData(name.Issuer, name.Subject.ToArray()));

    private static byte[] AssociatedData(IssuerId issuer, byte[] subject) => [.. Encoding.ASCII.GetBytes(issuer.Tenant), .. subject];
}

/// <summary>A learner as one issuer refers to him.</summary>
internal readonly record struct SubjectName(IssuerId Issuer, Hash32 Subject);

/// <summary>The database that holds the wrapped subject keys.</summary>
internal sealed record SubjectKeyDatabase(NpgsqlDataSource DataSource);
