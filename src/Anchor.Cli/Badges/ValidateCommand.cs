using System.CommandLine;
using System.Text;
using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Cli.Badges;

/// <summary><c>anchor validate FILE…</c></summary>
internal static class ValidateCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var files = new Argument<string[]>("FILE") { Description = "Credentials (JSON or compact JWT), bundles or badge pictures; - is standard input.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "One JSON object per violation." };
        var command = new Command("validate", "Checks the shape of credentials against Open Badges 3.0: every broken rule with its path. Verifies nothing.") { files, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var worst = ExitCodes.Ok;
            foreach (var file in parsed.GetValue(files)!)
                worst = ExitCodes.Worse(worst, await RunAsync(file, parsed.GetValue(json), surroundings, cancellationToken).ConfigureAwait(false));
            return worst;
        });
        return command;
    }

    private static async Task<int> RunAsync(string file, bool json, Surroundings surroundings, CancellationToken cancellationToken)
    {
        if (await InputFile.ReadAsync(file, surroundings, cancellationToken).ConfigureAwait(false) is not { } content)
            return await surroundings.RefuseAsync(ExitCodes.Usage, "file.unreadable", $"{file} cannot be read.").ConfigureAwait(false);
        var violations = ViolationsOf(content);
        var text = new StringBuilder();
        foreach (var violation in violations)
            text.AppendLine(json
                ? $"{{\"file\":\"{JsonEncodedText.Encode(file)}\",\"path\":\"{JsonEncodedText.Encode(violation.Path)}\",\"code\":\"{violation.Code}\",\"rule\":\"{JsonEncodedText.Encode(violation.Rule)}\"}}"
                : $"{Plain.Line(file)}: {Plain.Line(violation.Path)}: {Plain.Line(violation.Rule)} ({violation.Code})");
        if (violations.Count == 0 && !json) text.AppendLine($"{Plain.Line(file)}: well-formed Open Badges 3.0");
        await surroundings.Output.WriteAsync(text, cancellationToken).ConfigureAwait(false);
        return violations.Count == 0 ? ExitCodes.Ok : ExitCodes.Invalid;
    }

    private static IReadOnlyList<Violation> ViolationsOf(byte[] content)
    {
        if (!CredentialFile.Open(content).TryGet(out var bundle, out var error)) return [Of(error)];
        if (bundle.Credential.CompactJws is not { } compact) return [.. OpenBadgeValidator.Validate(bundle.Credential.Document!.Value), .. OpenBadgeValidator.ValidateTerms(bundle.Credential.Document!.Value)];
        return VcJwt.Parse(Encoding.ASCII.GetBytes(compact)).TryGet(out var jwt, out error) ? OpenBadgeValidator.Validate(jwt.Claims) : [Of(error)];

        static Violation Of(Error error) => new(error.Path ?? "$", error.Message, error.Code);
    }
}
