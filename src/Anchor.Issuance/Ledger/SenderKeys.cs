using System.Collections.Concurrent;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Keys;
using Npgsql;

namespace Anchor.Issuance.Ledger;

/// <summary>Opens the keys of the accounts that the ledger sends from: issuers' own, and the host's.</summary>
internal sealed class SenderKeys(NpgsqlDataSource dataSource, KeyRing keys)
{
    private readonly ConcurrentDictionary<ulong, Address> _hostAccounts = [];

    /// <summary>The host's own account on a chain, made at first use.</summary>
    public async Task<Address> HostAccountAsync(ulong chainId, CancellationToken cancellationToken)
    {
        if (_hostAccounts.TryGetValue(chainId, out var known)) return known;
        return _hostAccounts[chainId] = Address.Parse(await keys.MakeAccountAsync(LedgerTenant.Id, LedgerTenant.AccountKeyOf(chainId), cancellationToken));
    }

    /// <summary>The account that pays for an issuer's anchors.</summary>
    public async Task<Address> PayerAsync(KnownNetwork network, string issuerAccount, CancellationToken cancellationToken) =>
        network.HostPays ? await HostAccountAsync(network.Network.ChainId, cancellationToken) : Address.Parse(issuerAccount);

    /// <summary>Opens an account's key.</summary>
    /// <exception cref="InvalidOperationException">The host has no such key.</exception>
    public async Task<EvmAccountKey> OpenAsync(Address account, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT tenant_id, id FROM anchor.anchor_keys WHERE public_id = $1 AND kind = 'secp256k1'");
        command.Parameters.Add(new() { Value = account.ToString() });
        IssuerId tenant;
        Guid id;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken)) throw new InvalidOperationException($"There is no key of the account {account}.");
            (tenant, id) = (new IssuerId(Guid.ParseExact(reader.GetString(0), "n")), reader.GetGuid(1));
        }
        return await keys.AccountAsync(tenant, id, cancellationToken);
    }
}
