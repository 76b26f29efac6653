using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Anchor.Issuance.Anchoring;

/// <summary>Looks once at each network's rules, when its node is first reached, and says where its record tells another story. Stops nothing.</summary>
internal sealed partial class NetworkProbes(NetworkCatalog networks, TimeProvider clock, ILogger<NetworkProbes> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    /// <summary>Looks at one network.</summary>
    /// <returns>What it shows; null when its node gave no answer.</returns>
    public async Task<NetworkProbe?> StepAsync(KnownNetwork known, CancellationToken cancellationToken)
    {
        try
        {
            var probe = await NetworkProbe.RunAsync(known.Pinned(clock).Client, known.Network, cancellationToken);
            LogRules(logger, known.Network.Name, known.Network.ChainId, probe);
            foreach (var warning in probe.Warnings) LogWarning(logger, warning);
            return probe;
        }
        catch (RpcException e)
        {
            LogSilent(logger, known.Network.Name, e.Message);
            return null;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(networks.All.Select(known => RunAsync(known, stoppingToken)));

    private async Task RunAsync(KnownNetwork known, CancellationToken stoppingToken)
    {
        try
        {
            while (await StepAsync(known, stoppingToken) is null) await Task.Delay(Pause, clock, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host ends
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(logger, known.Network.Name, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Network} (chain {Chain}): {Rules}")]
    private static partial void LogRules(ILogger logger, string network, ulong chain, NetworkProbe rules);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Network}: its rules could not be looked at yet: {Reason}")]
    private static partial void LogSilent(ILogger logger, string network, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Network}: its rules could not be looked at")]
    private static partial void LogFailed(ILogger logger, string network, Exception exception);
}
