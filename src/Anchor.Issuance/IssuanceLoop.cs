using Anchor.EventStore;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Credentials;
using Anchor.Issuance.StatusLists;
using Anchor.Issuance.Views;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Anchor.Issuance;

/// <summary>Does what is due: gathers, signs and seals batches, publishes status lists, catches read models up.</summary>
internal sealed partial class IssuanceLoop(
    NpgsqlDataSource dataSource, BatchIssuer batches, SingleGatherer singles, StatusPublisher statusLists, ProjectionRunner projections,
    IssuedCounts counts, TimeProvider clock, ILogger<IssuanceLoop> logger) : BackgroundService
{
    private const long Lock = 0x616e_6368_6f72_0200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>One round over everything that is open.</summary>
    /// <returns>Whether something moved, so that another round is due at once.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        // Beside the rest: the database counts with one processor what a batch has just added.
        var counting = GuardAsync("counts", CountAsync, cancellationToken);
        try
        {
            var moved = await WorkAsync(cancellationToken);
            return moved | await counting;
        }
        finally
        {
            await ((Task)counting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var moved = await GuardAsync("gathering", singles.StepAsync, cancellationToken);
        foreach (var (issuer, id) in await OpenAsync(
            "SELECT tenant_id, id FROM anchor.anchor_view_batches WHERE status = 'approved' ORDER BY opened LIMIT 100", cancellationToken))
            moved |= await GuardAsync("batch", token => batches.StepAsync(issuer, id, token), cancellationToken);
        return moved | await GuardAsync("status lists", statusLists.StepAsync, cancellationToken);
    }

    // The counts keep up with single credentials that arrive all the time; only a backlog is a reason to hurry.
    private async Task<bool> CountAsync(CancellationToken cancellationToken) =>
        await projections.StepAsync(counts, 100_000, cancellationToken) is { IsCaughtUp: false, Applied: > 0 };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var leadership = new LeaderLock(dataSource, Lock);
        while (!stoppingToken.IsCancellationRequested)
        {
            var moved = false;
            try
            {
                moved = await leadership.HoldAsync(stoppingToken) && await StepAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogRoundFailed(logger, e);
            }
            if (!moved) await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // One thing that fails must not hold up the others; it is tried again in the next round.
    private async Task<bool> GuardAsync(string what, Func<CancellationToken, Task<bool>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await step(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogStepFailed(logger, what, e);
            return false;
        }
    }

    private async Task<List<(IssuerId Issuer, Guid Id)>> OpenAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        var open = new List<(IssuerId, Guid)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) open.Add((new IssuerId(Guid.ParseExact(reader.GetString(0), "n")), reader.GetGuid(1)));
        return open;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A step failed ({What}); it is tried again")]
    private static partial void LogStepFailed(ILogger logger, string what, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of the issuance loop failed; it is tried again")]
    private static partial void LogRoundFailed(ILogger logger, Exception exception);
}
