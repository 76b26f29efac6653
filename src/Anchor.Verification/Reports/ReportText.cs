using System.Globalization;
using System.Text;

namespace Anchor.Verification.Reports;

/// <summary>Writes a report as plain lines.</summary>
internal static class ReportText
{
    private const int Label = 14;

    public static string Write(Report report)
    {
        var text = new StringBuilder();
        text.Append(Words.Of(report.Verdict).ToUpperInvariant()).Append('\n').Append(report.Summary).Append('\n');
        if (report.Credential is { } credential) Credential(text, credential);
        if (report.Anchor is { } anchor) AnchorOf(text, anchor);
        foreach (var token in report.Tokens) TokenOf(text, token);
        text.Append('\n');
        foreach (var check in report.Checks) CheckOf(text, check);
        return text.ToString();
    }

    public static string Write(TokenReport report)
    {
        var text = new StringBuilder();
        text.Append(Words.Of(report.Verdict).ToUpperInvariant()).Append('\n').Append(report.Summary).Append('\n');
        if (report.Token is { } token) TokenOf(text, token);
        if (report.Anchor is { } anchor) AnchorOf(text, anchor);
        text.Append('\n');
        foreach (var check in report.Checks) CheckOf(text, check);
        return text.ToString();
    }

    private static void TokenOf(StringBuilder text, TokenFacts facts)
    {
        text.Append('\n');
        Line(text, "Token", facts.TokenId.ToHex());
        Line(text, "Collection", facts.Collection is { } name ? $"{facts.Contract}, which calls itself \"{name}\"" : facts.Contract.ToString());
        Line(text, "Network", facts.Production ? facts.Network : $"{facts.Network} (test network)");
        Line(text, "Held by", facts.Owner.ToString());
        Line(text, "State", $"{(facts.Valid ? "valid" : "revoked")}, {(facts.Locked ? "cannot be transferred" : "can be transferred")}, as of block {facts.AsOfBlock.ToString(CultureInfo.InvariantCulture)}");
        Line(text, "Of account", facts.Issuer.ToString());
        Line(text, "Batch", facts.Root.ToHex());
        Line(text, "Place", facts.Index.ToString(CultureInfo.InvariantCulture));
        Line(text, "Leaf", facts.Leaf?.ToHex());
        Line(text, "On record", facts.AnchoredAt?.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        Line(text, "Batch revoked", facts.RootRevokedAt?.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        Line(text, "Metadata", facts.Uri is { } uri ? $"{uri} (as the collection says)" : null);
    }

    private static void Credential(StringBuilder text, CredentialFacts facts)
    {
        text.Append('\n');
        Line(text, "Credential", facts.Title ?? facts.AchievementName);
        Line(text, "Awarded to", facts.SubjectName);
        Line(text, "Result", facts.Result);
        Line(text, "Issuer", facts.RecognisedName ?? (facts.ClaimedIssuerName is { } claimed ? $"calls itself \"{claimed}\"" : null));
        Line(text, "Issuer's id", facts.IssuerDid);
        Line(text, "Awarded", facts.AwardedDate);
        Line(text, "Valid from", facts.ValidFrom);
        Line(text, "Valid until", facts.ValidUntil);
        Line(text, "Id", facts.Id);
    }

    private static void AnchorOf(StringBuilder text, AnchorFacts facts)
    {
        text.Append('\n');
        Line(text, "Network", facts.Production ? facts.Network : $"{facts.Network} (test network)");
        Line(text, "Anchored", facts.AnchoredAt.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) + (facts.Final ? "" : " (can still be undone)"));
        Line(text, "Block", facts.BlockNumber.ToString(CultureInfo.InvariantCulture));
        Line(text, "Transaction", facts.TransactionHash.ToHex());
        Line(text, "Account", facts.Account.ToString());
        Line(text, "Registry", facts.Registry.ToString());
    }

    private static void CheckOf(StringBuilder text, Check check)
    {
        var mark = check.Result switch { CheckResult.Passed => "[ok]", CheckResult.Failed => "[no]", _ => "[??]" };
        text.Append(mark).Append(' ').Append(check.Name.PadRight(Label - 5)).Append(' ').Append(check.Words);
        if (check.Code is { } code) text.Append(" (").Append(code).Append(')');
        text.Append('\n');
    }

    private static void Line(StringBuilder text, string label, string? value)
    {
        if (value is not null) text.Append(label.PadRight(Label)).Append(value).Append('\n');
    }
}
