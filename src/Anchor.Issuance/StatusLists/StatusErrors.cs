using Anchor.Credentials;

namespace Anchor.Issuance.StatusLists;

internal static class StatusErrors
{
    public static Error ListNotFound() => new("status_list.not_found", "There is no such status list.", ErrorKind.NotFound);

    public static Error NothingStated() => new("status.nothing_stated", "Nothing stands against the credential at this place.", ErrorKind.NotFound);

    public static Error ReasonUnknown() =>
        Error.Invalid("status.reason_unknown", $"The reason must be one of {string.Join(", ", StatusReasons.All)}.", "$.reason");

    public static Error EffectiveMalformed() => Error.Invalid(
        "status.effective_malformed", "The effective date must be a day (2026-11-22, counted in the issuer's time zone) or a date and time with a time zone.", "$.effective");

    public static Error EffectiveTooFar() =>
        Error.Invalid("status.effective_too_far", "The effective date must lie after the year 2000 and at most ten years ahead.", "$.effective");

    public static Error TooMany(int limit) => Error.Invalid("status.too_many", $"At most {limit} credentials can be named at once.", "$.ids");

    public static Error None() => Error.Invalid("status.none_named", "Name at least one credential.", "$.ids");

    public static Error RangeInvalid(int limit) => Error.Invalid("status.range", $"from must not be negative, and limit must be 1 to {limit}.", "$.limit");

    public static Error NotSigned() => new("status.batch_not_signed", "Nothing of this batch has been signed yet; discard it instead.", ErrorKind.Conflict);

    public static Error Revoked() => new("status.revoked", "The credential is revoked, which is for ever.", ErrorKind.Conflict);

    public static Error SuspensionPending() => new(
        "status.suspension_pending", "A suspension that was decided earlier ends before this one begins. Let this one begin by then, or decide it when the other is over.", ErrorKind.Conflict);

    public static Error NoSuspension() => new(
        "status.no_suspension", "A credential in the format blockcerts can be revoked, but not suspended: its verifiers know no suspension.", ErrorKind.Conflict);

    public static Error NoList() => new(
        "status.no_list", "The credential names no status list, so no verifier could see it. Issue a corrected credential and tell the learner.", ErrorKind.Conflict);
}
