using System.Globalization;
using Anchor.Credentials;
using Anchor.Credentials.Bindings;
using Anchor.Credentials.Blockcerts;
using Anchor.Credentials.Identifiers;
using Anchor.Credentials.Keys;
using Anchor.Issuance.Keys;
using MediatR;
using Npgsql;

namespace Anchor.Issuance.Issuers;

/// <summary>Asks for the DID document of an issuer with a did:web, as anybody may.</summary>
/// <param name="Issuer">Whose.</param>
public sealed record GetDidDocument(IssuerId Issuer) : IRequest<Result<byte[]>>;

/// <summary>Asks which issuer's document stands at <c>/.well-known/did.json</c> of a domain.</summary>
/// <param name="Did">The did:web of the domain.</param>
public sealed record FindDidDocument(string Did) : IRequest<Result<byte[]>>;

internal sealed class GetDidDocumentHandler(EventStore.EventStore store, NpgsqlDataSource dataSource, KeyRing keys, IssuerAddresses addresses)
    : IRequestHandler<GetDidDocument, Result<byte[]>>, IRequestHandler<FindDidDocument, Result<byte[]>>
{
    public async Task<Result<byte[]>> Handle(GetDidDocument request, CancellationToken cancellationToken)
    {
        var issuer = await store.FoldAsync(request.Issuer, request.Issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (!issuer.Exists) return IssuerErrors.NotFound();
        if (!Did.Parse(issuer.Did).TryGet(out var did, out var malformed)) return malformed;
        if (did.Method != DidWeb.Method) return IssuerErrors.NoDidDocument();
        var key = await keys.SigningKeyAsync(issuer.Id, issuer.SigningKeyId, cancellationToken);
        var publicKey = PublicKey.FromEd25519(key.PublicKey).Value;
        var document = DidDocument.Of(did, (Multikey.Format(publicKey), publicKey)).WithAccounts(
            issuer.Accounts.Select(account => (string.Create(CultureInfo.InvariantCulture, $"account-{account.ChainId}"), Caip10.Format(account.ChainId, account.Address))));
        return addresses.ProfileOf(issuer.Id) is { } profile
            ? (document with { Services = [new DidService($"{did}#profile", BlockcertsProfile.ServiceType, profile)] }).ToUtf8()
            : document.ToUtf8();
    }

    public async Task<Result<byte[]>> Handle(FindDidDocument request, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT id FROM anchor.anchor_view_issuers WHERE did = $1");
        command.Parameters.Add(new() { Value = request.Did });
        return await command.ExecuteScalarAsync(cancellationToken) is Guid id
            ? await Handle(new GetDidDocument(new IssuerId(id)), cancellationToken)
            : IssuerErrors.NoDidDocument();
    }
}
