using Anchor.Credentials;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.OpenBadges;
using Anchor.Credentials.Presentations;

namespace Anchor.Verification.Documents;

/// <summary>Gathers what is found about one document and the documents in it.</summary>
internal sealed class DocumentFindings(DocumentQuestion question)
{
    private const int MaxErrors = 50;
    private readonly List<DocumentFinding> _errors = [];
    private readonly List<DocumentFinding> _warnings = [];

    public DocumentReport Report() => new(question.Checks, _errors, _warnings);

    public void Refuse(string check, Error error, string path) =>
        Add(new DocumentFinding(check, error.Kind == ErrorKind.Unavailable ? CheckResult.Unknown : CheckResult.Failed, error.Code, Printable.Line(error.Message), Below(path, error.Path)));

    /// <returns>Whether there are none.</returns>
    public bool HasShape(IReadOnlyList<Violation> violations, string path)
    {
        foreach (var violation in violations)
            Add(new DocumentFinding(DocumentQuestion.ShapeCheck, CheckResult.Failed, violation.Code, Printable.Line(violation.Rule), Below(path, violation.Path)));
        return violations.Count == 0;
    }

    /// <summary>Every proof must hold, and one of them be by whom the document names; those of others beside it are worth a word.</summary>
    public void Judge(IReadOnlyList<ProofFinding> proofs, string path)
    {
        var held = proofs.Any(proof => proof.Holds || IsOwnVocabulary(proof.Error!));
        foreach (var error in proofs.Select(proof => proof.Error).OfType<Error>())
        {
            if (IsOwnVocabulary(error))
            {
                var finding = new DocumentFinding(DocumentQuestion.ProofCheck, CheckResult.Unknown, error.Code, Printable.Line(error.Message), Below(path, error.Path));
                if (question.AcceptsOwnVocabulary) _warnings.Add(finding);
                else Add(finding);
            }
            else if (held && error.Code == "proof.key_not_of_issuer")
                _warnings.Add(new DocumentFinding(
                    DocumentQuestion.ProofCheck, CheckResult.Unknown, "proof.by_another", "The document carries a proof of somebody else beside its issuer's.", Below(path, error.Path)));
            else Refuse(DocumentQuestion.ProofCheck, error, path);
        }
    }

    public void Judge(Check check, string path)
    {
        if (check.Result == CheckResult.Passed) return;
        var finding = new DocumentFinding(DocumentQuestion.StatusCheck, check.Result, check.Code!, check.Words, Below(path, "$.credentialStatus"));
        if (check.Required) Add(finding);
        else _warnings.Add(finding);
    }

    private void Add(DocumentFinding finding)
    {
        if (_errors.Count < MaxErrors) _errors.Add(finding);
    }

    private static bool IsOwnVocabulary(Error error) => error.Code == PlainDocument.OwnVocabularyCode;

    // Paths inside a credential begin at the credential.
    private static string Below(string path, string? inner) => inner is null ? path : inner.StartsWith('$') ? path + inner[1..] : inner;
}
