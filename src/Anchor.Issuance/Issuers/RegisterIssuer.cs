using Anchor.Credentials;
using Anchor.Credentials.Issuing;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Keys;
using MediatR;

namespace Anchor.Issuance.Issuers;

/// <summary>Registers a legal body and makes its signing key.</summary>
/// <param name="Name">Its legal name.</param>
/// <param name="Url">Its home page.</param>
/// <param name="TimeZone">The IANA time zone in which its civil dates count.</param>
/// <param name="SecondPersonApproves">Whether whoever opens a batch may not approve it.</param>
/// <param name="IdempotencyKey">Repeating a request with the same key registers nothing new.</param>
/// <param name="DidMethod"><c>key</c>, which is meant by null, or <c>web</c>: its document stands on this host.</param>
/// <param name="Domain">With <c>web</c>: the domain of its own that leads to this host; an address of the host when null.</param>
public sealed record RegisterIssuer(
    string Name, string? Url, string TimeZone, bool SecondPersonApproves, string? IdempotencyKey, string? DidMethod = null, string? Domain = null)
    : IRequest<Result<RegisteredIssuer>>;

/// <summary>A registered issuer.</summary>
public sealed record RegisteredIssuer(IssuerId Id, string Did);

internal sealed class RegisterIssuerHandler(EventStore.EventStore store, KeyRing keys, IssuerAddresses addresses, TimeProvider clock)
    : IRequestHandler<RegisterIssuer, Result<RegisteredIssuer>>
{
    public async Task<Result<RegisteredIssuer>> Handle(RegisterIssuer request, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } refusal) return refusal;

        var id = new IssuerId(request.IdempotencyKey is null ? Guid.CreateVersion7() : DerivedId.From("issuer", request.IdempotencyKey));
        var keyId = DerivedId.From("signing-key", id.Tenant);
        if (!(await addresses.DidOfAsync(id, request.DidMethod, request.Domain, cancellationToken)).TryGet(out var web, out var unfit)) return unfit;
        var key = await keys.MakeSigningKeyAsync(id, keyId, cancellationToken);
        var did = web.Length > 0 ? web : key;
        var registered = new IssuerRegisteredV1(
            id.Value, did, request.Name.Trim(), request.Url, request.TimeZone, request.SecondPersonApproves, keyId, clock.GetUtcNow());

        await using (var transaction = await store.BeginAsync(new Actor(id, "host"), cancellationToken))
            if (await transaction.AppendAsync("issuer", id.Value, 0, [registered], cancellationToken) == AppendResult.Appended)
            {
                await transaction.CommitAsync(cancellationToken);
                return new RegisteredIssuer(id, did);
            }

        var first = await store.ReadStreamAsync(id.Tenant, id.Value, 1, null, cancellationToken);
        return first is [{ Data: IssuerRegisteredV1 present }] && present with { RegisteredAt = registered.RegisteredAt } == registered
            ? new RegisteredIssuer(id, did)
            : IssuerErrors.KeyReused();
    }

    private static Error? Validate(RegisterIssuer request)
    {
        if (request.Name.Trim() is not { Length: >= 1 and <= 200 }) return IssuerErrors.NameMissing();
        if (request.Name.Any(char.IsControl)) return IssuerErrors.NameInvalid();
        if (request.Url is { } url && (url.Any(char.IsControl) || !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp))))
            return IssuerErrors.UrlInvalid();
        return CivilDates.FindZone(request.TimeZone).Error;
    }
}
