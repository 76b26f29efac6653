using System.Security.Cryptography;
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
    private const int AssociatedLength = 32 + Hash32.Length;

    /// <summary>The data keys of these learners, made where there are none yet; two round trips however many they are.</summary>
    public async Task<IReadOnlyDictionary<Hash32, byte[]>> EnsureAsync(
        IssuerId issuer, TenantKey tenantKey, IReadOnlyCollection<Hash32> subjects, CancellationToken cancellationToken)
    {
        var known = await ReadAsync(issuer, tenantKey, subjects, cancellationToken);
        var missing = subjects.Where(subject => !known.ContainsKey(subject)).ToArray();
        if (missing.Length == 0) return known;
        foreach (var (subject, key) in await EnsureNewAsync(issuer, tenantKey, missing, cancellationToken)) known[subject] = key;
        return known;
    }

    /// <summary>
    /// The data keys of learners of whom most have none yet: made without asking first, in one round trip, or two where some
    /// of them had one, whose keys stand.
    /// </summary>
    public async Task<IReadOnlyDictionary<Hash32, byte[]>> EnsureNewAsync(
        IssuerId issuer, TenantKey tenantKey, IReadOnlyCollection<Hash32> subjects, CancellationToken cancellationToken)
    {
        // In a fixed order, so that two hosts that make the same keys wait for each other instead of deadlocking.
        var wanted = subjects.Distinct().ToArray();
        Array.Sort(wanted, (left, right) => left.AsSpan().SequenceCompareTo(right.AsSpan()));
        var (made, wrapped) = Make(issuer, tenantKey, wanted);
        await using var command = database.DataSource.CreateCommand(
            """
            INSERT INTO anchor.anchor_subject_keys (tenant_id, subject, wrapped)
            SELECT $1, subject, wrapped FROM unnest($2, $3) AS made(subject, wrapped) ON CONFLICT DO NOTHING
            """);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = Array.ConvertAll(wanted, subject => subject.ToArray()) });
        command.Parameters.Add(new() { Value = wrapped });
        return await command.ExecuteNonQueryAsync(cancellationToken) == wanted.Length ? made : await ReadAsync(issuer, tenantKey, wanted, cancellationToken);
    }

    private static (Dictionary<Hash32, byte[]> Keys, byte[][] Wrapped) Make(IssuerId issuer, TenantKey tenantKey, Hash32[] subjects)
    {
        var keys = Array.ConvertAll(subjects, _ => new byte[KeyLength]);
        var wrapped = new byte[subjects.Length][];
        var random = RandomNumberGenerator.GetBytes(subjects.Length * (KeyLength + Sealed.NonceLength));
        var nonces = subjects.Length * KeyLength;
        Parallel.For(0, subjects.Length, i =>
        {
            random.AsSpan(i * KeyLength, KeyLength).CopyTo(keys[i]);
            wrapped[i] = Wrap(tenantKey, random.AsSpan(nonces + i * Sealed.NonceLength, Sealed.NonceLength), issuer, subjects[i], keys[i]);
        });
        CryptographicOperations.ZeroMemory(random);
        var made = new Dictionary<Hash32, byte[]>(subjects.Length);
        for (var i = 0; i < subjects.Length; i++) made.Add(subjects[i], keys[i]);
        return (made, wrapped);
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
                var name = new SubjectName(new IssuerId(Guid.ParseExact(reader.GetString(0), "n")), new Hash32(reader.GetFieldValue<byte[]>(1)));
                keys[name] = Open(name.Issuer, tenantKeys[name], name.Subject, reader.GetFieldValue<byte[]>(2));
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
        keep.Parameters.Add(new() { Value = made.Select(name => Wrap(tenantKeys[name], RandomNumberGenerator.GetBytes(Sealed.NonceLength), name.Issuer, name.Subject, keys[name])).ToArray() });
        return (keys, keep);
    }

    /// <summary>Whether the keys live beside the documents, so that they can be read with them and made in their transactions.</summary>
    public bool LiveBesideDocuments => database.IsOfDocuments;

    /// <summary>The data keys of those learners who have one; an erased learner has none.</summary>
    public async Task<IReadOnlyDictionary<Hash32, byte[]>> FindAsync(
        IssuerId issuer, TenantKey tenantKey, IReadOnlyCollection<Hash32> subjects, CancellationToken cancellationToken) =>
        await ReadAsync(issuer, tenantKey, subjects, cancellationToken);

    /// <summary>Unwraps a data key that was read beside something else.</summary>
    /// <exception cref="CryptographicException">It was wrapped for another learner or under another issuer's key.</exception>
    public static byte[] Open(IssuerId issuer, TenantKey tenantKey, Hash32 subject, ReadOnlySpan<byte> wrapped)
    {
        Span<byte> associated = stackalloc byte[AssociatedLength];
        WriteAssociatedData(issuer, subject, associated);
        return tenantKey.Unwrap(wrapped, associated);
    }

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
            var subject = new Hash32(reader.GetFieldValue<byte[]>(0));
            keys[subject] = Open(issuer, tenantKey, subject, reader.GetFieldValue<byte[]>(1));
        }
        return keys;
    }

    private static void AddNames(NpgsqlParameterCollection parameters, IReadOnlyCollection<SubjectName> names)
    {
        parameters.Add(new() { Value = names.Select(name => name.Issuer.Tenant).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        parameters.Add(new() { Value = names.Select(name => name.Subject.ToArray()).ToArray() });
    }

    private static byte[] Wrap(TenantKey tenantKey, ReadOnlySpan<byte> nonce, IssuerId issuer, Hash32 subject, byte[] key)
    {
        Span<byte> associated = stackalloc byte[AssociatedLength];
        WriteAssociatedData(issuer, subject, associated);
        return tenantKey.Wrap(nonce, key, associated);
    }

    // The tenant as text ‖ the subject.
    private static void WriteAssociatedData(IssuerId issuer, Hash32 subject, Span<byte> destination)
    {
        issuer.Value.TryFormat(destination, out var written, "n");
        subject.CopyTo(destination[written..]);
    }
}

/// <summary>A learner as one issuer refers to him.</summary>
internal readonly record struct SubjectName(IssuerId Issuer, Hash32 Subject);

/// <summary>The database that holds the wrapped subject keys.</summary>
/// <param name="DataSource">Connections to it.</param>
/// <param name="IsOfDocuments">Whether it is the one that holds everything else.</param>
internal sealed record SubjectKeyDatabase(NpgsqlDataSource DataSource, bool IsOfDocuments);
