using System.Globalization;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Credentials;
using Anchor.Credentials.Bindings;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Keys;
using MediatR;

namespace Anchor.Issuance.Issuers;

/// <summary>Makes an account that anchors for the issuer on one chain, and renews the issuer's binding with it.</summary>
/// <remarks>An issuer has one account per chain; asking again gives the same one.</remarks>
public sealed record AddAccount(Actor Actor, ulong ChainId) : IRequest<Result<AddedAccount>>;

/// <summary>An anchor account and the binding that names it.</summary>
public sealed record AddedAccount(ulong ChainId, string Account, string Binding);

internal sealed class AddAccountHandler(EventStore.EventStore store, KeyRing keys, NetworkCatalog networks, TimeProvider clock)
    : IRequestHandler<AddAccount, Result<AddedAccount>>
{
    public async Task<Result<AddedAccount>> Handle(AddAccount request, CancellationToken cancellationToken)
    {
        var issuer = request.Actor.Issuer;
        var state = await store.FoldAsync(issuer, issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (!state.Exists) return IssuerErrors.NotFound();
        if (networks.Find(request.ChainId) is null) return IssuerErrors.NetworkUnknown(request.ChainId);
        if (state.Accounts.FirstOrDefault(account => account.ChainId == request.ChainId) is { } present && state.Binding is { } binding)
            return new AddedAccount(present.ChainId, present.Address, binding);

        var keyId = DerivedId.From("account", issuer.Tenant, request.ChainId.ToString(CultureInfo.InvariantCulture));
        var address = await keys.MakeAccountAsync(issuer, keyId, cancellationToken);
        var now = clock.GetUtcNow();
        var accounts = state.Accounts.Add(new IssuerAccount(keyId, request.ChainId, address, now));
        if (!(await SignBindingAsync(state, accounts, now, cancellationToken)).TryGet(out var jwt, out var error)) return error;

        await using var transaction = await store.BeginAsync(request.Actor, cancellationToken);
        object[] events =
        [
            new IssuerAccountAddedV1(issuer.Value, keyId, (long)request.ChainId, address, now),
            new IssuerBindingIssuedV1(issuer.Value, jwt, now),
        ];
        if (await transaction.AppendAsync("issuer", issuer.Value, state.Version, events, cancellationToken) == AppendResult.Conflict)
            return IssuerErrors.Changed();
        await transaction.CommitAsync(cancellationToken);
        return new AddedAccount(request.ChainId, address, jwt);
    }

    private async Task<Result<string>> SignBindingAsync(
        IssuerState state, IEnumerable<IssuerAccount> accounts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var bound = new List<BoundAccount>();
        foreach (var account in accounts)
        {
            var validFrom = (ulong)account.ValidFrom.ToUnixTimeSeconds();
            var key = await keys.AccountAsync(state.Id, account.KeyId, cancellationToken);
            var signature = key.Sign(IssuerBindingMessage.Digest(account.ChainId, state.Did, Address.Parse(account.Address), validFrom));
            bound.Add(new BoundAccount(Caip10.Format(account.ChainId, account.Address), validFrom, null, Hex.Data(signature.ToBytes())));
        }
        var signingKey = await keys.SigningKeyAsync(state.Id, state.SigningKeyId, cancellationToken);
        return new IssuerBinding(state.Did, (ulong)now.ToUnixTimeSeconds(), bound).Sign(signingKey, state.VerificationMethodOf(signingKey));
    }
}
