using Anchor.Verification.Reports;

namespace Anchor.Verification;

/// <summary>All findings about one token, without the credential that it stands for.</summary>
/// <param name="Verdict">What they say together.</param>
/// <param name="Summary">One or two plain sentences.</param>
/// <param name="Token">What the chain says about the token; null unless there is one in a trusted collection.</param>
/// <param name="Anchor">What the chain says about the anchor of its credential; null unless it was confirmed.</param>
/// <param name="Checks">Every finding: the token, its anchor, its credential's leaf, whose account it is.</param>
public sealed record TokenReport(Verdict Verdict, string Summary, TokenFacts? Token, AnchorFacts? Anchor, IReadOnlyList<Check> Checks)
{
    /// <summary>The report as one JSON object in UTF-8: <c>{ version, verdict, summary, token, anchor, checks }</c>.</summary>
    public byte[] ToJson() => ReportJson.Write(this);

    /// <summary>The report as lines for a terminal or a mail; holds no control characters but line feeds.</summary>
    public string ToText() => ReportText.Write(this);
}
