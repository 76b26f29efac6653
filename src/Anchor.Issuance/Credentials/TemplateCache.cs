using System.Collections.Concurrent;
using Anchor.Credentials;
using Anchor.Credentials.Issuing;
using Anchor.Events;
using Anchor.Issuance.Achievements;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.StatusLists;

namespace Anchor.Issuance.Credentials;

/// <summary>What is needed to sign single credentials of one achievement.</summary>
internal sealed record PreparedTemplate(CredentialTemplate Template, CredentialSigner Signer, DocumentOutline? Outline, string? Binding, bool SecondPersonApproves, DateTimeOffset ReadAt);

/// <summary>Keeps compiled templates for a short while, so that single issues do not load two streams each.</summary>
internal sealed class TemplateCache(EventStore.EventStore store, IssuerSigners signers, DocumentOutlines outlines, StatusAddresses addresses, TimeProvider clock)
{
    private const int MaxEntries = 1_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(IssuerId, Guid, CredentialFormat), PreparedTemplate> _entries = [];

    public async Task<Result<PreparedTemplate>> GetAsync(IssuerId issuerId, Guid achievementId, CredentialFormat format, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_entries.TryGetValue((issuerId, achievementId, format), out var entry) && entry.ReadAt + Lifetime > now) return entry;

        var issuer = await store.FoldAsync(issuerId, issuerId.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (!issuer.Exists) return IssuerErrors.NotFound();
        var achievement = await store.ReadStreamAsync(issuerId.Tenant, achievementId, 1, null, cancellationToken);
        if (achievement is not [{ Data: AchievementDefinedV1 defined }]) return AchievementErrors.NotFound();
        if (!CivilDates.FindZone(issuer.TimeZone).TryGet(out var zone, out var zoneError)) return zoneError;
        if (!AchievementDefinition.Read(defined.Definition).TryGet(out var model, out var unreadable)) return unreadable;
        if (!CredentialTemplate.Compile(issuer.Profile, model, new IssueOptions(zone, Format: format, StatusLists: addresses.Of(issuerId))).TryGet(out var template, out var violation)) return violation;
        var signer = await signers.CredentialsAsync(issuer, format, cancellationToken);
        var outline = await outlines.EnsureAsync(issuerId, template, signer, cancellationToken);
        if (_entries.Count >= MaxEntries) _entries.Clear();
        return _entries[(issuerId, achievementId, format)] = new PreparedTemplate(template, signer, outline, issuer.Binding, issuer.SecondPersonApproves, now);
    }
}
