using Anchor.Credentials;
using Anchor.Credentials.StatusLists;
using Anchor.Events;

namespace Anchor.Issuance.StatusLists;

/// <summary>What is done to a credential that was issued.</summary>
public enum StatusChange
{
    /// <summary>Takes it back for ever.</summary>
    Revoke,

    /// <summary>Lets it not count until it is reinstated.</summary>
    Suspend,

    /// <summary>Ends a suspension.</summary>
    Reinstate,
}

/// <summary>A decision about credentials.</summary>
internal sealed record StatusDecision(StatusChange Change, string Reason, DateTimeOffset EffectiveAt, string By, DateTimeOffset At);

/// <summary>Whether a credential counts, and from when on.</summary>
/// <param name="Id">The credential.</param>
/// <param name="Version">Its stream's.</param>
/// <param name="Place">Where verifiers see it; null where the credential names no list.</param>
/// <param name="InProfile">Whether verifiers see it in the list of the issuer's profile instead, which knows no suspension.</param>
/// <param name="RevokedFrom">Null where it is not revoked.</param>
/// <param name="SuspendedFrom">Null where it never was suspended.</param>
/// <param name="SuspendedUntil">Null where the suspension, if there is one, goes on.</param>
internal sealed record CredentialStanding(
    Guid Id, long Version, StatusPlace? Place, bool InProfile, DateTimeOffset? RevokedFrom, DateTimeOffset? SuspendedFrom, DateTimeOffset? SuspendedUntil)
{
    /// <returns>The event; null where the credential stands like that already.</returns>
    public Result<object?> Decide(StatusDecision decision) => decision.Change switch
    {
        StatusChange.Revoke when Place is null && !InProfile => StatusErrors.NoList(),
        StatusChange.Suspend or StatusChange.Reinstate when Place is null => InProfile ? StatusErrors.NoSuspension() : StatusErrors.NoList(),
        StatusChange.Revoke when RevokedFrom <= decision.EffectiveAt => Nothing,
        StatusChange.Revoke => new CredentialRevokedV1(Id, Place?.List, Place?.Index, decision.Reason, decision.EffectiveAt, decision.By, decision.At),
        _ when RevokedFrom <= Later(decision.EffectiveAt, decision.At) => StatusErrors.Revoked(),
        StatusChange.Suspend when IsSuspended && SuspendedFrom <= decision.EffectiveAt => Nothing,
        StatusChange.Suspend when IsToEndBetween(decision.At, decision.EffectiveAt) => StatusErrors.SuspensionPending(),
        StatusChange.Suspend => new CredentialSuspendedV1(Id, Place?.List, Place?.Index, decision.Reason, decision.EffectiveAt, decision.By, decision.At),
        StatusChange.Reinstate when SuspendedFrom is null || SuspendedUntil <= decision.EffectiveAt => Nothing,
        _ => new CredentialReinstatedV1(Id, Place?.List, Place?.Index, decision.Reason, decision.EffectiveAt, decision.By, decision.At),
    };

    private static Result<object?> Nothing => (object?)null;

    private bool IsSuspended => SuspendedFrom is not null && SuspendedUntil is null;

    /// <summary>Whether a suspension that was begun or planned is to end before the next one begins: only one is remembered, and it would be forgotten too early.</summary>
    private bool IsToEndBetween(DateTimeOffset now, DateTimeOffset next) => SuspendedFrom < SuspendedUntil && SuspendedUntil > now && SuspendedUntil < next;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
