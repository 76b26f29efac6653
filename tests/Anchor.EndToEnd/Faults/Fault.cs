using System.Text.Json;
using Anchor.Issuance;
using Anchor.Tests.Support;
using Npgsql;

namespace Anchor.EndToEnd.Faults;

/// <summary>Something that goes wrong while batches are being anchored.</summary>
/// <param name="Name">Under which it is counted.</param>
/// <param name="Before">Done before the batches are sealed.</param>
/// <param name="Meanwhile">Done while they are on their way.</param>
/// <param name="NeedsAnvil">Whether only anvil can do it.</param>
internal sealed record Fault(string Name, Func<FaultPlace, Random, Task>? Before, Func<FaultPlace, Random, Task>? Meanwhile, bool NeedsAnvil = false)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>All of them; those of one call come in pairs: it failed, and it worked but the answer was lost.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("nothing", null, null),
        Killed("killed before signing", "eth_estimateGas", after: false),
        Killed("killed before sending", "eth_sendRawTransaction", after: false),
        Killed("killed after sending", "eth_sendRawTransaction", after: true),
        Killed("killed before the receipt", "eth_getTransactionReceipt", after: false),
        Killed("killed after the receipt", "eth_getTransactionReceipt", after: true),
        KilledAtStatus("killed before finality", "included"),
        KilledAtStatus("killed after finality", "final"),
        new("killed at random", null, async (place, dice) =>
        {
            await Task.Delay(dice.Next(1_500), Token);
            await place.RestartAsync();
        }),
        .. NodeFault.Pairs.Select(pair => Broken($"sending, {Words(pair)}", pair, "eth_sendRawTransaction")),
        .. NodeFault.Pairs.Select(pair => Broken($"any call, {Words(pair)}", pair, null)),
        Lied("a receipt without events", NodeLies.EmptyReceipts()),
        Lied("a receipt that says it failed", NodeLies.FailedReceipts()),
        Lied("a receipt of another block", NodeLies.ReceiptsOfOtherBlocks()),
        Lied("no transaction is known", NodeLies.KnowsNoTransaction()),
        Lied("another chain answers", NodeLies.WrongChain(4_242)),
        Lied("another genesis answers", NodeLies.OtherGenesis()),
        Lied("the node says it is ahead", NodeLies.Ahead(3)),
        new("the node lags", (place, dice) =>
        {
            place.Door.BlocksBehind = (ulong)dice.Next(2, 9);
            return Task.CompletedTask;
        }, (_, dice) => Task.Delay(dice.Next(500, 2_500), Token)),
        new("transactions are accepted and lost", (place, _) =>
        {
            place.Door.LosesTransactions = true;
            return Task.CompletedTask;
        }, (_, dice) => Task.Delay(dice.Next(500, 2_500), Token)),
        Reorged("reorganised without our transactions", keeps: false),
        Reorged("reorganised with our transactions", keeps: true),
        new("the mempool is dropped", (place, _) =>
        {
            place.Door.Answered = method => method == "eth_sendRawTransaction" ? place.Node.RpcAsync("anvil_dropAllTransactions") : Task.CompletedTask;
            return Task.CompletedTask;
        }, (_, dice) => Task.Delay(dice.Next(500, 1_500), Token), NeedsAnvil: true),
        new("the nonce is stolen", (place, _) =>
        {
            var done = false;
            place.Door.Arriving = async method =>
            {
                if (method != "eth_sendRawTransaction" || done) return;
                done = true;
                await StealAsync(place);
            };
            return Task.CompletedTask;
        }, (_, dice) => Task.Delay(dice.Next(500, 1_500), Token), NeedsAnvil: true),
        new("the base fee spikes", null, async (place, dice) =>
        {
            for (var i = 0; i < 8; i++)
            {
                await place.Node.RpcAsync("anvil_setNextBlockBaseFeePerGas", "0xba43b7400"); // 50 gwei
                await Task.Delay(dice.Next(100, 400), Token);
            }
        }, NeedsAnvil: true),
        new("no blocks for a while", (place, _) =>
        {
            place.Mines = false;
            return Task.CompletedTask;
        }, async (place, dice) =>
        {
            await Task.Delay(dice.Next(500, 3_000), Token);
            place.Mines = true;
        }),
        new("the database's connections end", null, async (place, dice) =>
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.Delay(dice.Next(50, 500), Token);
                await EndConnectionsAsync(place);
            }
        }),
        new("the database is away", null, async (place, dice) =>
        {
            await Task.Delay(dice.Next(50, 500), Token);
            await AllowConnectionsAsync(place, false);
            await EndConnectionsAsync(place);
            await Task.Delay(dice.Next(500, 1_500), Token);
            await AllowConnectionsAsync(place, true);
        }),
        new("two hosts at once", (place, _) => place.Second.StartAsync(), async (place, dice) =>
        {
            await Task.Delay(dice.Next(300, 1_500), Token);
            await (dice.Next(2) == 0 ? place.RestartAsync() : place.Second.KillAsync());
            await Task.Delay(dice.Next(300), Token);
            await place.Second.KillAsync();
        }),
        new("the chain's clock jumps", null, (place, dice) => place.Node.RpcAsync("evm_increaseTime", dice.Next(60, 7_200))),
    ];

    /// <summary>One of each kind, for a run of all tests.</summary>
    public static IReadOnlyList<Fault> Few { get; } = [.. All.Where(fault =>
        fault.Name is not ("nothing" or "killed before the receipt" or "killed after the receipt" or "no transaction is known" or "a receipt of another block" or "the node says it is ahead" or "no blocks for a while")
        && (!fault.Name.StartsWith("sending,", StringComparison.Ordinal) || fault.Name.Contains("reset", StringComparison.Ordinal))
        && (!fault.Name.StartsWith("any call,", StringComparison.Ordinal) || fault.Name.Contains("garbage", StringComparison.Ordinal)))];

    /// <summary>Those that every kind of node can do, for nodes of another kind.</summary>
    public static IReadOnlyList<Fault> Common { get; } = [.. All.Where(fault =>
        fault.Name is "killed after sending" or "sending, reset before it worked" or "sending, truncated after it worked" or "a receipt that says it failed" or "two hosts at once")];

    private static Fault Killed(string name, string method, bool after) => new(name, (place, dice) =>
    {
        var left = method == "eth_sendRawTransaction" ? 1 : dice.Next(1, 4);
        async Task KillAsync(string called)
        {
            if (called != method || Interlocked.Decrement(ref left) != 0) return;
            await place.Host.KillAsync();
            throw new IOException("The host is gone.");
        }
        if (after) place.Door.Answered = KillAsync;
        else place.Door.Arriving = KillAsync;
        return Task.CompletedTask;
    }, async (place, _) =>
    {
        for (var i = 0; i < 100 && place.Host.IsAlive; i++) await Task.Delay(50, Token);
        await place.RestartAsync();
    });

    private static Fault KilledAtStatus(string name, string status) => new(name, null, async (place, _) =>
    {
        for (var i = 0; i < 200; i++)
        {
            if (await place.Place.Database.ScalarAsync<long>(
                "SELECT count(*) FROM anchor.anchor_view_anchorings WHERE status = $1 AND requested > now() - interval '10 seconds'", status) > 0) break;
            await Task.Delay(10, Token);
        }
        await place.RestartAsync();
    });

    private static Fault Broken(string name, NodeFault fault, string? method) => new(name, (place, dice) =>
    {
        if (method is null) place.Door.Break(fault, chance: 0.3);
        else place.Door.Break(fault, method, times: dice.Next(1, 4));
        return Task.CompletedTask;
    }, (_, dice) => Task.Delay(dice.Next(300, 2_000), Token));

    private static Fault Lied(string name, NodeLie lie) => new(name, (place, _) =>
    {
        place.Door.Tell(lie);
        return Task.CompletedTask;
    }, (_, dice) => Task.Delay(dice.Next(500, 2_500), Token));

    private static Fault Reorged(string name, bool keeps) => new(name, null, async (place, dice) =>
    {
        await Task.Delay(dice.Next(200, 1_500), Token);
        var depth = dice.Next(1, 9);
        object[] pairs = [];
        if (keeps)
        {
            // The same bytes in another block of the new branch.
            var raw = await place.Place.Database.ScalarAsync<string[]>(
                """
                SELECT coalesce(array_agg(e.data ->> 'raw' ORDER BY t.nonce), '{}') FROM anchor.anchor_view_transactions t
                JOIN anchor.mt_events e ON e.stream_id = t.id AND e.version = 1 WHERE t.status = 'included' AND t.block_number > $1
                """, await HeightAsync(place) - depth);
            pairs = [.. raw!.Select(bytes => new object[] { bytes, dice.Next(depth) }).OrderBy(pair => (int)pair[1])];
        }
        try
        {
            await place.Node.RpcAsync("anvil_reorg", depth, pairs);
        }
        catch (InvalidOperationException) when (keeps)
        {
            await place.Node.RpcAsync("anvil_reorg", depth, Array.Empty<object>()); // they would not be valid in that order
        }
    }, NeedsAnvil: true);

    private static async Task<long> HeightAsync(FaultPlace place) => Convert.ToInt64((await place.Node.RpcAsync("eth_blockNumber")).GetString(), 16);

    private static async Task StealAsync(FaultPlace place)
    {
        var account = place.Job.Account;
        await place.Node.RpcAsync("anvil_impersonateAccount", account);
        await place.Node.RpcAsync("eth_sendTransaction", new { from = account, to = account, value = "0x1", gas = "0x5208", maxFeePerGas = "0x174876e800", maxPriorityFeePerGas = "0x174876e800" });
        await place.Node.RpcAsync("anvil_stopImpersonatingAccount", account);
    }

    private static Task EndConnectionsAsync(FaultPlace place) => ServerAsync(
        place, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()", true);

    private static Task AllowConnectionsAsync(FaultPlace place, bool allow) => ServerAsync(
        place, $"ALTER DATABASE \"{new NpgsqlConnectionStringBuilder(place.Place.Database.ConnectionString).Database}\" ALLOW_CONNECTIONS {(allow ? "true" : "false")}", false);

    private static async Task ServerAsync(FaultPlace place, string sql, bool names)
    {
        var settings = new NpgsqlConnectionStringBuilder(place.Place.Database.ConnectionString);
        var name = settings.Database!;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        if (names) command.Parameters.Add(new() { Value = name });
        await command.ExecuteNonQueryAsync(Token);
        place.Place.Database.DataSource.Clear(); // the tests' own connections ended too
    }

    private static string Words(NodeFault fault) => $"{fault.Kind.ToString().ToLowerInvariant()} {(fault.Worked ? "after it worked" : "before it worked")}";
}
