using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Anchor.Tests.Support;

namespace Anchor.EndToEnd.Faults;

/// <summary>What came of the rounds of one fault.</summary>
internal sealed record FaultCounts(string Node, string Fault)
{
    public int Rounds { get; set; }

    public int Batches { get; set; }

    /// <summary>Called anchored, and the registry has no event.</summary>
    public int Lost { get; set; }

    /// <summary>More than one event, or more than one bundle's worth of anchors.</summary>
    public int Doubled { get; set; }

    /// <summary>Not anchored in the time after everything was well again.</summary>
    public int Stuck { get; set; }

    /// <summary>Called final while its block is not, or does not hold it.</summary>
    public int WronglyFinal { get; set; }

    public bool IsClean => Lost + Doubled + Stuck + WronglyFinal == 0;
}

/// <summary>Batches are anchored while things go wrong. Afterwards each is anchored exactly once, nothing is stuck and nothing was called final too early.</summary>
/// <remarks><c>./scripts/faults</c> runs as many rounds of all faults as wanted; a run of the tests has one of each kind.</remarks>
public sealed class FaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("ANCHOR_FAULT_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 20_261_122;

    private static int? Rounds => int.TryParse(Environment.GetEnvironmentVariable("ANCHOR_FAULT_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : null;

    [Fact]
    public async Task Whatever_goes_wrong_on_anvil_every_batch_is_anchored_exactly_once()
    {
        await using var node = await EvmNode.StartAnvilAsync();
        await RunAsync(node, Rounds is null ? Fault.Few : Fault.All, Rounds ?? Fault.Few.Count);
    }

    [Theory]
    [InlineData("hardhat")]
    [InlineData("ganache")]
    public async Task Whatever_goes_wrong_on_other_nodes_every_batch_is_anchored_exactly_once(string kind)
    {
        await using var node = await (kind == "hardhat" ? EvmNode.StartHardhatAsync() : EvmNode.StartGanacheAsync());
        await RunAsync(node, Fault.Common, Math.Max(Fault.Common.Count, (Rounds ?? 0) / 10));
    }

    private static async Task RunAsync(EvmNode node, IReadOnlyList<Fault> faults, int rounds)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}");
        await using var place = await FaultPlace.CreateAsync(node, Seed);
        var counts = faults.Select(fault => new FaultCounts(node.Kind, fault.Name)).ToArray();
        var everything = new List<(Guid Batch, FaultCounts Counts)>();
        for (var round = 0; round < rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var tally = counts[round % faults.Count];
            await RoundAsync(place, faults[round % faults.Count], new Random(HashCode.Combine(Seed, round)), tally, everything);
            TestContext.Current.TestOutputHelper?.WriteLine($"round {round}, {tally.Fault}: {clock.Elapsed.TotalSeconds:0.0} s{(tally.IsClean ? "" : $", {tally}")}");
        }
        // Later faults may undo what earlier ones left: all is looked at once more at the end.
        foreach (var (batch, tally) in everything)
            if (await place.LookAsync(batch) is var (times, holds) && (times != 1 || !holds)) Count(tally, times, holds);
        if (Environment.GetEnvironmentVariable("ANCHOR_FAULT_REPORT") is { Length: > 0 } report)
            await File.AppendAllLinesAsync(report, counts.Where(each => each.Rounds > 0).Select(each => JsonSerializer.Serialize(each)), Token);
        Assert.True(counts.All(each => each.IsClean), $"{string.Join("\n", counts.Where(each => !each.IsClean))}\n--- host:\n{Tail(place.Host.Words)}");
    }

    private static async Task RoundAsync(FaultPlace place, Fault fault, Random dice, FaultCounts tally, List<(Guid, FaultCounts)> everything)
    {
        tally.Rounds++;
        if (fault.Before is { } before) await before(place, dice);
        var batches = new List<Guid>();
        for (var i = dice.Next(1, 4); i > 0; i--) batches.Add(await place.SealAsync());
        if (fault.Meanwhile is { } meanwhile) await meanwhile(place, dice);
        place.Door.Mend();
        place.Mines = true;
        tally.Batches += batches.Count;
        everything.AddRange(batches.Select(batch => (batch, tally)));
        foreach (var batch in batches)
        {
            if (!await IsAnchoredAsync(place, batch)) tally.Stuck++;
            else if (await place.LookAsync(batch) is var (times, holds)) Count(tally, times, holds);
        }
    }

    private static void Count(FaultCounts tally, int times, bool holds)
    {
        if (times == 0) tally.Lost++;
        if (times > 1) tally.Doubled++;
        if (!holds) tally.WronglyFinal++;
    }

    private static async Task<bool> IsAnchoredAsync(FaultPlace place, Guid batch)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience; await Task.Delay(100, Token))
            if ((await place.Job.Client.GetAsync($"/api/v1/batches/{batch}")).GetProperty("status").GetString() == "anchored") return true;
        return false;
    }

    private static string Tail(string words) => words.Length <= 8_000 ? words : words[^8_000..];
}
