using System.Globalization;
using Anchor.Credentials.Json;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Findings;

/// <summary>Whether the credential is valid now: from <c>validFrom</c> on, and before <c>validUntil</c>, or what VCDM 1.1 calls them.</summary>
internal static class ValidityCheck
{
    private const string Name = CheckNames.Validity;

    public static Check Of(Evidence evidence, DateTimeOffset now)
    {
        if (evidence.Credential is not { } credential) return NotReached.Of(Name);
        var (from, until) = (CredentialText.Start(credential), CredentialText.End(credential));
        if (!XsdDateTime.TryParse(CredentialText.Text(from), out var start)) return Unreadable();
        if (now < start) return Check.Fail(Name, "credential.not_yet_valid", $"The credential is valid only from {Day(start)} on.");
        if (until is null) return Check.Pass(Name, $"The credential is valid since {Day(start)}, without an end.");
        if (!XsdDateTime.TryParse(CredentialText.Text(until), out var end)) return Unreadable();
        return now < end
            ? Check.Pass(Name, $"The credential is valid from {Day(start)} until {Day(end)}.")
            : Check.Fail(Name, "credential.expired", $"The credential was valid only until {Day(end)}.");
    }

    private static Check Unreadable() => Check.Unknown(Name, "credential.validity_unreadable", "The period of validity cannot be read.");

    // The credential's own zone: a date must not slip a day because the reader lives elsewhere.
    private static string Day(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
