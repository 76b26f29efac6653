using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.Json;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Documents;

/// <summary>Whether a credential is valid at a time; in VCDM 2.0 both ends of its period may be open.</summary>
internal static class Period
{
    /// <param name="credential">A credential of the right shape.</param>
    /// <param name="now">The time.</param>
    public static Error? Check(JsonElement credential, DateTimeOffset now)
    {
        if (XsdDateTime.TryParse(CredentialText.Text(CredentialText.Start(credential)), out var from) && now < from)
            return Error.Invalid("credential.not_yet_valid", $"The credential is valid only from {XsdDateTime.Format(from)} on.", "$.validFrom");
        return XsdDateTime.TryParse(CredentialText.Text(CredentialText.End(credential)), out var until) && now >= until
            ? Error.Invalid("credential.expired", $"The credential was valid only until {XsdDateTime.Format(until)}.", "$.validUntil")
            : null;
    }
}
