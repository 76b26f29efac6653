using Anchor.Credentials;
using Anchor.Verification;
using Anchor.Verification.Documents;
using Anchor.Web.Errors;

namespace Anchor.Web.VcApi;

/// <summary>What was found about a document that holds.</summary>
/// <param name="Verified">True.</param>
/// <param name="Checks">The checks that were made: shape, proof, validity, status.</param>
/// <param name="Warnings">What changes nothing and is worth knowing.</param>
/// <param name="Errors">None.</param>
internal sealed record VerificationAnswer(bool Verified, IReadOnlyList<string> Checks, IReadOnlyList<VerificationProblem> Warnings, IReadOnlyList<VerificationProblem> Errors);

/// <summary>One finding.</summary>
/// <param name="Type">urn:anchor:error:CODE.</param>
/// <param name="Code">The rule.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Path">Where in the document.</param>
/// <param name="Check">Which check found it.</param>
/// <param name="Result">failed, or unknown where it could not be looked at.</param>
internal sealed record VerificationProblem(string Type, string Code, string Detail, string Path, string Check, CheckResult Result)
{
    public static VerificationProblem Of(DocumentFinding finding) =>
        new($"urn:anchor:error:{finding.Code}", finding.Code, finding.Words, finding.Path, finding.Check, finding.Result);
}

internal static class VerificationAnswers
{
    /// <summary>200 for what holds; else 400, problem details of the first error, and all of them.</summary>
    public static IResult ToAnswer(this DocumentReport report)
    {
        VerificationProblem[] warnings = [.. report.Warnings.Select(VerificationProblem.Of)], errors = [.. report.Errors.Select(VerificationProblem.Of)];
        if (report.Verified) return Results.Ok(new VerificationAnswer(true, report.Checks, warnings, errors));
        var first = report.Errors[0];
        var details = Problems.Details(Error.Invalid(first.Code, first.Words, first.Path));
        details.Title = first.Result == CheckResult.Unknown ? "The document could not be verified" : "The document does not hold";
        details.Extensions["verified"] = false;
        details.Extensions["checks"] = report.Checks;
        details.Extensions["warnings"] = warnings;
        details.Extensions["errors"] = errors;
        return Results.Problem(details);
    }
}
