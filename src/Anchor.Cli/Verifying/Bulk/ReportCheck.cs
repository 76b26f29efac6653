using System.Globalization;
using System.Security.Cryptography;
using Anchor.Credentials.Trust;

namespace Anchor.Cli.Verifying.Bulk;

/// <summary><c>anchor verify --report FILE</c>: whether a report is as its signer left it.</summary>
internal static class ReportCheck
{
    private const int MaxSignature = 1 << 17;

    /// <returns>0 when hash and signature hold, 1 when they do not, 2 when the report or its signature cannot be read.</returns>
    public static async Task<int> RunAsync(string path, TrustFile trust, Surroundings surroundings, CancellationToken cancellationToken)
    {
        byte[] signature;
        string sha256;
        try
        {
            var beside = new FileInfo(BulkReport.SignatureOf(path));
            if (beside.Length > MaxSignature) return await surroundings.RefuseAsync(ExitCodes.Invalid, "report.signature_malformed", "The signature of the report cannot be read.").ConfigureAwait(false);
            signature = await File.ReadAllBytesAsync(beside.FullName, cancellationToken).ConfigureAwait(false);
            await using var report = File.OpenRead(path);
            sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(report, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return await surroundings.RefuseAsync(ExitCodes.Unknown, "file.unreadable", $"{path} or {BulkReport.SignatureOf(path)} cannot be read.").ConfigureAwait(false);
        }
        if (!ReportSignature.Verify(signature).TryGet(out var verified, out var error))
            return await surroundings.RefuseAsync(ExitCodes.Invalid, error.Code, error.Message).ConfigureAwait(false);
        var (statement, signer) = verified;
        if (statement.Sha256 != sha256)
            return await surroundings.RefuseAsync(ExitCodes.Invalid, "report.changed", $"{path} is not what {signer} signed: it was changed since, or belongs to another signature.").ConfigureAwait(false);
        var name = trust.FindIssuer(signer) is { } known ? $" ({known.Name})" : ", a key that the trust file does not name";
        foreach (var line in (string[])
        [
            $"SIGNED by {signer}{name}",
            string.Create(CultureInfo.InvariantCulture, $"{statement.Rows} bundles: {statement.Valid} valid, {statement.Invalid} invalid, {statement.Indeterminate} could not be checked"),
            string.Create(CultureInfo.InvariantCulture, $"verified from {statement.StartedAt:yyyy-MM-dd HH:mm:ss} to {statement.EndedAt:yyyy-MM-dd HH:mm:ss} UTC with {statement.Tool}; SHA-256 of the trust file {statement.TrustSha256}"),
        ])
            await surroundings.Output.WriteLineAsync(Plain.Line(line)).ConfigureAwait(false);
        return ExitCodes.Ok;
    }
}
