using System.Text.Json;
using Anchor.Cli.Hosts;
using Anchor.Credentials;

namespace Anchor.Cli.Importing;

/// <summary>One import: open the batch, send the rows, and where asked, watch until the batch is anchored.</summary>
internal sealed class ImportRun(HostClient host, Surroundings surroundings, bool json)
{
    private readonly Progress _progress = new(surroundings);

    /// <returns>0 when every row was accepted (and, watched, anchored), 1 when the host refused or rows have errors, 2 when it cannot be reached.</returns>
    public async Task<int> RunAsync(string file, Guid achievement, string duplicates, string idempotencyKey, bool watch, CancellationToken cancellationToken)
    {
        _progress.Show("opening the batch", 0, 0);
        var opened = await host.OpenBatchAsync(achievement, idempotencyKey, cancellationToken).ConfigureAwait(false);
        if (!opened.TryGet(out var batch, out var error)) return await RefusedAsync(error).ConfigureAwait(false);
        if (batch.Text("id") is not { } id) return await RefusedAsync(new Error("host.malformed", "The host's answer names no batch.", ErrorKind.Unavailable)).ConfigureAwait(false);

        var sent = await host.ImportAsync(id, file, duplicates, idempotencyKey, (done, total) => _progress.Show("sending", done, total), cancellationToken).ConfigureAwait(false);
        if (!sent.TryGet(out var import, out error)) return await RefusedAsync(error).ConfigureAwait(false);
        _progress.Done();
        if (!json) await ReportAsync(id, import).ConfigureAwait(false);

        var exit = import.Number("rejected") > 0 || import.Text("state") is "failed" or "discarded" ? ExitCodes.Invalid : ExitCodes.Ok;
        if (!watch) return await EndAsync(import, batch, exit).ConfigureAwait(false);
        var watched = await new BatchWatch(host, _progress, surroundings).UntilAnchoredAsync(id, cancellationToken).ConfigureAwait(false);
        if (!watched.TryGet(out batch, out error)) return ExitCodes.Worse(exit, await RefusedAsync(error).ConfigureAwait(false));
        _progress.Done();
        if (!json) await AnchoredAsync(batch).ConfigureAwait(false);
        return await EndAsync(import, batch, batch.Text("status") == "anchored" ? exit : ExitCodes.Invalid).ConfigureAwait(false);
    }

    private async Task<int> RefusedAsync(Error error)
    {
        _progress.Done();
        var where = error.Path is { } path ? $" [{path}]" : "";
        return await surroundings.RefuseAsync(error.Kind == ErrorKind.Unavailable ? ExitCodes.Unknown : ExitCodes.Invalid, error.Code, error.Message + where).ConfigureAwait(false);
    }

    private async Task ReportAsync(string batch, JsonElement import)
    {
        await surroundings.Output.WriteLineAsync(
            $"batch {Plain.Line(batch)}: {import.Number("rows")} rows read, {import.Number("accepted")} accepted, {import.Number("rejected")} rejected, {import.Number("duplicates")} duplicates").ConfigureAwait(false);
        foreach (var row in import.Items("errors"))
        {
            var column = row.Text("column") is { } name ? $", column {name}" : "";
            await surroundings.Output.WriteLineAsync(Plain.Line($"line {row.Number("line")}{column}: {row.Text("message")} ({row.Text("code")})")).ConfigureAwait(false);
        }
    }

    private async Task AnchoredAsync(JsonElement batch)
    {
        await surroundings.Output.WriteLineAsync(Plain.Line($"{batch.Text("status")}: {batch.Number("size")} credentials, root {batch.Text("root")}")).ConfigureAwait(false);
        foreach (var anchoring in batch.Items("anchorings"))
            await surroundings.Output.WriteLineAsync(Plain.Line(
                $"chain {anchoring.Number("chainId")}: {anchoring.Text("status")}, block {anchoring.Number("blockNumber")}, transaction {anchoring.Text("transactionHash")}, gas {anchoring.Number("gasUsed")}")).ConfigureAwait(false);
    }

    private async Task<int> EndAsync(JsonElement import, JsonElement batch, int exit)
    {
        if (json) await surroundings.Output.WriteLineAsync($"{{\"import\":{import.GetRawText()},\"batch\":{batch.GetRawText()}}}").ConfigureAwait(false);
        return exit;
    }
}
