using System.CommandLine;
using System.CommandLine.Help;
using Anchor.Cli.Badges;
using Anchor.Cli.Deploying;
using Anchor.Cli.Importing;
using Anchor.Cli.Keys;
using Anchor.Cli.Leaves;
using Anchor.Cli.Reconciling;
using Anchor.Cli.Statuses;
using Anchor.Cli.Verifying;

namespace Anchor.Cli;

/// <summary>The <c>anchor</c> command: parses, runs one subcommand, and turns every outcome into an exit code.</summary>
internal static class AnchorCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var root = new RootCommand("Verifies Anchor credentials and works with an Anchor host.\nExit codes: 0 valid or done, 1 invalid or refused, 2 could not check or reach, 3 wrong usage.")
        {
            VerifyCommand.Create(surroundings),
            ValidateCommand.Create(surroundings),
            BakeCommand.Create(surroundings),
            LeafCommand.Create(surroundings),
            ProveCommand.Create(surroundings),
            new Command("keys", "Works with keys.") { NewKeyCommand.Create(surroundings) },
            DeployCommand.Create(surroundings),
            ImportCommand.Create(surroundings),
            ReconcileCommand.Create(surroundings),
            StatusCommand.Create("revoke", "Takes credentials back for ever", surroundings),
            StatusCommand.Create("suspend", "Lets credentials not count for the time being", surroundings),
            StatusCommand.Create("reinstate", "Lets suspended credentials count again", surroundings),
        };
        var parsed = root.Parse(args);
        var configuration = new InvocationConfiguration { Output = surroundings.Output, Error = surroundings.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            foreach (var error in parsed.Errors) await surroundings.Error.WriteLineAsync($"anchor: {Plain.Line(error.Message)}").ConfigureAwait(false);
            await surroundings.Error.WriteLineAsync("Try 'anchor --help'.").ConfigureAwait(false);
            return ExitCodes.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await surroundings.RefuseAsync(ExitCodes.Unknown, "cli.interrupted", "Interrupted.").ConfigureAwait(false);
        }
    }
}
