using Anchor.Chain.Encoding;
using Npgsql;

namespace Anchor.Issuance.Anchoring;

/// <summary>
/// One transaction per account and chain at a time: whoever holds the lane may sign. The holder is an anchoring, not a
/// host, so that a host that dies leaves nothing to clean up.
/// </summary>
internal sealed class AccountLanes(NpgsqlDataSource dataSource, TimeProvider clock)
{
    /// <summary>Takes the lane, or finds that it is this anchoring's already.</summary>
    /// <returns>False while another anchoring holds it.</returns>
    public async Task<bool> TakeAsync(IssuerId issuer, AnchoringState anchoring, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO anchor.anchor_lanes AS lane (chain_id, account, tenant_id, holder, since) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (chain_id, account) DO UPDATE SET since = lane.since WHERE lane.holder = $4
            RETURNING holder
            """);
        command.Parameters.Add(new() { Value = (long)anchoring.ChainId });
        command.Parameters.Add(new() { Value = anchoring.Account.ToString() });
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = anchoring.Id });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        return await command.ExecuteScalarAsync(cancellationToken) is Guid;
    }

    /// <summary>Gives the lane back, in the transaction that records why.</summary>
    public static async Task ReleaseAsync(NpgsqlConnection connection, ulong chainId, Address account, Guid holder, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("DELETE FROM anchor.anchor_lanes WHERE chain_id = $1 AND account = $2 AND holder = $3", connection);
        command.Parameters.Add(new() { Value = (long)chainId });
        command.Parameters.Add(new() { Value = account.ToString() });
        command.Parameters.Add(new() { Value = holder });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
