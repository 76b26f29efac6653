namespace Anchor.Verification.Documents;

/// <summary>One thing that was found about a document.</summary>
/// <param name="Check">Which check found it.</param>
/// <param name="Result">Failed, or Unknown where it could not be looked at.</param>
/// <param name="Code">Stable and machine-readable.</param>
/// <param name="Words">One sentence for people.</param>
/// <param name="Path">Where in the document: a JSON path.</param>
public sealed record DocumentFinding(string Check, CheckResult Result, string Code, string Words, string Path);

/// <summary>All that was found about a credential or a presentation.</summary>
/// <param name="Checks">The checks that were made.</param>
/// <param name="Errors">What is wrong or could not be looked at; empty when it is verified.</param>
/// <param name="Warnings">What changes nothing and is worth knowing.</param>
public sealed record DocumentReport(IReadOnlyList<string> Checks, IReadOnlyList<DocumentFinding> Errors, IReadOnlyList<DocumentFinding> Warnings)
{
    /// <summary>Whether every check was made and found nothing wrong.</summary>
    public bool Verified => Errors.Count == 0;
}
