using System.Globalization;
using System.Text.Json;
using Anchor.Cli.Deploying;
using Anchor.Cli.Hosts;

namespace Anchor.Cli.Reconciling;

/// <summary>Rebuilds the anchors of a folder of bundles and writes those that have one into another folder, each file whole or not at all.</summary>
internal sealed class BundleRebuild(RegistrySearch search, string output, bool json, Surroundings surroundings)
{
    private const int MaxFiles = 1_000_000;
    private static readonly string[] Outcomes = ["found", "unchanged", "notAnchored", "unknown", "unreadable"];

    private readonly Progress _progress = new(surroundings);
    private readonly Dictionary<string, int> _counts = Outcomes.ToDictionary(outcome => outcome, _ => 0);

    public async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        string[] files;
        try
        {
            files = [.. Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file)[0] != '.').Take(MaxFiles + 1).Order(StringComparer.Ordinal)];
            Directory.CreateDirectory(output);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return await surroundings.RefuseAsync(ExitCodes.Usage, "folder.unusable", $"{folder} cannot be read, or {output} cannot be made.").ConfigureAwait(false);
        }
        if (files.Length is 0 or > MaxFiles)
            return await surroundings.RefuseAsync(ExitCodes.Usage, "bundles.count", $"{folder} must hold 1 to {MaxFiles} files.").ConfigureAwait(false);

        var anchors = new BundleAnchors(search);
        for (var i = 0; i < files.Length; i++)
        {
            _progress.Show("looking up bundles", i, files.Length);
            var rebuilt = await InputFile.ReadAsync(files[i], surroundings, cancellationToken).ConfigureAwait(false) is { } content
                ? await anchors.RebuildAsync(content, cancellationToken).ConfigureAwait(false)
                : new RebuiltBundle("unreadable", null, "file.unreadable", "The file cannot be read.");
            var name = Path.GetFileName(files[i]);
            if (rebuilt.Bundle is { } bundle && WholeFile.Write(Path.Combine(output, name), bundle.ToUtf8()) is { } unwritable)
            {
                _progress.Done();
                return await surroundings.RefuseAsync(ExitCodes.Unknown, unwritable.Code, unwritable.Message).ConfigureAwait(false);
            }
            _counts[rebuilt.Outcome]++;
            await SayAsync(name, rebuilt).ConfigureAwait(false);
        }
        return await EndAsync().ConfigureAwait(false);
    }

    private async Task SayAsync(string file, RebuiltBundle rebuilt)
    {
        _progress.Done();
        var count = rebuilt.Bundle?.Anchors.Count ?? 0;
        await surroundings.Output.WriteLineAsync(json
            ? JsonSerializer.Serialize(new { file, outcome = rebuilt.Outcome, anchors = count, code = rebuilt.Code, message = rebuilt.Words })
            : Plain.Line(rebuilt.Code is null
                ? string.Create(CultureInfo.InvariantCulture, $"{Words(rebuilt.Outcome)} {file}: {count} anchor{(count == 1 ? "" : "s")}")
                : $"{Words(rebuilt.Outcome)} {file}: {rebuilt.Words} ({rebuilt.Code})")).ConfigureAwait(false);
    }

    private async Task<int> EndAsync()
    {
        _progress.Done();
        var faults = search.Faults.ToArray();
        foreach (var fault in faults) await surroundings.Error.WriteLineAsync($"anchor: {Plain.Line(fault)}").ConfigureAwait(false);
        await surroundings.Output.WriteLineAsync(json
            ? JsonSerializer.Serialize(new { summary = _counts })
            : string.Join(", ", Outcomes.Select(outcome => string.Create(CultureInfo.InvariantCulture, $"{_counts[outcome]} {Words(outcome)}")))).ConfigureAwait(false);
        var worst = _counts["notAnchored"] + _counts["unreadable"] > 0 ? ExitCodes.Invalid : ExitCodes.Ok;
        return _counts["unknown"] > 0 || faults.Length > 0 ? ExitCodes.Worse(worst, ExitCodes.Unknown) : worst;
    }

    private static string Words(string outcome) => outcome == "notAnchored" ? "not anchored" : outcome;
}
