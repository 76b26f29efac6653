using System.Numerics;
using Anchor.EventStore;
using Anchor.Events;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Anchor.Issuance.Ledger;

/// <summary>What is known of an account that sends.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Account">The account.</param>
/// <param name="NonceSpace">The relaying node, or empty.</param>
/// <param name="NextNonce">The nonce after the last one the ledger used or saw.</param>
/// <param name="ForeignNonces">How many nonces somebody else used.</param>
/// <param name="ForeignSeen">When that was last seen.</param>
/// <param name="Balance">Wei, when last looked at.</param>
/// <param name="PaysFor">For how many further transactions the balance suffices; null where gas costs nothing.</param>
/// <param name="Checked">When the balance was last looked at.</param>
public sealed record AccountView(
    ulong ChainId, string Account, string NonceSpace, ulong NextNonce, long ForeignNonces, DateTimeOffset? ForeignSeen, BigInteger? Balance, long? PaysFor, DateTimeOffset? Checked);

/// <summary>Remembers how far each account's nonces should have come, and so notices when somebody else uses it.</summary>
internal sealed partial class AccountBook(EventStore.EventStore store, NpgsqlDataSource dataSource, TimeProvider clock, ILogger<AccountBook> logger)
{
    /// <summary>Compares the nonce that the chain tells with the one that the ledger expects.</summary>
    public async Task SeeAsync(Lane lane, ulong found, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO anchor.anchor_accounts AS a (chain_id, account, nonce_space, next_nonce) VALUES ($1, $2, $3, $4)
            ON CONFLICT (chain_id, account, nonce_space) DO UPDATE SET next_nonce = greatest(a.next_nonce, (
                SELECT max(t.nonce) + 1 FROM anchor.anchor_view_transactions t
                WHERE t.chain_id = $1 AND t.account = $2 AND t.nonce_space = $3 AND t.status <> 'expired')) RETURNING next_nonce
            """);
        Identify(command, lane);
        command.Parameters.Add(new() { Value = (long)found });
        var expected = (ulong)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
        if (found <= expected) return;
        LogForeignUse(logger, lane.Account, lane.ChainId, expected, found);
        var stream = LedgerTenant.AccountStreamOf(lane.ChainId, lane.Account, lane.NonceSpace);
        var version = (await store.ReadStreamAsync(LedgerTenant.Id.Tenant, stream, null, null, cancellationToken)).Count;
        await using var transaction = await store.BeginAsync(LedgerTenant.Actor, cancellationToken);
        var seen = new AccountForeignUseSeenV1((long)lane.ChainId, lane.Account, lane.NonceSpace, (long)expected, (long)found, clock.GetUtcNow());
        if (await transaction.AppendAsync("ledger-account", stream, version, [seen], cancellationToken) == AppendResult.Conflict) return;
        await using var update = new NpgsqlCommand(
            """
            UPDATE anchor.anchor_accounts SET next_nonce = $4, foreign_nonces = foreign_nonces + $4 - next_nonce, foreign_seen = $5
            WHERE chain_id = $1 AND account = $2 AND nonce_space = $3 AND next_nonce < $4
            """, transaction.Connection);
        Identify(update, lane);
        update.Parameters.Add(new() { Value = (long)found });
        update.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        await update.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Remembers that the ledger used a nonce.</summary>
    public async Task UsedAsync(Lane lane, ulong nonce, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "UPDATE anchor.anchor_accounts SET next_nonce = greatest(next_nonce, $4) WHERE chain_id = $1 AND account = $2 AND nonce_space = $3");
        Identify(command, lane);
        command.Parameters.Add(new() { Value = (long)nonce + 1 });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Remembers what an account can still pay for.</summary>
    public async Task FundsAsync(Lane lane, BigInteger balance, long? paysFor, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "UPDATE anchor.anchor_accounts SET balance = $4, pays_for = $5, checked = $6 WHERE chain_id = $1 AND account = $2 AND nonce_space = $3");
        Identify(command, lane);
        command.Parameters.Add(new() { Value = balance, NpgsqlDbType = NpgsqlDbType.Numeric });
        command.Parameters.Add(new() { Value = (object?)paysFor ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The accounts that have sent on a chain, or the given ones of them.</summary>
    public async Task<IReadOnlyList<AccountView>> ListAsync(ulong chainId, string[]? only, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT chain_id, account, nonce_space, next_nonce, foreign_nonces, foreign_seen, balance, pays_for, checked FROM anchor.anchor_accounts
            WHERE chain_id = $1 AND ($2 IS NULL OR account = ANY($2)) ORDER BY account, nonce_space LIMIT 1000
            """);
        command.Parameters.Add(new() { Value = (long)chainId });
        command.Parameters.Add(new() { Value = (object?)only ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        var accounts = new List<AccountView>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            accounts.Add(new AccountView(
                (ulong)reader.GetInt64(0), reader.GetString(1), reader.GetString(2), (ulong)reader.GetInt64(3), reader.GetInt64(4),
                reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<BigInteger>(6),
                reader.IsDBNull(7) ? null : reader.GetInt64(7), reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8)));
        return accounts;
    }

    private static void Identify(NpgsqlCommand command, Lane lane)
    {
        command.Parameters.Add(new() { Value = (long)lane.ChainId });
        command.Parameters.Add(new() { Value = lane.Account });
        command.Parameters.Add(new() { Value = lane.NonceSpace });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Somebody else uses the account {Account} on chain {Chain}: its nonce is {Found}, not {Expected}. Its key should serve Anchor alone")]
    private static partial void LogForeignUse(ILogger logger, string account, ulong chain, ulong expected, ulong found);
}
