using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Issuers;
using Npgsql;

namespace Anchor.Issuance.Ledger;

/// <summary>An account that sends for an issuer.</summary>
/// <param name="PaidBy"><c>issuer</c> for its own, <c>host</c> for the host's.</param>
/// <param name="Address">The account.</param>
internal sealed record SendingAccount(string PaidBy, string Address);

/// <summary>Finds the accounts that send for an issuer; makes none.</summary>
internal sealed class SendingAccounts(NpgsqlDataSource dataSource)
{
    public const string Issuer = "issuer";
    public const string Host = "host";

    /// <summary>The issuer's own account, which also sends what the host does not, and the host's where it pays and has one.</summary>
    public async Task<IReadOnlyList<SendingAccount>> OfAsync(IssuerState issuer, KnownNetwork network, CancellationToken cancellationToken)
    {
        var chainId = network.Network.ChainId;
        var own = issuer.Accounts.Where(account => account.ChainId == chainId).Select(account => new SendingAccount(Issuer, account.Address)).ToList();
        if (own.Count > 0 && network.HostPays && await HostAsync(chainId, cancellationToken) is { } host) own.Insert(0, new SendingAccount(Host, host));
        return own;
    }

    /// <summary>The host's account on a chain; null before its first transaction there.</summary>
    public async Task<string?> HostAsync(ulong chainId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT public_id FROM anchor.anchor_keys WHERE tenant_id = $1 AND id = $2");
        command.Parameters.Add(new() { Value = LedgerTenant.Id.Tenant });
        command.Parameters.Add(new() { Value = LedgerTenant.AccountKeyOf(chainId) });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
