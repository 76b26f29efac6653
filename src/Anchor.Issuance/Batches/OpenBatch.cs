using Anchor.Credentials;
using Anchor.Credentials.Issuing;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Achievements;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Issuers;
using MediatR;

namespace Anchor.Issuance.Batches;

/// <summary>Opens a batch for one achievement.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="AchievementId">What its learners earned.</param>
/// <param name="AwardedOn">The civil date of rows that state none; today in the issuer's time zone when null.</param>
/// <param name="Format">How credentials are secured; <c>data-integrity</c>, which is meant by null, <c>vc-jwt</c> or <c>blockcerts</c>.</param>
/// <param name="ChainId">Where its root is anchored; the issuer's first chain when null.</param>
/// <param name="IdempotencyKey">Repeating a request with the same key opens nothing new.</param>
public sealed record OpenBatch(Actor Actor, Guid AchievementId, DateOnly? AwardedOn, string? Format, ulong? ChainId, string? IdempotencyKey)
    : IRequest<Result<Guid>>;

internal sealed class OpenBatchHandler(EventStore.EventStore store, IssuerAddresses addresses, NetworkCatalog networks, TimeProvider clock) : IRequestHandler<OpenBatch, Result<Guid>>
{
    public async Task<Result<Guid>> Handle(OpenBatch request, CancellationToken cancellationToken)
    {
        var issuer = await store.FoldAsync(request.Actor.Issuer, request.Actor.Issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (!issuer.Exists) return IssuerErrors.NotFound();
        if (!CredentialFormats.Parse(request.Format).TryGet(out var format, out var unknown)) return unknown;
        if (issuer.Accounts.IsEmpty) return IssuerErrors.NoAccount();
        var chainId = request.ChainId ?? issuer.Accounts[0].ChainId;
        if (issuer.Accounts.All(account => account.ChainId != chainId)) return IssuerErrors.NetworkUnknown(chainId);
        if (format == CredentialFormat.Blockcerts && BlockcertsFormat.Refuse(issuer, addresses) is { } unfit) return unfit;
        if (format == CredentialFormat.Blockcerts && networks.Find(chainId) is { WritePath.CallsAsAccount: false }) return BatchErrors.BlockcertsNeedsDirect();
        var achievement = await store.ReadStreamAsync(issuer.Id.Tenant, request.AchievementId, 1, null, cancellationToken);
        if (achievement is not [{ Data: AchievementDefinedV1 defined }]) return AchievementErrors.NotFound();
        if (!CivilDates.FindZone(issuer.TimeZone).TryGet(out var zone, out var zoneError)) return zoneError;
        if (!AchievementDefinition.Read(defined.Definition).TryGet(out var model, out var unreadable)) return unreadable;
        if (CredentialTemplate.Compile(issuer.Profile, model, new IssueOptions(zone, Format: format)).Error is { } violation) return violation;

        var now = clock.GetUtcNow();
        var id = DerivedId.ForWrite("batch", issuer.Id, request.IdempotencyKey);
        var awardedOn = request.AwardedOn ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var opened = new BatchOpenedV1(id, issuer.Id.Value, request.AchievementId, awardedOn, format.Name(), (long)chainId, request.Actor.Id, now);
        await using (var transaction = await store.BeginAsync(request.Actor, cancellationToken))
            if (await transaction.AppendAsync("batch", id, 0, [opened], cancellationToken) == AppendResult.Appended)
            {
                await transaction.CommitAsync(cancellationToken);
                return id;
            }

        var first = await store.ReadStreamAsync(issuer.Id.Tenant, id, 1, null, cancellationToken);
        return first is [{ Data: BatchOpenedV1 present }] && present.AchievementId == request.AchievementId
            && (request.AwardedOn is null || present.AwardedOn == request.AwardedOn) && present.ChainId == opened.ChainId && present.Format == opened.Format
            ? id
            : IssuerErrors.KeyReused();
    }
}
