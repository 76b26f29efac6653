using System.CommandLine;
using System.CommandLine.Parsing;
using Anchor.Chain.Rpc;
using Anchor.Cli.Hosts;
using Anchor.Cli.Verifying;
using Anchor.Credentials.Trust;
using Anchor.Verification.Nodes;

namespace Anchor.Cli.Reconciling;

/// <summary><c>anchor reconcile --network CHAINID</c>, or <c>anchor reconcile --bundles FOLDER --trust FILE --out FOLDER</c></summary>
internal static class ReconcileCommand
{
    private const string Words =
        "Compares the registry's events with a host's database and prints every difference, or rebuilds the anchors of bundles from the chain alone, without any host.\n"
        + "Exit codes: 0 no difference, 1 differences or bundles without an anchor, 2 could not be done, 3 wrong usage. "
        + "What passes by itself, such as a block that is not yet final, is printed and not counted as a difference.";

    public static Command Create(Surroundings surroundings)
    {
        var network = new Option<ulong?>("--network") { Description = "The chain id of the host's network.", HelpName = "CHAINID" };
        var from = new Option<ulong?>("--from") { Description = "The first block; otherwise the first one since the issuer has an account there.", HelpName = "BLOCK" };
        var url = HostConnection.UrlOption();
        var bundles = new Option<string>("--bundles") { Description = "A folder of bundles, one to a file.", HelpName = "FOLDER" };
        var trust = new Option<string>("--trust") { Description = "With --bundles: the trust file with the networks to look on; else ANCHOR_TRUST_FILE.", HelpName = "FILE" };
        var rpc = new Option<string[]>("--rpc") { Description = "With --bundles: ask these JSON-RPC nodes instead of those in the trust file.", HelpName = "URL" };
        var output = new Option<string>("--out") { Description = "With --bundles: the folder for the bundles with all their anchors; another one than the first.", HelpName = "FOLDER" };
        var json = new Option<bool>("--json") { Description = "One JSON object per line, the last one with the counts." };
        var command = new Command("reconcile", Words) { network, from, url, bundles, trust, rpc, output, json };
        command.Validators.Add(result =>
        {
            var folder = result.GetValue(bundles);
            // Only whether it was named: the value of one that is no number cannot be asked for.
            if ((result.GetResult(network) is null) == (folder is null)) result.AddError("Name a --network of a host, or a folder of --bundles: one of the two.");
            else if (folder is null) Exclude(result, "--network", trust, rpc, output);
            else
            {
                Exclude(result, "--bundles", from, url);
                if (!Directory.Exists(folder)) result.AddError($"There is no folder {folder}.");
                if (result.GetValue(output) is not { Length: > 0 } target) result.AddError("--bundles needs --out.");
                else if (IsSame(folder, target)) result.AddError("--out must be another folder, so that no bundle is lost.");
                if ((result.GetValue(rpc) ?? []).Any(each => !IsNode(each))) result.AddError("--rpc takes http or https URLs.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(network) is { } chainId)
                return HostConnection.Open(parsed.GetValue(url), surroundings).TryGet(out var host, out var closed)
                    ? await new HostWalk(chainId, parsed.GetValue(json), host, surroundings).RunAsync(parsed.GetValue(from), cancellationToken).ConfigureAwait(false)
                    : await surroundings.RefuseAsync(ExitCodes.Usage, closed.Code, closed.Message).ConfigureAwait(false);
            var read = await TrustFiles.ReadAsync(parsed.GetValue(trust), surroundings, cancellationToken).ConfigureAwait(false);
            if (!read.TryGet(out var trusted, out var error))
                return await surroundings.RefuseAsync(ExitCodes.Usage, error.Code, $"The trust file cannot be used: {error.Message}").ConfigureAwait(false);
            if (trusted.Networks.Count == 0)
                return await surroundings.RefuseAsync(ExitCodes.Usage, "trust.no_network", "The trust file names no network on which to look.").ConfigureAwait(false);
            var search = new RegistrySearch(trusted, NodesOf(parsed.GetValue(rpc) ?? [], surroundings));
            return await new BundleRebuild(search, parsed.GetValue(output)!, parsed.GetValue(json), surroundings).RunAsync(parsed.GetValue(bundles)!, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static Func<TrustedNetwork, IEvmClient?> NodesOf(string[] rpc, Surroundings surroundings) => rpc.Length == 0
        ? TrustedNodes.Over(surroundings.Http, surroundings.Clock)
        : TrustedNodes.At([.. rpc.Select(url => new Uri(url))], surroundings.Http, surroundings.Clock);

    private static void Exclude(CommandResult result, string name, params ReadOnlySpan<Option> others)
    {
        foreach (var other in others)
            if (result.GetResult(other) is { Implicit: false }) result.AddError($"{name} excludes {other.Name}.");
    }

    private static bool IsSame(string one, string other) =>
        string.Equals(Path.TrimEndingDirectorySeparator(Path.GetFullPath(one)), Path.TrimEndingDirectorySeparator(Path.GetFullPath(other)), StringComparison.Ordinal);

    private static bool IsNode(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
