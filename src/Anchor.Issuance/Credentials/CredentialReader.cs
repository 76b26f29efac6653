using System.Collections.Concurrent;
using Anchor.Credentials.Bundles;
using Anchor.Issuance.Keys;
using Npgsql;

namespace Anchor.Issuance.Credentials;

/// <summary>A stored credential with what belongs to it alone.</summary>
/// <param name="Document">The document, encrypted.</param>
/// <param name="DataKey">The learner's data key, for this one request; null where the learner was erased.</param>
/// <param name="StandingMark">Another one after each suspension, reinstatement and revocation; null before the first.</param>
/// <param name="Tokens">Where its tokens are, where it was minted.</param>
internal sealed record ReadCredential(StoredDocument Document, byte[]? DataKey, string? StandingMark, IReadOnlyList<TokenClaim> Tokens);

/// <summary>Reads single credentials, each in one round trip. Neither documents nor learners' keys are kept: erasing takes effect at once.</summary>
internal sealed class CredentialReader(NpgsqlDataSource dataSource, KeyRing keyRing, SubjectKeys subjectKeys)
{
    private const int MaxTenants = 100_000;

    // Whose a credential is never changes. Ids that are nobody's are not kept.
    private readonly ConcurrentDictionary<Guid, IssuerId> _tenants = [];

    /// <summary>The tenant of a credential whose id is known, for pages that everybody may open.</summary>
    public async Task<IssuerId?> TenantOfAsync(Guid id, CancellationToken cancellationToken)
    {
        if (_tenants.TryGetValue(id, out var known)) return known;
        if (await DocumentStore.TenantOfAsync(dataSource, id, cancellationToken) is not { } found) return null;
        if (_tenants.Count >= MaxTenants) _tenants.Clear();
        return _tenants[id] = found;
    }

    /// <summary>One credential; null where the issuer has none with this id.</summary>
    public async Task<ReadCredential?> FindAsync(IssuerId issuer, Guid id, CancellationToken cancellationToken)
    {
        var together = subjectKeys.LiveBesideDocuments;
        var tenantKey = await keyRing.TenantKeyAsync(issuer, cancellationToken);
        var found = await ReadAsync(issuer, id, together, cancellationToken);
        if (found is not { Document: var document, Wrapped: var wrapped, StandingMark: var mark, Tokens: var tokens }) return null;
        if (together) return new ReadCredential(document, wrapped is null ? null : SubjectKeys.Open(issuer, tenantKey, document.Subject, wrapped), mark, tokens);
        var dataKeys = await subjectKeys.FindAsync(issuer, tenantKey, [document.Subject], cancellationToken);
        return new ReadCredential(document, dataKeys.GetValueOrDefault(document.Subject), mark, tokens);
    }

    private async Task<(StoredDocument Document, byte[]? Wrapped, string? StandingMark, List<TokenClaim> Tokens)?> ReadAsync(
        IssuerId issuer, Guid id, bool withKey, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        var (key, keys) = withKey
            ? ("k.wrapped", "LEFT JOIN anchor.anchor_subject_keys k ON k.tenant_id = d.tenant_id AND k.subject = d.subject")
            : ("NULL::bytea", "");
        Add($"""
            SELECT d.id, d.batch_id, d.leaf_index, d.achievement_id, d.leaf, d.subject, d.issued, d.sealed, {key}, s::text FROM anchor.anchor_documents d {keys}
            LEFT JOIN anchor.anchor_view_standings s ON s.tenant_id = d.tenant_id AND s.credential_id = d.id WHERE d.tenant_id = $1 AND d.id = $2
            """);
        Add("SELECT chain_id, collection FROM anchor.anchor_view_tokens WHERE tenant_id = $1 AND credential_id = $2 AND status = 'minted' ORDER BY minted");
        await batch.PrepareAsync(cancellationToken);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        var document = DocumentStore.Of(reader);
        var wrapped = reader.IsDBNull(8) ? null : reader.GetFieldValue<byte[]>(8);
        var mark = reader.IsDBNull(9) ? null : reader.GetString(9);
        var tokens = new List<TokenClaim>();
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) tokens.Add(new TokenClaim((ulong)reader.GetInt64(0), reader.GetString(1)));
        return (document, wrapped, mark, tokens);

        void Add(string sql) => batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = issuer.Tenant }, new() { Value = id } } });
    }
}
