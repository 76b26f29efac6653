using System.Globalization;
using Anchor.Cli.Keys;
using Anchor.Credentials.Keys;
using Anchor.Verification;

namespace Anchor.Cli.Verifying.Bulk;

/// <summary><c>anchor verify --bulk PATH</c>: many bundles, one row each in a report, signed where a key is named.</summary>
internal sealed record BulkVerify(string Path, string? Report, bool Force, string? KeyFile)
{
    // Long enough for any ordinary run, short enough that a revocation is seen by a long one.
    private static readonly TimeSpan AnswersKept = TimeSpan.FromMinutes(15);

    /// <returns>The worst of all rows, as <c>verify</c> has it; 2 where there is none.</returns>
    public async Task<int> RunAsync(VerifierOptions options, string trustSha256, bool offline, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var report = Report is { Length: > 0 } named ? named : System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)) + ".report.csv";
        if (!Force && (File.Exists(report) || File.Exists(BulkReport.SignatureOf(report))))
            return await surroundings.RefuseAsync(ExitCodes.Usage, "report.exists", $"{report} exists already, or its signature does; --force overwrites it.").ConfigureAwait(false);
        Ed25519KeyPair? key = null;
        if (KeyFile is not null && !SigningKeyFile.Open(KeyFile, surroundings).TryGet(out key, out var locked))
            return await surroundings.RefuseAsync(ExitCodes.Usage, locked.Code, locked.Message).ConfigureAwait(false);
        using (key)
        {
            try
            {
                return await WriteAsync(report, key, new Verifier(options with { AnswersKept = AnswersKept }), trustSha256, offline, surroundings, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                return await surroundings.RefuseAsync(ExitCodes.Unknown, "bulk.io", $"{Path} cannot be read to its end, or {report} cannot be written; there is no report.").ConfigureAwait(false);
            }
        }
    }

    private async Task<int> WriteAsync(
        string path, Ed25519KeyPair? key, Verifier verifier, string trustSha256, bool offline, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var started = surroundings.Clock.GetUtcNow();
        var source = BulkSource.Open(Path);
        await using var report = new BulkReport(path);
        await new BulkRun(verifier, asksOthers: !offline, surroundings).RunAsync(source, report, cancellationToken).ConfigureAwait(false);
        var (valid, invalid, open) = (report.CountOf(Verdict.Valid), report.CountOf(Verdict.Invalid), report.CountOf(Verdict.Indeterminate));
        await report.FinishAsync(
            Force,
            key is null ? null : sha256 => new ReportSignature(sha256, report.Rows, valid, invalid, open, trustSha256, ReportSignature.ThisTool, started, surroundings.Clock.GetUtcNow()).Sign(key),
            cancellationToken).ConfigureAwait(false);
        await surroundings.Output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{report.Rows} bundles: {valid} valid, {invalid} invalid, {open} could not be checked")).ConfigureAwait(false);
        await surroundings.Output.WriteLineAsync(Plain.Line(key is null ? path : $"{path}, signed by {DidKey.FromEd25519(key.PublicKey)}")).ConfigureAwait(false);
        if (report.Rows == 0) return await surroundings.RefuseAsync(ExitCodes.Unknown, "bulk.empty", $"There is nothing to verify in {Path}.").ConfigureAwait(false);
        return invalid > 0 ? ExitCodes.Invalid : open > 0 ? ExitCodes.Unknown : ExitCodes.Ok;
    }
}
