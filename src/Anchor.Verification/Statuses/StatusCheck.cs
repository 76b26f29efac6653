using System.Text.Json;
using Anchor.Credentials.OpenBadges;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Statuses;

/// <summary>Whether the credential's own status lists say that it still stands. A list that cannot be read decides nothing.</summary>
internal static class StatusCheck
{
    public const string Name = CheckNames.Status;
    private const int MaxEntries = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>Null when the credential names no list.</returns>
    public static async Task<Check?> OfAsync(Evidence evidence, VerifierOptions options, CancellationToken cancellationToken)
    {
        if (CredentialText.Member(evidence.Credential, "credentialStatus") is not { ValueKind: not JsonValueKind.Null } status) return null;
        var entries = status.ValueKind == JsonValueKind.Array ? [.. status.EnumerateArray()] : new List<JsonElement> { status };
        if (entries.Count > MaxEntries) return Check.Unknown(Name, "status.too_many", $"The credential names {entries.Count} status lists; at most {MaxEntries} are asked.");

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var findings = new List<Check>();
        try
        {
            // The same entry twice asks nothing new.
            foreach (var entry in entries.DistinctBy(entry => entry.GetRawText()))
                findings.Add(await OfEntryAsync(entry, evidence, options, patience.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            findings.Add(Check.Unknown(Name, "status.unreachable", "Whether the credential was revoked could not be checked: its lists did not all answer in time."));
        }
        return findings.Find(check => check.Result == CheckResult.Failed)
            ?? findings.Find(check => check.Result == CheckResult.Unknown)
            ?? (findings.Count > 0 ? findings[0] : null);
    }

    private static Task<Check> OfEntryAsync(JsonElement entry, Evidence evidence, VerifierOptions options, CancellationToken cancellationToken) =>
        StatusTypes.Is(entry, Vocabulary.RevocationList)
            ? RevocationListCheck.OfAsync(entry, evidence, options.Documents, cancellationToken)
            : Task.FromResult(Check.Unknown(Name, "status.not_checked", "The credential names a status list of a kind that this verifier does not read yet."));
}
