using System.Globalization;
using System.Threading.Channels;
using Anchor.Cli.Hosts;
using Anchor.Verification;

namespace Anchor.Cli.Verifying.Bulk;

/// <summary>Verifies many bundles with all processors and writes their rows in order; a bounded number is under way at any time.</summary>
/// <param name="verifier">Keeps for the run what bundles have in common.</param>
/// <param name="asksOthers">Whether chains or servers are asked, so that more than the processors can do is worth having under way.</param>
/// <param name="surroundings">Clock and error stream.</param>
internal sealed class BulkRun(Verifier verifier, bool asksOthers, Surroundings surroundings)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    private readonly int _underWay = Environment.ProcessorCount * (asksOthers ? 16 : 4);
    private readonly Progress _progress = new(surroundings);

    /// <summary>Verifies them all.</summary>
    public async Task RunAsync(BulkSource source, BulkReport report, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var rows = Channel.CreateBounded<Task<BulkRow>>(new BoundedChannelOptions(_underWay) { SingleReader = true, SingleWriter = true });
        var reading = ReadAsync(source, rows.Writer, stop.Token);
        try
        {
            await WriteAsync(source, rows.Reader, report, stop.Token).ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
        finally
        {
            // Whatever ended it, nothing goes on reading behind the caller's back.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(reading).ConfigureAwait(false);
            _progress.Done();
        }
    }

    private async Task ReadAsync(BulkSource source, ChannelWriter<Task<BulkRow>> rows, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var read in source.ItemsAsync(cancellationToken).ConfigureAwait(false))
            {
                // Room first: so many are under way and no more.
                await rows.WaitToWriteAsync(cancellationToken).ConfigureAwait(false);
                await rows.WriteAsync(Task.Run(() => VerifyAsync(read, cancellationToken), cancellationToken), cancellationToken).ConfigureAwait(false);
            }
            rows.Complete();
        }
        catch (Exception e)
        {
            rows.Complete(e);
            throw;
        }
    }

    private async Task<BulkRow> VerifyAsync(Func<CancellationToken, Task<BulkItem>> read, CancellationToken cancellationToken)
    {
        var item = await read(cancellationToken).ConfigureAwait(false);
        var now = surroundings.Clock.GetUtcNow();
        return item.Content is { } content
            ? BulkRow.Of(item.Name, await verifier.VerifyAsync(content, cancellationToken).ConfigureAwait(false), now)
            : BulkRow.Unread(item.Name, item.Fault!, now);
    }

    private async Task WriteAsync(BulkSource source, ChannelReader<Task<BulkRow>> rows, BulkReport report, CancellationToken cancellationToken)
    {
        var (start, shown) = (surroundings.Clock.GetTimestamp(), TimeSpan.Zero);
        _progress.Show("verifying", 0, source.Total);
        await foreach (var row in rows.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            await report.AddAsync(await row.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            if (surroundings.Clock.GetElapsedTime(start) is var elapsed && elapsed - shown < Glance) continue;
            shown = elapsed;
            _progress.Show("verifying", source.Done, source.Total, Pace(report.Rows, elapsed, source));
        }
    }

    private static string Pace(long rows, TimeSpan elapsed, BulkSource source)
    {
        var rate = rows / elapsed.TotalSeconds;
        var left = TimeSpan.FromSeconds(Math.Ceiling(elapsed.TotalSeconds * (source.Total - source.Done) / Math.Max(1, source.Done)));
        return string.Create(CultureInfo.InvariantCulture, $"{rows} bundles, {rate:0}/s, {left:h\\:mm\\:ss} left");
    }
}
