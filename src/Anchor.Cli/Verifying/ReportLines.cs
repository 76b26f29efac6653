using System.Text;
using System.Text.Json;
using Anchor.Verification;

namespace Anchor.Cli.Verifying;

/// <summary>Shows reports: one in full, several as one line each with what was not in order.</summary>
internal static class ReportLines
{
    public static int ExitCode(Verdict verdict) => verdict switch
    {
        Verdict.Valid => ExitCodes.Ok,
        Verdict.Invalid => ExitCodes.Invalid,
        _ => ExitCodes.Unknown,
    };

    public static string Text(Report report, string file, int files)
    {
        if (files == 1) return report.ToText();
        var text = new StringBuilder($"{report.Verdict.ToString().ToUpperInvariant()} {Plain.Line(file)}: {report.Summary}\n");
        foreach (var check in report.Checks.Where(check => check.Result != CheckResult.Passed))
            text.Append($"    {check.Result.ToString().ToLowerInvariant()} {check.Name} ({check.Code}): {check.Words}\n");
        return text.ToString();
    }

    /// <summary>The report alone; with several files <c>{ file, report }</c> per line.</summary>
    public static string Json(Report report, string file, int files)
    {
        var json = Encoding.UTF8.GetString(report.ToJson());
        return files == 1 ? json + "\n" : $"{{\"file\":\"{JsonEncodedText.Encode(file)}\",\"report\":{json}}}\n";
    }
}
