using System.Text.Json;
using Anchor.Credentials.OpenBadges;
using Anchor.Verification.Identifiers;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Statuses;

/// <summary>Whether the credential's own status lists say that it still stands. A list that cannot be read decides nothing. Thread-safe.</summary>
internal sealed class StatusCheck(VerifierOptions options)
{
    public const string Name = CheckNames.Status;
    private const int MaxEntries = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BitstringCheck _bitstrings = new(options);

    /// <returns>One finding of all lists that can take the credential away, where there are any, and a note for each other list.</returns>
    public async Task<IReadOnlyList<Check>> OfAsync(Evidence evidence, KeyFinder keys, CancellationToken cancellationToken)
    {
        // An empty set is nothing to JSON-LD, so that anybody can add one to a signed document.
        if (CredentialText.Member(evidence.Credential, "credentialStatus") is not { ValueKind: not JsonValueKind.Null } status
            || (status.ValueKind == JsonValueKind.Array && status.GetArrayLength() == 0))
            return await ProfileRevocationCheck.OfAsync(evidence, keys, options.Documents, cancellationToken).ConfigureAwait(false) is { } check ? [check] : [];
        var entries = status.ValueKind == JsonValueKind.Array ? [.. status.EnumerateArray()] : new List<JsonElement> { status };
        if (entries.Count > MaxEntries) return [Check.Unknown(Name, "status.too_many", $"The credential names {entries.Count} status lists; at most {MaxEntries} are asked.")];

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        // The same entry twice asks nothing new.
        var asked = entries.DistinctBy(entry => entry.GetRawText()).Select(entry => InTimeAsync(entry, evidence, keys, patience.Token, cancellationToken));
        var findings = await Task.WhenAll(asked).ConfigureAwait(false);
        var deciding = findings.Where(check => check.Required).OrderBy(Weight).Take(1);
        return [.. deciding, .. findings.Where(check => !check.Required)];
    }

    // What is for ever comes before what can be lifted, and what is known before what is not.
    private static int Weight(Check check) => (check.Result, check.Code) switch
    {
        (CheckResult.Failed, not BitstringCheck.Suspended) => 0,
        (CheckResult.Failed, _) => 1,
        (CheckResult.Unknown, _) => 2,
        _ => 3,
    };

    private async Task<Check> InTimeAsync(JsonElement entry, Evidence evidence, KeyFinder keys, CancellationToken patience, CancellationToken cancellationToken)
    {
        try
        {
            return await OfEntryAsync(entry, evidence, keys, patience).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Check.Unknown(Name, "status.unreachable", "Whether the credential was revoked could not be checked: its list did not answer in time.");
        }
    }

    private Task<Check> OfEntryAsync(JsonElement entry, Evidence evidence, KeyFinder keys, CancellationToken cancellationToken) =>
        StatusTypes.Is(entry, Vocabulary.RevocationList) ? RevocationListCheck.OfAsync(entry, evidence, options.Documents, cancellationToken)
        : StatusTypes.Is(entry, Vocabulary.BitstringEntry) ? _bitstrings.OfAsync(entry, evidence, keys, cancellationToken)
        : Task.FromResult(Check.Unknown(Name, "status.not_checked", "The credential names a status list of a kind that this verifier does not read yet."));
}
