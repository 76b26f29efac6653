namespace Anchor.Verification.Reports;

/// <summary>The stable words of JSON for verdicts and results.</summary>
internal static class Words
{
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Valid => "valid",
        Verdict.Invalid => "invalid",
        _ => "indeterminate",
    };

    public static string Of(CheckResult result) => result switch
    {
        CheckResult.Passed => "passed",
        CheckResult.Failed => "failed",
        _ => "unknown",
    };
}
