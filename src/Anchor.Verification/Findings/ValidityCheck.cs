using System.Globalization;
using Anchor.Credentials.OpenBadges;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Findings;

/// <summary>Whether the credential is valid now: from <c>validFrom</c> on, which a badge must have, and before <c>validUntil</c>, or what VCDM 1.1 calls them.</summary>
internal static class ValidityCheck
{
    private const string Name = CheckNames.Validity;

    public static Check Of(Evidence evidence, DateTimeOffset now)
    {
        if (evidence.Credential is not { } credential) return NotReached.Of(Name);
        var mustBegin = evidence.ShapeFault is not null || OpenBadgeValidator.IsBadge(credential);
        var period = Period.Of(credential);
        return period.IsAhead(now) ? Check.Fail(Name, "credential.not_yet_valid", $"The credential is valid only from {Day(period.Start!.Value)} on.")
            : period.IsOver(now) ? Check.Fail(Name, "credential.expired", $"The credential was valid only until {Day(period.End!.Value)}.")
            : !period.IsReadable || (mustBegin && period.Start is null) ? Check.Unknown(Name, "credential.validity_unreadable", "The period of validity cannot be read.")
            : Check.Pass(Name, (period.Start, period.End) switch
            {
                ({ } since, { } last) => $"The credential is valid from {Day(since)} until {Day(last)}.",
                ({ } since, null) => $"The credential is valid since {Day(since)}, without an end.",
                (null, { } last) => $"The credential is valid until {Day(last)}.",
                _ => "The credential states no period of validity.",
            });
    }

    // The credential's own zone: a date must not slip a day because the reader lives elsewhere.
    private static string Day(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
