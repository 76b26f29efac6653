using Anchor.EventStore;
using Anchor.Events;
using Npgsql;
using NpgsqlTypes;

namespace Anchor.Issuance.Tokens;

/// <summary>The rows by which tokens, their offers and collections are found, written with the events.</summary>
internal sealed class TokenView : IInlineProjection, IRebuildableProjection
{
    private const string Done = "action = NULL, action_target = NULL, action_requested = NULL, burn_deadline = NULL, burn_signature = NULL";

    public string Name => "tokens";

    public async Task ClearAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            DELETE FROM anchor.anchor_view_offers; DELETE FROM anchor.anchor_view_claim_links; DELETE FROM anchor.anchor_view_collections;
            DELETE FROM anchor.anchor_view_tokens; DELETE FROM anchor.anchor_view_token_changes
            """, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        var changes = new List<(string Tenant, Guid Credential, DateTime Due)>();
        foreach (var stored in events)
        {
            if (ChangeOf(stored) is { } change)
            {
                changes.Add(change);
                continue;
            }
            foreach (var command in Rows(stored))
            {
                Flush();
                batch.BatchCommands.Add(command);
            }
        }
        Flush();
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancellationToken);

        // Many at once, and yet in the order of the events.
        void Flush()
        {
            if (changes.Count > 0) batch.BatchCommands.Add(Changes(changes));
            changes = [];
        }
    }

    private static IEnumerable<NpgsqlBatchCommand> Rows(StoredEvent stored) => stored.Data switch
    {
        MintingOfferedV1 e => [Command(
            """
            INSERT INTO anchor.anchor_view_offers (tenant_id, batch_id, chain_id, until, is_open) VALUES ($1, $2, $3, $4, true)
            ON CONFLICT (tenant_id, batch_id) DO UPDATE SET chain_id = excluded.chain_id, until = excluded.until, is_open = true
            """, stored.Tenant, e.BatchId, e.ChainId, e.Until.UtcDateTime)],
        MintingWithdrawnV1 e => [Command("UPDATE anchor.anchor_view_offers SET is_open = false WHERE tenant_id = $1 AND batch_id = $2", stored.Tenant, e.BatchId)],
        ClaimLinkRenewedV1 e => [Command(
            """
            INSERT INTO anchor.anchor_view_claim_links (tenant_id, credential_id, generation, until) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant_id, credential_id) DO UPDATE SET generation = excluded.generation, until = excluded.until
            """, stored.Tenant, e.CredentialId, e.Generation, e.Until.UtcDateTime)],
        CollectionRequestedV1 e => [Command(
            """
            INSERT INTO anchor.anchor_view_collections (tenant_id, id, chain_id, factory, registry, account, name, symbol, base_uri, requested)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (tenant_id, id) DO UPDATE SET factory = excluded.factory, registry = excluded.registry, account = excluded.account, name = excluded.name,
                symbol = excluded.symbol, base_uri = excluded.base_uri, requested = excluded.requested
            """, stored.Tenant, e.CollectionId, e.ChainId, e.Factory, e.Registry, e.Account, e.Name, e.Symbol, e.BaseUri, e.RequestedAt.UtcDateTime)],
        CollectionCreatedV1 e => [Command(
            "UPDATE anchor.anchor_view_collections SET address = $3, block_number = $4 WHERE tenant_id = $1 AND id = $2", stored.Tenant, e.CollectionId, e.Address, e.BlockNumber)],
        MintRequestedV1 e => [Command(
            """
            INSERT INTO anchor.anchor_view_tokens (tenant_id, id, credential_id, batch_id, leaf_index, chain_id, account, number, status, target, proof, deadline, requested)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (tenant_id, id) DO UPDATE SET status = excluded.status, target = excluded.target, proof = excluded.proof, deadline = excluded.deadline,
                requested = excluded.requested, code = NULL, reason = NULL
            """, stored.Tenant, e.TokenId, e.CredentialId, e.BatchId, e.LeafIndex, e.ChainId, e.Issuer, e.Number, e.Gas == "own" ? "wallet" : "requested", e.To, e.Proof,
            Moment(e.Deadline), e.RequestedAt.UtcDateTime)],
        TokenActionRefusedV1 e => [Command(
            $"""
            UPDATE anchor.anchor_view_tokens SET status = CASE $3 WHEN 'mint' THEN 'refused' ELSE status END, code = $4, reason = $5, {Done} WHERE tenant_id = $1 AND id = $2
            """, stored.Tenant, e.TokenId, e.Action, e.Code, e.Reason)],
        TokenMintedV1 e => [Command(
            $"""
            UPDATE anchor.anchor_view_tokens SET status = 'minted', holder = $3, collection = $4, transaction_hash = $5, minted = $6, code = NULL, reason = NULL, {Done}
            WHERE tenant_id = $1 AND id = $2
            """, stored.Tenant, e.TokenId, e.To, e.Collection, e.TransactionHash, e.MintedAt.UtcDateTime)],
        ReissueRequestedV1 e => [Action(stored, e.TokenId, "reissue_requested", e.To, e.RequestedAt)],
        ReissueApprovedV1 e => [Command("UPDATE anchor.anchor_view_tokens SET action = 'reissue_approved' WHERE tenant_id = $1 AND id = $2", stored.Tenant, e.TokenId)],
        ReissueDeclinedV1 e => [Command(
            $"UPDATE anchor.anchor_view_tokens SET code = 'reissue.declined', reason = 'The issuer has declined the new wallet.', {Done} WHERE tenant_id = $1 AND id = $2",
            stored.Tenant, e.TokenId)],
        TokenReissuedV1 e => [Command(
            $"UPDATE anchor.anchor_view_tokens SET holder = $3, nonce = $4, transaction_hash = $5, code = NULL, reason = NULL, {Done} WHERE tenant_id = $1 AND id = $2",
            stored.Tenant, e.TokenId, e.To, e.Nonce, e.TransactionHash)],
        BurnRequestedV1 e =>
        [
            Action(stored, e.TokenId, "burn_requested", null, e.RequestedAt),
            Command("UPDATE anchor.anchor_view_tokens SET burn_deadline = $3, burn_signature = $4 WHERE tenant_id = $1 AND id = $2", stored.Tenant, e.TokenId, e.Deadline, e.Signature),
        ],
        TokenBurnedV1 e => [Command(
            $"UPDATE anchor.anchor_view_tokens SET status = 'burned', holder = NULL, nonce = nonce + 1, transaction_hash = $3, {Done} WHERE tenant_id = $1 AND id = $2",
            stored.Tenant, e.TokenId, e.TransactionHash)],
        TransactionEntryAddedV1 { Kind: "refresh" } e => [Command(
            "UPDATE anchor.anchor_view_token_changes SET transaction_id = $3 WHERE tenant_id = $1 AND token_id = $2 AND transaction_id IS NULL AND due <= $4",
            e.IssuerId.ToString("n"), e.TargetId, e.TransactionId, stored.Timestamp.UtcDateTime)],
        TransactionRevertedV1 e => [Release(e.TransactionId)],
        TransactionReplacedV1 e => [Release(e.TransactionId)],
        TransactionExpiredV1 e => [Release(e.TransactionId)],
        _ => [],
    };

    /// <summary>When a token's metadata begin to say something else.</summary>
    private static (string Tenant, Guid Credential, DateTime Due)? ChangeOf(StoredEvent stored) => stored.Data switch
    {
        CredentialRevokedV1 e => (stored.Tenant, e.CredentialId, Later(e.EffectiveAt, e.RevokedAt)),
        CredentialSuspendedV1 e => (stored.Tenant, e.CredentialId, Later(e.EffectiveAt, e.SuspendedAt)),
        CredentialReinstatedV1 e => (stored.Tenant, e.CredentialId, Later(e.EffectiveAt, e.ReinstatedAt)),
        _ => null,
    };

    private static DateTime Later(DateTimeOffset one, DateTimeOffset other) => (one > other ? one : other).UtcDateTime;

    private static NpgsqlBatchCommand Changes(List<(string Tenant, Guid Credential, DateTime Due)> changes) => Command(
        """
        INSERT INTO anchor.anchor_view_token_changes (tenant_id, token_id, due)
        SELECT t.tenant_id, t.id, c.due FROM unnest($1, $2, $3) AS c(tenant, credential, due)
        JOIN anchor.anchor_view_tokens t ON t.tenant_id = c.tenant AND t.credential_id = c.credential AND t.status = 'minted'
        ON CONFLICT DO NOTHING
        """, changes.ConvertAll(change => change.Tenant).ToArray(), changes.ConvertAll(change => change.Credential).ToArray(), changes.ConvertAll(change => change.Due).ToArray());

    private static NpgsqlBatchCommand Release(Guid transaction) =>
        Command("UPDATE anchor.anchor_view_token_changes SET transaction_id = NULL WHERE transaction_id = $1", transaction);

    private static NpgsqlBatchCommand Action(StoredEvent stored, Guid id, string action, string? target, DateTimeOffset at) => Command(
        "UPDATE anchor.anchor_view_tokens SET action = $3, action_target = $4, action_requested = $5, code = NULL, reason = NULL WHERE tenant_id = $1 AND id = $2",
        stored.Tenant, id, action, new NpgsqlParameter { Value = (object?)target ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar }, at.UtcDateTime);

    private static NpgsqlParameter Moment(DateTimeOffset? moment) => new() { Value = (object?)moment?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
}
