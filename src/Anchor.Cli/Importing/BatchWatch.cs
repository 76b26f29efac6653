using System.Text.Json;
using Anchor.Cli.Hosts;
using Anchor.Credentials;

namespace Anchor.Cli.Importing;

/// <summary>Looks at a batch until it is anchored. A host that is away for a moment is waited for; nothing is lost by asking.</summary>
internal sealed class BatchWatch(HostClient host, Progress progress, Surroundings surroundings)
{
    private const int MostFailures = 5;

    /// <returns>The batch once it is anchored or discarded, or why the host cannot say.</returns>
    public async Task<Result<JsonElement>> UntilAnchoredAsync(string batch, CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            var answer = await host.GetBatchAsync(batch, cancellationToken).ConfigureAwait(false);
            if (answer.TryGet(out var view, out var error))
            {
                failures = 0;
                Show(view);
                if (view.Text("status") is "anchored" or "discarded") return view;
            }
            else if (error.Kind != ErrorKind.Unavailable || ++failures == MostFailures)
            {
                return error;
            }
            await Task.Delay(surroundings.Patience, surroundings.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Show(JsonElement view)
    {
        switch (view.Text("status"))
        {
            case "open": progress.Show("waiting for approval", 0, 0); break;
            case "approved": progress.Show("signing", view.Number("size"), view.Number("approved")); break;
            case "sealed":
                var steps = view.Items("anchorings").Select(anchoring => $"chain {anchoring.Number("chainId")} {anchoring.Text("status")}").ToArray();
                progress.Show(Plain.Line(steps.Length == 0 ? "sealed, not yet sent" : "anchoring: " + string.Join(", ", steps)), 0, 0);
                break;
            case { } status: progress.Show(Plain.Line(status), 0, 0); break;
        }
    }
}
