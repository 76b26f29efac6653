using System.Text;
using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.Issuing;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Issuers;
using MediatR;

namespace Anchor.Issuance.Achievements;

/// <summary>Describes what can be earned.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="Definition">An OB 3.0 Achievement; without <c>id</c> it gets a <c>urn:uuid</c>, as do result descriptions.</param>
/// <param name="IdempotencyKey">Repeating a request with the same key defines nothing new.</param>
public sealed record DefineAchievement(Actor Actor, JsonElement Definition, string? IdempotencyKey) : IRequest<Result<AchievementView>>;

/// <summary>An achievement as others see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Definition">The OB 3.0 Achievement that its credentials carry.</param>
/// <param name="DefinedAt">When it was defined.</param>
/// <param name="Issued">How many credentials were issued for it; counted a moment after the fact.</param>
public sealed record AchievementView(Guid Id, JsonElement Definition, DateTimeOffset DefinedAt, long Issued);

internal sealed class DefineAchievementHandler(EventStore.EventStore store, TimeProvider clock)
    : IRequestHandler<DefineAchievement, Result<AchievementView>>
{
    public async Task<Result<AchievementView>> Handle(DefineAchievement request, CancellationToken cancellationToken)
    {
        var issuer = await store.FoldAsync(request.Actor.Issuer, request.Actor.Issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (!issuer.Exists) return IssuerErrors.NotFound();
        var id = DerivedId.ForWrite("achievement", issuer.Id, request.IdempotencyKey);
        if (!AchievementDefinition.Complete(request.Definition, id).TryGet(out var text, out var malformed)) return malformed;
        if (!AchievementDefinition.Read(text).TryGet(out var achievement, out var unreadable)) return unreadable;
        if (CredentialTemplate.Compile(issuer.Profile, achievement, new IssueOptions(TimeZoneInfo.Utc)).Error is { } violation) return violation;

        var defined = new AchievementDefinedV1(id, issuer.Id.Value, text, clock.GetUtcNow());
        await using (var transaction = await store.BeginAsync(request.Actor, cancellationToken))
            if (await transaction.AppendAsync("achievement", id, 0, [defined], cancellationToken) == AppendResult.Appended)
            {
                await transaction.CommitAsync(cancellationToken);
                return View(defined);
            }

        var first = await store.ReadStreamAsync(issuer.Id.Tenant, id, 1, null, cancellationToken);
        return first is [{ Data: AchievementDefinedV1 present }] && present.Definition == text ? View(present) : IssuerErrors.KeyReused();
    }

    private static AchievementView View(AchievementDefinedV1 defined) =>
        new(defined.AchievementId, JsonElement.Parse(Encoding.UTF8.GetBytes(defined.Definition)), defined.DefinedAt, 0);
}
