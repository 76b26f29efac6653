using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Anchor.Cli.Hosts;

namespace Anchor.Cli.Importing;

/// <summary><c>anchor import FILE --achievement ID</c></summary>
internal static class ImportCommand
{
    private const int MaxIdempotencyKey = 200;

    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "A CSV with one learner per row." };
        var achievement = new Option<Guid>("--achievement") { Description = "What the learners earned.", Required = true, HelpName = "ID" };
        var watch = new Option<bool>("--watch") { Description = "Wait until the batch is anchored." };
        var url = HostConnection.UrlOption();
        var duplicates = new Option<string>("--duplicates") { Description = "How a learner is met who stands in the batch already.", DefaultValueFactory = static _ => "deny" };
        duplicates.AcceptOnlyFromAmong("deny", "allow", "replace");
        var key = new Option<string>("--key") { Description = "Idempotency key; derived from the file's content and the achievement otherwise, so that a second run adds nothing.", HelpName = "KEY" };
        var json = new Option<bool>("--json") { Description = "Print { import, batch } as JSON." };
        var command = new Command("import", $"Sends rows to an Anchor host, which signs, seals and anchors them. The API key is read from {HostConnection.KeyVariable}.") { file, achievement, watch, url, duplicates, key, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is { } name && !File.Exists(name)) result.AddError($"There is no file {name}.");
            if (result.GetValue(key) is { } given && (given.Length is 0 or > MaxIdempotencyKey || given.Any(letter => letter is < ' ' or > '~')))
                result.AddError($"--key takes 1 to {MaxIdempotencyKey} printable ASCII characters.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!HostConnection.Open(parsed.GetValue(url), surroundings).TryGet(out var host, out var closed))
                return await surroundings.RefuseAsync(ExitCodes.Usage, closed.Code, closed.Message).ConfigureAwait(false);
            var (path, earned) = (parsed.GetValue(file)!, parsed.GetValue(achievement));
            if ((parsed.GetValue(key) ?? await DerivedKeyAsync(path, earned, cancellationToken).ConfigureAwait(false)) is not { } idempotencyKey)
                return await surroundings.RefuseAsync(ExitCodes.Usage, "file.unreadable", $"{path} cannot be read.").ConfigureAwait(false);
            var run = new ImportRun(host, surroundings, parsed.GetValue(json));
            return await run.RunAsync(path, earned, parsed.GetValue(duplicates)!, idempotencyKey, parsed.GetValue(watch), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>Hexadecimal SHA-256 of (the file's SHA-256 ‖ the achievement's id in ASCII); null when the file cannot be read.</summary>
    private static async Task<string?> DerivedKeyAsync(string file, Guid achievement, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            var content = await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
            return "import-" + Convert.ToHexStringLower(SHA256.HashData([.. content, .. Encoding.ASCII.GetBytes(achievement.ToString())]));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
