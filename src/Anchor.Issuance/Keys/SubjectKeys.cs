using System.Security.Cryptography;
using System.Text;
using Anchor.Merkle;
using Npgsql;

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

    /// <summary>The data keys of those learners who have one; an erased learner has none.</summary>
    public async Task<IReadOnlyDictionary<Hash32, byte[]>> FindAsync(
        IssuerId issuer, TenantKey tenantKey, IReadOnlyCollection<Hash32> subjects, CancellationToken cancellationToken) =>
        await ReadAsync(issuer, tenantKey, subjects, cancellationToken);

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

    private static byte[] AssociatedData(IssuerId issuer, byte[] subject) => [.. Encoding.ASCII.GetBytes(issuer.Tenant), .. subject];
}

/// <summary>The database that holds the wrapped subject keys.</summary>
internal sealed record SubjectKeyDatabase(NpgsqlDataSource DataSource);
