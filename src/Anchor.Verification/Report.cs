using Anchor.Verification.Reports;

namespace Anchor.Verification;

/// <summary>What all checks say together.</summary>
public enum Verdict
{
    /// <summary>Every required check passed.</summary>
    Valid,

    /// <summary>At least one required check failed.</summary>
    Invalid,

    /// <summary>Nothing failed, and something could not be checked.</summary>
    Indeterminate,
}

/// <summary>All findings about one document.</summary>
/// <param name="Verdict">What they say together.</param>
/// <param name="Summary">One or two plain sentences: who issued, how that is known, since when it is on record.</param>
/// <param name="Credential">What the credential says; null when it cannot be read.</param>
/// <param name="Anchor">What the chain says; null unless the chain was asked and answered.</param>
/// <param name="Checks">Every finding, in the order of <see cref="CheckNames"/>.</param>
public sealed record Report(Verdict Verdict, string Summary, CredentialFacts? Credential, AnchorFacts? Anchor, IReadOnlyList<Check> Checks)
{
    /// <summary>What chains say about tokens that stand for the credential; they are no part of the verdict.</summary>
    public IReadOnlyList<TokenFacts> Tokens { get; init; } = [];

    /// <summary>The report as one JSON object in UTF-8: <c>{ version, verdict, summary, credential, anchor, tokens?, checks }</c>; <c>tokens</c> only where there is one.</summary>
    public byte[] ToJson() => ReportJson.Write(this);

    /// <summary>The report as lines for a terminal or a mail; holds no control characters but line feeds.</summary>
    public string ToText() => ReportText.Write(this);
}
