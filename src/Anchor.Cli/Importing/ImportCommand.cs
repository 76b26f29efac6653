using System.CommandLine;
using System.Security.Cryptography;
using System.Text;

namespace Anchor.Cli.Importing;

/// <summary><c>anchor import FILE --achievement ID</c></summary>
internal static class ImportCommand
{
    private const string KeyVariable = "ANCHOR_API_KEY";
    private const string UrlVariable = "ANCHOR_URL";
    private const string DefaultUrl = "http://127.0.0.1:5000";
    private const int MaxIdempotencyKey = 200;

    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "A CSV with one learner per row." };
        var achievement = new Option<Guid>("--achievement") { Description = "What the learners earned.", Required = true, HelpName = "ID" };
        var watch = new Option<bool>("--watch") { Description = "Wait until the batch is anchored." };
        var url = new Option<string>("--url") { Description = $"The host; else {UrlVariable}, else {DefaultUrl}.", HelpName = "URL" };
        var duplicates = new Option<string>("--duplicates") { Description = "How a learner is met who stands in the batch already.", DefaultValueFactory = static _ => "deny" };
        duplicates.AcceptOnlyFromAmong("deny", "allow", "replace");
        var key = new Option<string>("--key") { Description = "Idempotency key; derived from the file's content and the achievement otherwise, so that a second run adds nothing.", HelpName = "KEY" };
        var json = new Option<bool>("--json") { Description = "Print { import, batch } as JSON." };
        var command = new Command("import", $"Sends rows to an Anchor host, which signs, seals and anchors them. The API key is read from {KeyVariable}.") { file, achievement, watch, url, duplicates, key, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is { } name && !File.Exists(name)) result.AddError($"There is no file {name}.");
            if (result.GetValue(key) is { } given && (given.Length is 0 or > MaxIdempotencyKey || given.Any(letter => letter is < ' ' or > '~')))
                result.AddError($"--key takes 1 to {MaxIdempotencyKey} printable ASCII characters.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (surroundings.Variable(KeyVariable) is not { Length: > 0 } apiKey || apiKey.Any(letter => letter is <= ' ' or > '~'))
                return await surroundings.RefuseAsync(ExitCodes.Usage, "import.api_key_missing", $"Put the API key into {KeyVariable}.").ConfigureAwait(false);
            if (HostOf(parsed.GetValue(url) ?? surroundings.Variable(UrlVariable)) is not { } host)
                return await surroundings.RefuseAsync(ExitCodes.Usage, "import.url_malformed", "The host's URL begins with https://; http:// is taken for this machine only.").ConfigureAwait(false);
            var (path, earned) = (parsed.GetValue(file)!, parsed.GetValue(achievement));
            if ((parsed.GetValue(key) ?? await DerivedKeyAsync(path, earned, cancellationToken).ConfigureAwait(false)) is not { } idempotencyKey)
                return await surroundings.RefuseAsync(ExitCodes.Usage, "file.unreadable", $"{path} cannot be read.").ConfigureAwait(false);
            var run = new ImportRun(new HostClient(surroundings, host, apiKey), surroundings, parsed.GetValue(json));
            return await run.RunAsync(path, earned, parsed.GetValue(duplicates)!, idempotencyKey, parsed.GetValue(watch), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    // An API key must not cross a network in clear text.
    private static Uri? HostOf(string? url) =>
        Uri.TryCreate((string.IsNullOrEmpty(url) ? DefaultUrl : url).TrimEnd('/') + "/", UriKind.Absolute, out var host)
        && (host.Scheme == Uri.UriSchemeHttps || (host.Scheme == Uri.UriSchemeHttp && host.IsLoopback)) ? host : null;

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
