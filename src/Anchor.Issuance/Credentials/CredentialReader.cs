using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Anchor.Credentials.Bundles;
using Anchor.Issuance.Keys;
using Npgsql;
using NpgsqlTypes;

namespace Anchor.Issuance.Credentials;

/// <summary>A stored credential with what belongs to it alone.</summary>
/// <param name="Document">The document, encrypted.</param>
/// <param name="DataKey">The learner's data key, for this one request; null where the learner was erased.</param>
/// <param name="StandingMark">Another one after each suspension, reinstatement and revocation; null before the first.</param>
/// <param name="Tokens">Where its tokens are, where it was minted.</param>
internal sealed record ReadCredential(StoredDocument Document, byte[]? DataKey, string? StandingMark, IReadOnlyList<TokenClaim> Tokens);

/// <summary>
/// Reads single credentials. Those that are asked for while one round trip is under way share the next, whosever they are; nobody waits
/// for others to come. Neither documents nor learners' keys are kept: erasing takes effect at once.
/// </summary>
internal sealed class CredentialReader : IAsyncDisposable, IDisposable
{
    private const int MaxTenants = 100_000;
    private const int MaxTogether = 64;
    private const int MaxWaiting = 4_096;

    private readonly NpgsqlDataSource _dataSource;
    private readonly SharedIssueDatabase _database;
    private readonly KeyRing _keyRing;
    private readonly SubjectKeys _subjectKeys;

    // Whose a credential is never changes. Ids that are nobody's are not kept.
    private readonly ConcurrentDictionary<Guid, IssuerId> _tenants = [];
    private readonly Channel<Asked> _asked = Channel.CreateBounded<Asked>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Task _reading;

    public CredentialReader(NpgsqlDataSource dataSource, SharedIssueDatabase database, KeyRing keyRing, SubjectKeys subjectKeys)
    {
        (_dataSource, _database, _keyRing, _subjectKeys) = (dataSource, database, keyRing, subjectKeys);
        _reading = Task.Run(RunAsync);
    }

    /// <summary>The tenant of a credential whose id is known, for pages that everybody may open.</summary>
    public async Task<IssuerId?> TenantOfAsync(Guid id, CancellationToken cancellationToken)
    {
        if (_tenants.TryGetValue(id, out var known)) return known;
        if (await DocumentStore.TenantOfAsync(_dataSource, id, cancellationToken) is not { } found) return null;
        if (_tenants.Count >= MaxTenants) _tenants.Clear();
        return _tenants[id] = found;
    }

    /// <summary>One credential; null where the issuer has none with this id.</summary>
    public async Task<ReadCredential?> FindAsync(IssuerId issuer, Guid id, CancellationToken cancellationToken)
    {
        var tenantKey = await _keyRing.TenantKeyAsync(issuer, cancellationToken);
        var asked = new Asked(issuer, id, cancellationToken);
        await _asked.Writer.WriteAsync(asked, cancellationToken);
        if (await asked.Row.Task.WaitAsync(cancellationToken) is not { Document: var document } row) return null;
        if (_subjectKeys.LiveBesideDocuments)
            return new ReadCredential(document, row.Wrapped is null ? null : SubjectKeys.Open(issuer, tenantKey, document.Subject, row.Wrapped), row.StandingMark, row.Tokens);
        var dataKeys = await _subjectKeys.FindAsync(issuer, tenantKey, [document.Subject], cancellationToken);
        return new ReadCredential(document, dataKeys.GetValueOrDefault(document.Subject), row.StandingMark, row.Tokens);
    }

    /// <summary>Takes nothing more and reads what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        _asked.Writer.TryComplete();
        await _reading;
    }

    /// <summary>Takes nothing more; what waits is still read, without being waited for.</summary>
    public void Dispose() => _asked.Writer.TryComplete();

    private async Task RunAsync()
    {
        var together = new List<Asked>(MaxTogether);
        while (await _asked.Reader.WaitToReadAsync())
        {
            // Requests that the host has received already come along.
            await Task.Yield();
            together.Clear();
            while (together.Count < MaxTogether && _asked.Reader.TryRead(out var asked))
                if (!asked.AskerGone.IsCancellationRequested) together.Add(asked);
            if (together.Count == 0) continue;
            try
            {
                await ReadAsync(together);
            }
            catch (Exception e)
            {
                // Whoever waits behind them would wait as long for the same.
                foreach (var asked in together) asked.Row.TrySetException(e);
                while (_asked.Reader.TryRead(out var asked)) asked.Row.TrySetException(e);
            }
        }
    }

    // A credential is found only under the tenant that asked for it.
    private async Task ReadAsync(List<Asked> together)
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(_subjectKeys.LiveBesideDocuments ? WithKeys : WithoutKeys, connection);
        command.Parameters.Add(new() { Value = together.ConvertAll(asked => asked.Issuer.Tenant), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = together.ConvertAll(asked => asked.Id), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        await command.PrepareAsync();
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync())
                Answer(together[(int)reader.GetInt64(8) - 1], reader);
        foreach (var asked in together) asked.Row.TrySetResult(null);
    }

    // A row that cannot be read is the matter of whoever asked for it.
    private static void Answer(Asked asked, NpgsqlDataReader reader)
    {
        try
        {
            asked.Row.SetResult(new Row(
                DocumentStore.Of(reader), reader.IsDBNull(9) ? null : reader.GetFieldValue<byte[]>(9), reader.IsDBNull(10) ? null : reader.GetString(10),
                reader.IsDBNull(11) ? [] : [.. reader.GetFieldValue<string[]>(11).Select(TokenOf)]));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            asked.Row.SetException(e);
        }
    }

    private static TokenClaim TokenOf(string text) =>
        text.Split(' ') is [var chain, var collection] ? new TokenClaim(ulong.Parse(chain, CultureInfo.InvariantCulture), collection) : throw new FormatException();

    private static readonly string WithKeys = Statement("k.wrapped", """
        LEFT JOIN LATERAL (SELECT wrapped FROM anchor.anchor_subject_keys k WHERE k.tenant_id = d.tenant_id AND k.subject = d.subject LIMIT 1) k ON true
        """);

    private static readonly string WithoutKeys = Statement("NULL::bytea", "");

    private static string Statement(string key, string keys) =>
        $"""
        SELECT d.id, d.batch_id, d.leaf_index, d.achievement_id, d.leaf, d.subject, d.issued, d.sealed, asked.place, {key}, s.mark, NULLIF(ARRAY(
            SELECT t.chain_id || ' ' || t.collection FROM anchor.anchor_view_tokens t
            WHERE t.tenant_id = d.tenant_id AND t.credential_id = d.id AND t.status = 'minted' ORDER BY t.minted), '{"{}"}')
        FROM unnest($1, $2) WITH ORDINALITY AS asked(tenant, id, place)
        CROSS JOIN LATERAL (SELECT * FROM anchor.anchor_documents d WHERE d.tenant_id = asked.tenant AND d.id = asked.id LIMIT 1) d
        {keys}
        LEFT JOIN LATERAL (SELECT s::text AS mark FROM anchor.anchor_view_standings s WHERE s.tenant_id = d.tenant_id AND s.credential_id = d.id LIMIT 1) s ON true
        """;

    private sealed record Row(StoredDocument Document, byte[]? Wrapped, string? StandingMark, IReadOnlyList<TokenClaim> Tokens);

    private sealed record Asked(IssuerId Issuer, Guid Id, CancellationToken AskerGone)
    {
        // Readers go on elsewhere, so that none of them holds up the next round trip.
        public TaskCompletionSource<Row?> Row { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
