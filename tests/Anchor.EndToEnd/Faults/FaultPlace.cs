using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.EndToEnd.Hosting;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.EndToEnd.Faults;

/// <summary>A host as a process, a node behind a door where calls go wrong, and somebody who makes blocks.</summary>
internal sealed class FaultPlace : IAsyncDisposable
{
    /// <summary>Deeper than any reorganisation of the rounds, as a policy has to be.</summary>
    public const ulong Depth = 10;

    private static readonly (string, string)[] Impatience = [("ANCHOR_LEDGER_GATHER_MS", "50"), ("ANCHOR_LEDGER_RESEND_MS", "400"), ("ANCHOR_LEDGER_OUTBID_MS", "1500")];
    private readonly CancellationTokenSource _closing = new();
    private readonly EvmNode _node;
    private Task _mining = Task.CompletedTask;
    private int _batches;

    private FaultPlace(EvmNode node, FaultyNode door, Workplace place, HostProcess host, HostProcess second, IssuingJob job) =>
        (_node, Door, Place, Host, Second, Job) = (node, door, place, host, second, job);

    public EvmNode Node => _node;

    public FaultyNode Door { get; }

    public Workplace Place { get; }

    public HostProcess Host { get; }

    /// <summary>Another host on the same database, which runs only while a fault wants it.</summary>
    public HostProcess Second { get; }

    public IssuingJob Job { get; }

    /// <summary>Whether blocks are made; a fault may hold them back.</summary>
    public bool Mines { get; set; } = true;

    public static async Task<FaultPlace> CreateAsync(EvmNode node, int seed)
    {
        var door = FaultyNode.Before(node, seed);
        var place = await Workplace.CreateAsync(node, door.Url, Depth);
        var (host, second) = (place.Host(Impatience), place.Host(Impatience));
        await host.StartAsync();
        var made = new FaultPlace(node, door, place, host, second, await IssuingJob.BeginAsync(place, host.Url));
        if (node.Kind == "anvil") await node.RpcAsync("evm_setAutomine", false);
        made._mining = made.MineAsync();
        // What the rounds stand on lies deeper than what they undo.
        for (ulong i = 0; i < 2 * Depth; i++) await node.RpcAsync("evm_mine");
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _mining;
        await Door.DisposeAsync();
        await Place.DisposeAsync();
    }

    /// <summary>A batch of two credentials, sealed by the host in its own time.</summary>
    public async Task<Guid> SealAsync()
    {
        var number = _batches++;
        var batch = await Job.OpenAsync($"batch-{number}");
        await Job.ImportAsync(batch, number, 2);
        return batch;
    }

    /// <summary>Kills the host and starts it again.</summary>
    public async Task RestartAsync()
    {
        await Host.KillAsync();
        await Host.StartAsync();
    }

    /// <summary>Whether the registry's event for an anchoring that is called final stands in the block that it names, and how often it was emitted.</summary>
    public async Task<(int Times, bool Holds)> LookAsync(Guid batch)
    {
        var token = TestContext.Current.CancellationToken;
        var view = await Job.Client.GetAsync($"/api/v1/batches/{batch}");
        var anchoring = view.GetProperty("anchorings").EnumerateArray().Single();
        var root = Hash32.Parse(view.GetProperty("root").GetString());
        var logs = await Place.Chain.GetLogsAsync(
            Place.Network.RegistryAddress!.Value, [RegistryAbi.AnchoredEvent.Topic, AnchoredEvent.IssuerTopic(Address.Parse(Job.Account)), root],
            0, await Place.Chain.BlockNumberAsync(token), token);
        if (anchoring.GetProperty("status").GetString() != "final") return (logs.Count, true);
        var named = (ulong)anchoring.GetProperty("blockNumber").GetInt64();
        var head = await Place.Chain.BlockNumberAsync(token);
        return (logs.Count, logs.Any(log => log.BlockHash.ToHex() == anchoring.GetProperty("blockHash").GetString()) && head >= named + Depth);
    }

    private async Task MineAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                if (Mines) await _node.RpcAsync("evm_mine");
                await Task.Delay(60, _closing.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or HttpRequestException)
            {
                // A node that reorganises refuses a block in the same moment.
            }
        }
    }
}
