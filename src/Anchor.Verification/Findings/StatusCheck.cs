using System.Text.Json;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Findings;

/// <summary>Says that a status list exists and was not read: a credential that may be revoked there is not called valid.</summary>
internal static class StatusCheck
{
    public static Check? Of(Evidence evidence) =>
        CredentialText.Member(evidence.Credential, "credentialStatus") is { ValueKind: not JsonValueKind.Null }
            ? Check.Unknown(CheckNames.Status, "status.not_checked", "The credential names a status list, which this verifier does not read yet.")
            : null;
}
