using Anchor.Credentials;
using Anchor.Credentials.Blockcerts;
using Anchor.Credentials.Keys;
using Anchor.Issuance.Keys;
using Anchor.Issuance.StatusLists;
using MediatR;
using Npgsql;

namespace Anchor.Issuance.Issuers;

/// <summary>Asks for an issuer's Open Badges profile with its keys and accounts, as Blockcerts verifiers read it.</summary>
public sealed record GetIssuerProfile(IssuerId Issuer) : IRequest<Result<byte[]>>;

/// <summary>Asks for the credentials in the format <c>blockcerts</c> that the issuer has revoked.</summary>
public sealed record GetRevocations(IssuerId Issuer) : IRequest<Result<byte[]>>;

internal sealed class GetIssuerProfileHandler(EventStore.EventStore store, NpgsqlDataSource dataSource, KeyRing keys, IssuerAddresses addresses, TimeProvider clock)
    : IRequestHandler<GetIssuerProfile, Result<byte[]>>, IRequestHandler<GetRevocations, Result<byte[]>>
{
    public async Task<Result<byte[]>> Handle(GetIssuerProfile request, CancellationToken cancellationToken)
    {
        var issuer = await store.FoldAsync(request.Issuer, request.Issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (!issuer.Exists) return IssuerErrors.NotFound();
        if (addresses.RevocationsOf(issuer.Id) is not { } revocations) return IssuerErrors.NoDidDocument();
        var signingKey = await keys.SigningKeyAsync(issuer.Id, issuer.SigningKeyId, cancellationToken);
        var accounts = new List<ProfileAccount>();
        foreach (var account in issuer.Accounts)
        {
            var key = await keys.AccountAsync(issuer.Id, account.KeyId, cancellationToken);
            accounts.Add(new ProfileAccount(account.MethodName, account.Address, PublicKey.FromPoint(KeyType.Secp256k1, key.PublicKey).Value, account.ValidFrom));
        }
        return new BlockcertsProfile(
            issuer.Did, issuer.Name, issuer.Url, issuer.VerificationMethodOf(signingKey) ?? DidKey.VerificationMethodId(issuer.Did),
            PublicKey.FromEd25519(signingKey.PublicKey).Value, accounts, revocations).ToUtf8();
    }

    public async Task<Result<byte[]>> Handle(GetRevocations request, CancellationToken cancellationToken)
    {
        var issuer = await store.FoldAsync(request.Issuer, request.Issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (!issuer.Exists) return IssuerErrors.NotFound();
        await using var command = dataSource.CreateCommand(
            """
            SELECT v.credential_id, v.revoked_reason FROM anchor.anchor_view_standings v
            JOIN anchor.anchor_documents d ON d.tenant_id = v.tenant_id AND d.id = v.credential_id
            JOIN anchor.anchor_view_batches b ON b.tenant_id = d.tenant_id AND b.id = d.batch_id
            WHERE v.tenant_id = $1 AND v.status_list IS NULL AND v.revoked_from <= $2 AND b.format = 'blockcerts'
            ORDER BY v.revoked_from, v.credential_id
            """);
        command.Parameters.Add(new() { Value = request.Issuer.Tenant });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        var revoked = new List<RevokedAssertion>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) revoked.Add(new RevokedAssertion($"urn:uuid:{reader.GetGuid(0)}", StatusReasons.WordsOf(reader.GetString(1))));
        return new BlockcertsRevocations(addresses.RevocationsOf(issuer.Id), issuer.Did, revoked).ToUtf8();
    }
}
