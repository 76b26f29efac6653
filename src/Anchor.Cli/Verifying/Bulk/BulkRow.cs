using System.Globalization;
using Anchor.Verification;

namespace Anchor.Cli.Verifying.Bulk;

/// <summary>One line of a report: what came of one bundle.</summary>
internal sealed record BulkRow(
    string Source, string? CredentialId, string? Issuer, string? RecognisedName, Verdict Verdict, string? Code,
    string? Root, ulong? ChainId, DateTimeOffset? AnchoredAt, DateTimeOffset CheckedAt)
{
    /// <summary>The header of a report.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["source", "credential_id", "issuer", "recognised_issuer", "verdict", "code", "root", "chain_id", "anchored_at", "checked_at"];

    /// <summary>The cells, in the order of <see cref="Columns"/>; moments in UTC, ISO 8601.</summary>
    public IReadOnlyList<string?> Cells =>
    [
        Source, CredentialId, Issuer, RecognisedName, Verdict.ToString().ToLowerInvariant(), Code,
        Root, ChainId?.ToString(CultureInfo.InvariantCulture), Moment(AnchoredAt), Moment(CheckedAt),
    ];

    /// <summary>The row of a bundle that was verified. Its code is that of the first required check that failed, else of the first that is open.</summary>
    public static BulkRow Of(string source, Report report, DateTimeOffset checkedAt) => new(
        source, report.Credential?.Id, report.Credential?.IssuerDid, report.Credential?.RecognisedName, report.Verdict, CodeOf(report),
        report.Anchor?.Root.ToHex(), report.Anchor?.ChainId, report.Anchor?.AnchoredAt, checkedAt);

    /// <summary>The row of one that was not even read: nothing is known to be wrong with it.</summary>
    public static BulkRow Unread(string source, string code, DateTimeOffset checkedAt) =>
        new(source, null, null, null, Verdict.Indeterminate, code, null, null, null, checkedAt);

    private static string? CodeOf(Report report) =>
        (report.Checks.FirstOrDefault(check => check is { Required: true, Result: CheckResult.Failed })
         ?? report.Checks.FirstOrDefault(check => check is { Required: true, Result: CheckResult.Unknown }))?.Code;

    private static string? Moment(DateTimeOffset? moment) => moment?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
