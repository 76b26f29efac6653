using System.Diagnostics;

namespace Anchor.Benchmarks.Harness;

/// <summary>One timed repetition.</summary>
internal readonly record struct Repetition(double Seconds, double CpuSeconds);

/// <summary>Times a measure: once to warm up, then five times, or once where once takes ten seconds.</summary>
internal sealed class Run(int size, bool isSmoke)
{
    private const int Times = 5;
    private const double Long = 10;

    private readonly List<Repetition> _repetitions = [];
    private Process _watched = Process.GetCurrentProcess();

    public int Size => size;

    /// <summary>The repetition whose time is the median.</summary>
    public Repetition Median => _repetitions.OrderBy(each => each.Seconds).ElementAt((_repetitions.Count - 1) / 2);

    public long PeakBytes { get; private set; }

    /// <summary>Others' code for the same work; set by measures that have such.</summary>
    public Peer? Peer { get; set; }

    /// <summary>Tells how it goes, apart from the figures.</summary>
    public static void Say(string words) => Console.Error.WriteLine(words);

    /// <summary>Counts the processor time and the memory of another process than this one.</summary>
    public void Watch(Process process) => _watched = process;

    /// <summary>Times a piece of work that needs nothing prepared.</summary>
    public Task RepeatAsync(Func<int, Task> work) => RepeatAsync(Task.FromResult, work, Size);

    /// <summary>Times a piece of work on one thread.</summary>
    public Task RepeatAsync(Action work) => RepeatAsync(_ =>
    {
        work();
        return Task.CompletedTask;
    });

    /// <summary>Times a piece of work.</summary>
    /// <param name="prepare">Makes what the work needs for a size; not timed.</param>
    /// <param name="work">What counts.</param>
    /// <param name="warmUp">The size of the first, untimed repetition.</param>
    public async Task RepeatAsync<T>(Func<int, Task<T>> prepare, Func<T, Task> work, int warmUp)
    {
        if (!isSmoke) await work(await prepare(Math.Min(warmUp, Size)));
        ForgetPeak();
        do
        {
            var prepared = await prepare(Size);
            GC.Collect();
            var (cpu, clock) = (CpuTime(), Stopwatch.StartNew());
            await work(prepared);
            _repetitions.Add(new Repetition(clock.Elapsed.TotalSeconds, (CpuTime() - cpu).TotalSeconds));
            Say(FormattableString.Invariant($"  {_repetitions[^1].Seconds:0.000} s, {_repetitions[^1].CpuSeconds:0.000} s of processor time"));
        }
        while (!isSmoke && _repetitions.Count < Times && _repetitions[0].Seconds < Long);
        _watched.Refresh();
        PeakBytes = _watched.PeakWorkingSet64;
    }

    private TimeSpan CpuTime()
    {
        _watched.Refresh();
        return _watched.TotalProcessorTime;
    }

    // Measures share this process; without this each would report the peak of those before it. Linux only.
    private void ForgetPeak()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var file = $"/proc/{_watched.Id}/clear_refs";
        if (File.Exists(file)) File.WriteAllText(file, "5");
    }
}
