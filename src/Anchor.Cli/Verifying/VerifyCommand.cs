using System.CommandLine;
using Anchor.Credentials.Trust;
using Anchor.Verification;
using Anchor.Verification.Nodes;
using Anchor.Verification.Web;

namespace Anchor.Cli.Verifying;

/// <summary><c>anchor verify FILE…</c></summary>
internal static class VerifyCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var files = new Argument<string[]>("FILE") { Description = "Bundles, credentials (JSON or compact JWT) or badge pictures (PNG, SVG); - is standard input.", Arity = ArgumentArity.OneOrMore };
        var trust = new Option<string>("--trust") { Description = "Trust file; else ANCHOR_TRUST_FILE, else the built-in one, which recognises nobody.", HelpName = "FILE" };
        var rpc = new Option<string>("--rpc") { Description = "Ask this JSON-RPC node instead of those in the trust file.", HelpName = "URL" };
        var offline = new Option<bool>("--offline") { Description = "Ask no chain and no server; anchor and status stay unknown." };
        var local = new Option<bool>("--local") { Description = "Fetch status lists and DID documents from this machine and private networks too, over plain HTTP as well; for development." };
        var recipient = new Option<string>("--recipient") { Description = "Ask whether it is about the person with this e-mail address, student number or id.", HelpName = "ID" };
        var json = new Option<bool>("--json") { Description = "One JSON object per line." };
        var command = new Command("verify", "Verifies credentials.") { files, trust, rpc, offline, local, recipient, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(rpc) is { } url && (result.GetValue(offline) || !IsNode(url)))
                result.AddError("--rpc takes an http or https URL and excludes --offline.");
            if ((result.GetValue(files) ?? []).Count(file => file == InputFile.StandardInput) > 1) result.AddError("Standard input can be read once.");
            foreach (var missing in (result.GetValue(files) ?? []).Where(file => file != InputFile.StandardInput && !File.Exists(file)))
                result.AddError($"There is no file {missing}.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var read = await TrustFiles.ReadAsync(parsed.GetValue(trust), surroundings, cancellationToken).ConfigureAwait(false);
            if (!read.TryGet(out var trusted, out var error))
                return await surroundings.RefuseAsync(ExitCodes.Usage, error.Code, $"The trust file cannot be used: {error.Message}").ConfigureAwait(false);
            var verifier = new Verifier(Options(trusted, parsed.GetValue(rpc), parsed.GetValue(offline), surroundings.Documents(parsed.GetValue(local)), surroundings) with { Recipient = parsed.GetValue(recipient) });
            return await RunAsync(verifier, parsed.GetValue(files)!, parsed.GetValue(json), surroundings, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static bool IsNode(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static VerifierOptions Options(TrustFile trust, string? rpc, bool offline, IWebDocuments? documents, Surroundings surroundings) => offline
        ? VerifierOptions.Offline(trust, surroundings.Clock)
        : new VerifierOptions
        {
            Trust = trust, Clock = surroundings.Clock, Documents = documents,
            Chain = rpc is null ? TrustedNodes.Over(surroundings.Http, surroundings.Clock) : TrustedNodes.At(new Uri(rpc), surroundings.Http, surroundings.Clock),
        };

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
            worst = ExitCodes.Worse(worst, ReportLines.ExitCode(report));
        }
        return worst;
    }
}
