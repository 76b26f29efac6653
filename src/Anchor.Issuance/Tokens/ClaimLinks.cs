using System.Security.Cryptography;
using System.Text;
using Anchor.Credentials;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Keys;
using Anchor.Merkle;
using MediatR;

namespace Anchor.Issuance.Tokens;

/// <summary>
/// The links by which learners claim tokens. Their secrets are computed from the issuer's tenant key whenever they are needed
/// and stand nowhere, so that a million links cost nothing and can be exported again.
/// </summary>
internal sealed class ClaimLinks(KeyRing keys)
{
    /// <summary>The secret of a link: 128 bits, as 22 letters of base64url.</summary>
    public async Task<string> SecretAsync(IssuerId issuer, Guid credentialId, int generation, CancellationToken cancellationToken) =>
        Text((await keys.TenantKeyAsync(issuer, cancellationToken)).ClaimSecretOf(credentialId, generation));

    /// <summary>Whether somebody has the link's secret; takes as long for a wrong one.</summary>
    public async Task<bool> IsSecretAsync(IssuerId issuer, Guid credentialId, int generation, string? secret, CancellationToken cancellationToken)
    {
        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(await SecretAsync(issuer, credentialId, generation, cancellationToken)));
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret ?? "")), expected);
    }

    private static string Text(Hash32 secret) => System.Buffers.Text.Base64Url.EncodeToString(secret.AsSpan()[..16]);

    public static Guid StreamOf(IssuerId issuer, Guid credentialId) => DerivedId.From("claim-link", issuer.Tenant, credentialId.ToString());

    /// <summary>The path of a link on its host; the secret comes after the number sign, where no server and no log sees it.</summary>
    public static string PathOf(Guid credentialId, string secret) => $"/claim/{credentialId}#{secret}";
}

/// <summary>Gives a credential a new claim link; the ones before count no more.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="CredentialId">The credential.</param>
/// <param name="Until">Until when it counts; as the batch's offer when null.</param>
public sealed record RenewClaimLink(Actor Actor, Guid CredentialId, DateTimeOffset? Until) : IRequest<Result<ClaimLink>>;

/// <summary>A claim link.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="Path">The link without the host's address; holds a secret.</param>
/// <param name="Until">Until when it counts.</param>
public sealed record ClaimLink(Guid CredentialId, string Path, DateTimeOffset Until);

internal sealed class RenewClaimLinkHandler(EventStore.EventStore store, ClaimReader claims, ClaimLinks links, TimeProvider clock) : IRequestHandler<RenewClaimLink, Result<ClaimLink>>
{
    public async Task<Result<ClaimLink>> Handle(RenewClaimLink request, CancellationToken cancellationToken)
    {
        var (owner, now) = (request.Actor.Issuer, clock.GetUtcNow());
        if (await claims.FindAsync(owner, request.CredentialId, cancellationToken) is not { } claim) return TokenErrors.NotOffered();
        var until = request.Until ?? claim.OfferedUntil;
        if (until <= now || until > now.AddYears(10)) return TokenErrors.UntilPast();
        var linkId = ClaimLinks.StreamOf(owner, request.CredentialId);
        var renewed = new ClaimLinkRenewedV1(linkId, request.CredentialId, claim.Generation + 1, until, request.Actor.Id, now);
        await using var transaction = await store.BeginAsync(request.Actor, cancellationToken);
        if (await transaction.AppendAsync("claim-link", linkId, claim.Generation, [renewed], cancellationToken) == AppendResult.Conflict) return TokenErrors.Changed();
        await transaction.CommitAsync(cancellationToken);
        return new ClaimLink(request.CredentialId, ClaimLinks.PathOf(request.CredentialId, await links.SecretAsync(owner, request.CredentialId, renewed.Generation, cancellationToken)), until);
    }
}
