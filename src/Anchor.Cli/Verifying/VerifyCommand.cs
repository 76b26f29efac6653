using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Anchor.Cli.Verifying.Bulk;
using Anchor.Credentials.Trust;
using Anchor.Verification;
using Anchor.Verification.Nodes;
using Anchor.Verification.Web;

namespace Anchor.Cli.Verifying;

/// <summary><c>anchor verify FILE…</c>, <c>--bulk PATH</c>, <c>--report FILE</c> or <c>--token CHAIN:CONTRACT:ID</c></summary>
internal static class VerifyCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var files = new Argument<string[]>("FILE") { Description = "Bundles, credentials (JSON or compact JWT) or badge pictures (PNG, SVG); - is standard input.", Arity = ArgumentArity.ZeroOrMore };
        var token = new Option<string>("--token") { Description = "Instead of files: a token, by chain id, contract and number (decimal or 0x).", HelpName = "CHAIN:CONTRACT:ID" };
        var bulk = new Option<string>("--bulk") { Description = "Instead of files: every file of a folder or a zip, or every line of a file, into a report (CSV).", HelpName = "PATH" };
        var report = new Option<string>("--report") { Description = "With --bulk: where the report goes, PATH.report.csv otherwise. Alone: checks the signature of a report.", HelpName = "FILE" };
        var key = new Option<string>("--sign-with") { Description = "With --bulk: signs the report with this key of 'anchor keys new --type ed25519'.", HelpName = "KEYFILE" };
        var force = new Option<bool>("--force") { Description = "With --bulk: overwrites a report that is there." };
        var trust = new Option<string>("--trust") { Description = "Trust file; else ANCHOR_TRUST_FILE, else the built-in one, which recognises nobody.", HelpName = "FILE" };
        var rpc = new Option<string>("--rpc") { Description = "Ask this JSON-RPC node instead of those in the trust file.", HelpName = "URL" };
        var offline = new Option<bool>("--offline") { Description = "Ask no chain and no server; anchor and status stay unknown." };
        var local = new Option<bool>("--local") { Description = "Fetch status lists and DID documents from this machine and private networks too, over plain HTTP as well; for development." };
        var recipient = new Option<string>("--recipient") { Description = "Ask whether it is about the person with this e-mail address, student number or id.", HelpName = "ID" };
        var json = new Option<bool>("--json") { Description = "One JSON object per line." };
        var command = new Command("verify", "Verifies credentials, or the token of one.") { files, token, bulk, report, key, force, trust, rpc, offline, local, recipient, json };
        command.Validators.Add(result =>
        {
            if (Given(result, rpc) is { } url && (result.GetValue(offline) || !IsNode(url)))
                result.AddError("--rpc takes an http or https URL and excludes --offline.");
            var (isBulk, isReport) = (result.GetResult(bulk) is { Implicit: false }, result.GetResult(report) is { Implicit: false });
            bool[] ways = [result.GetValue(files) is { Length: > 0 }, result.GetResult(token) is { Implicit: false }, isBulk, isReport && !isBulk];
            if (ways.Count(way => way) != 1) result.AddError("Name files, or one --token, or one --bulk, or one --report: one of these.");
            if (!isBulk && (result.GetValue(force) || result.GetResult(key) is { Implicit: false })) result.AddError("--force and --sign-with belong to --bulk.");
            if (isBulk && result.GetValue(json)) result.AddError("--bulk writes CSV, which excludes --json.");
            if (Given(result, bulk) is { } path && !File.Exists(path) && !Directory.Exists(path)) result.AddError($"There is no file or folder {path}.");
            if (Given(result, token) is { } named && !TokenName.TryParse(named, out _))
                result.AddError("--token takes chain id, contract and number with colons between: 1:0x5FbDB2315678afecb367f032d93F642f64180aa3:42. Letters of mixed case must be those of the address's checksum.");
            if (Given(result, token) is not null && Given(result, recipient) is not null) result.AddError("--token excludes --recipient: a token does not say about whom its credential is.");
            if ((result.GetValue(files) ?? []).Count(file => file == InputFile.StandardInput) > 1) result.AddError("Standard input can be read once.");
            foreach (var missing in (result.GetValue(files) ?? []).Where(file => file != InputFile.StandardInput && !File.Exists(file)))
                result.AddError($"There is no file {missing}.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var read = await TrustFiles.ReadWithHashAsync(parsed.GetValue(trust), surroundings, cancellationToken).ConfigureAwait(false);
            if (!read.TryGet(out var believed, out var error))
                return await surroundings.RefuseAsync(ExitCodes.Usage, error.Code, $"The trust file cannot be used: {error.Message}").ConfigureAwait(false);
            if (parsed.GetValue(bulk) is null && parsed.GetValue(report) is { } signed) return await ReportCheck.RunAsync(signed, believed.Trust, surroundings, cancellationToken).ConfigureAwait(false);
            var options = Options(believed.Trust, parsed.GetValue(rpc), parsed.GetValue(offline), surroundings.Documents(parsed.GetValue(local)), surroundings) with { Recipient = parsed.GetValue(recipient) };
            if (TokenName.TryParse(parsed.GetValue(token), out var named)) return await RunAsync(new TokenVerifier(options), named, parsed.GetValue(json), surroundings, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(bulk) is { } many)
                return await new BulkVerify(many, parsed.GetValue(report), parsed.GetValue(force), parsed.GetValue(key))
                    .RunAsync(options, believed.Sha256, parsed.GetValue(offline), surroundings, cancellationToken).ConfigureAwait(false);
            var verifier = new Verifier(options);
            return await RunAsync(verifier, parsed.GetValue(files)!, parsed.GetValue(json), surroundings, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>What follows an option; null where nothing does, which the parser tells by itself.</summary>
    private static string? Given(CommandResult result, Option<string> option) => result.GetResult(option) is { Tokens: [var value, ..] } ? value.Value : null;

    private static bool IsNode(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static VerifierOptions Options(TrustFile trust, string? rpc, bool offline, IWebDocuments? documents, Surroundings surroundings) => offline
        ? VerifierOptions.Offline(trust, surroundings.Clock)
        : new VerifierOptions
        {
            Trust = trust, Clock = surroundings.Clock, Documents = documents,
            Chain = rpc is null ? TrustedNodes.Over(surroundings.Http, surroundings.Clock) : TrustedNodes.At(new Uri(rpc), surroundings.Http, surroundings.Clock),
        };

    private static async Task<int> RunAsync(TokenVerifier verifier, TokenName token, bool json, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var report = await verifier.VerifyAsync(token, cancellationToken).ConfigureAwait(false);
        await surroundings.Output.WriteAsync(json ? Encoding.UTF8.GetString(report.ToJson()) + "\n" : report.ToText()).ConfigureAwait(false);
        return ReportLines.ExitCode(report.Verdict);
    }

    private static async Task<int> RunAsync(Verifier verifier, string[] files, bool json, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var worst = ExitCodes.Ok;
        foreach (var file in files)
        {
            if (await InputFile.ReadAsync(file, surroundings, cancellationToken).ConfigureAwait(false) is not { } document)
            {
                worst = ExitCodes.Worse(worst, await surroundings.RefuseAsync(ExitCodes.Unknown, "file.unreadable", $"{file} cannot be read.").ConfigureAwait(false));
                continue;
            }
            var report = await verifier.VerifyAsync(document, cancellationToken).ConfigureAwait(false);
            await surroundings.Output.WriteAsync(json ? ReportLines.Json(report, file, files.Length) : ReportLines.Text(report, file, files.Length)).ConfigureAwait(false);
            worst = ExitCodes.Worse(worst, ReportLines.ExitCode(report.Verdict));
        }
        return worst;
    }
}
