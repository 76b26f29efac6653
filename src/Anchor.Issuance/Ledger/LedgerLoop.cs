using Anchor.Issuance.Anchoring;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Anchor.Issuance.Ledger;

/// <summary>
/// Runs the ledger, each network by itself, so that a node that does not answer holds up nobody else. One host at a time
/// leads a network; that two never send differently is kept by the database, not by this lock.
/// </summary>
internal sealed partial class LedgerLoop(NetworkCatalog networks, NetworkLedger ledger, NpgsqlDataSource dataSource, TimeProvider clock, ILogger<LedgerLoop> logger)
    : BackgroundService
{
    private const long Lock = 0x616e_6368_6c00_0000;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(125);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>One round over all networks.</summary>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var moved = false;
        foreach (var network in networks.All) moved |= await ledger.StepAsync(network, cancellationToken);
        return moved;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(networks.All.Select(network => RunAsync(network, stoppingToken)));

    private async Task RunAsync(KnownNetwork network, CancellationToken stoppingToken)
    {
        await using var leadership = new LeaderLock(dataSource, Lock ^ (long)network.Network.ChainId);
        for (var pause = ShortestPause; !stoppingToken.IsCancellationRequested;)
        {
            var moved = false;
            try
            {
                moved = await leadership.HoldAsync(stoppingToken) && await ledger.StepAsync(network, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogRoundFailed(logger, network.Network.Name, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            // The longer nothing moves, the less the nodes are asked.
            pause = moved ? ShortestPause : pause * 2 > LongestPause ? LongestPause : pause * 2;
            await Task.Delay(moved ? Breath : pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Network}: a round of the ledger failed; it is tried again")]
    private static partial void LogRoundFailed(ILogger logger, string network, Exception exception);
}
