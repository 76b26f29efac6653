using System.Security.Cryptography;
using System.Text.Json;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.StatusLists;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Issuers;
using Npgsql;

namespace Anchor.Issuance.StatusLists;

/// <summary>Signs status lists: when they were opened, when something changed, and before they run out.</summary>
internal sealed class StatusPublisher(
    EventStore.EventStore store, NpgsqlDataSource dataSource, IssuerSigners signers, StatusAddresses addresses, StatusListOptions options, TimeProvider clock)
{
    private const int ListsPerStep = 32;
    private static readonly TimeSpan ClocksMayLag = TimeSpan.FromMinutes(5);

    /// <summary>Publishes lists that are due.</summary>
    /// <returns>Whether there were any.</returns>
    /// <exception cref="AggregateException">Some could not be published; the others were.</exception>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        // Without an order, lists that cannot be published do not keep the others from their turn.
        var due = new List<(IssuerId Issuer, int Number, string Purpose)>();
        await using (var command = dataSource.CreateCommand(
            "SELECT tenant_id, number, purpose FROM anchor.anchor_status_publications WHERE due <= $1 ORDER BY random() LIMIT $2"))
        {
            command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
            command.Parameters.Add(new() { Value = ListsPerStep });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) due.Add((new IssuerId(Guid.ParseExact(reader.GetString(0), "n")), reader.GetInt32(1), reader.GetString(2)));
        }
        var moved = false;
        var failures = new List<Exception>();
        foreach (var (issuer, number, purpose) in due.Where(each => addresses.Of(each.Issuer) is not null))
        {
            try
            {
                moved |= await PublishAsync(issuer, number, purpose, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failures.Add(e);
            }
        }
        return failures.Count == 0 ? moved : throw new AggregateException(failures);
    }

    /// <summary>Has a list published anew as soon as the transaction is committed.</summary>
    public static async Task MarkAsync(NpgsqlConnection connection, IssuerId issuer, int[] numbers, string purpose, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE anchor.anchor_status_publications SET due = '-infinity' WHERE tenant_id = $1 AND number = ANY($2) AND purpose = $3", connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = numbers });
        command.Parameters.Add(new() { Value = purpose });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Publishes one list, if it is due and nobody else has done so meanwhile; never on a host without a public address.</summary>
    /// <returns>Whether it was published now.</returns>
    public async Task<bool> PublishAsync(IssuerId issuer, int number, string purpose, CancellationToken cancellationToken)
    {
        if (addresses.Of(issuer) is null) return false;
        var state = await store.FoldAsync(issuer, issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        var signer = await signers.ProofsAsync(state, cancellationToken);

        await using var transaction = await store.BeginAsync(new Actor(issuer, "host:status-lists"), cancellationToken);
        var now = clock.GetUtcNow();
        if (await LockAsync(transaction.Connection, issuer, number, purpose, now, cancellationToken) is not { } list) return false;
        var (bits, nextChange) = await BitsAsync(transaction.Connection, issuer, number, purpose, list.Size, now, cancellationToken);
        // A verifier's clock may be a little behind this one.
        var from = DateTimeOffset.FromUnixTimeSeconds((now - ClocksMayLag).ToUnixTimeSeconds());
        var until = from + options.ValidFor;
        var unsigned = new StatusListCredential(addresses.Of(issuer, number, purpose), state.Did, [purpose], bits.Encode())
        {
            ValidFrom = from, ValidUntil = until, TimeToLive = options.TimeToLive,
        };
        var document = signer.Sign(JsonElement.Parse(unsigned.ToUtf8()), new ProofOptions { Created = from }).Value;
        var digest = Convert.ToHexStringLower(SHA256.HashData(document));

        var published = new StatusListPublishedV1(StatusPlaces.ListId(issuer, number, purpose), digest, bits.Count, until, now);
        if (await transaction.AppendAsync("status-list", published.ListId, list.Version + 1, [published], cancellationToken) == AppendResult.Conflict) return false;
        var refresh = from + options.ValidFor / 2;
        await WriteAsync(transaction.Connection, issuer, number, purpose, document, digest, now, nextChange < refresh ? nextChange.Value : refresh, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<(int Size, long Version)?> LockAsync(
        NpgsqlConnection connection, IssuerId issuer, int number, string purpose, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT l.size, p.version FROM anchor.anchor_status_publications p JOIN anchor.anchor_status_lists l USING (tenant_id, number)
            WHERE p.tenant_id = $1 AND p.number = $2 AND p.purpose = $3 AND p.due <= $4 FOR UPDATE OF p
            """, connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = number });
        command.Parameters.Add(new() { Value = purpose });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt32(0), reader.GetInt64(1)) : null;
    }

    /// <summary>The bits as of now, and when one of them changes by itself because a decision takes effect.</summary>
    private static async Task<(StatusBitstring Bits, DateTimeOffset? NextChange)> BitsAsync(
        NpgsqlConnection connection, IssuerId issuer, int number, string purpose, int size, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (from, until) = purpose == StatusPurpose.Revocation ? ("revoked_from", "NULL::timestamptz") : ("suspended_from", "suspended_until");
        await using var command = new NpgsqlCommand(
            $"""
            SELECT status_index, {from}, {until} FROM anchor.anchor_view_standings
            WHERE tenant_id = $1 AND status_list = $2 AND {from} IS NOT NULL AND ({until} IS NULL OR {until} > greatest($3, {from}))
            """, connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = number });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        var bits = new StatusBitstring(size);
        DateTimeOffset? next = null;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var begins = reader.GetFieldValue<DateTimeOffset>(1);
            DateTimeOffset? ends = reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2);
            if (begins <= now) bits[reader.GetInt32(0)] = true;
            var change = begins > now ? begins : ends;
            if (change is not null && (next is null || change < next)) next = change;
        }
        return (bits, next);
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection, IssuerId issuer, int number, string purpose, byte[] document, string digest, DateTimeOffset now, DateTimeOffset due, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE anchor.anchor_status_publications SET version = version + 1, document = $4, etag = $5, published = $6, due = $7
            WHERE tenant_id = $1 AND number = $2 AND purpose = $3
            """, connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = number });
        command.Parameters.Add(new() { Value = purpose });
        command.Parameters.Add(new() { Value = document });
        command.Parameters.Add(new() { Value = digest });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        command.Parameters.Add(new() { Value = due.UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
