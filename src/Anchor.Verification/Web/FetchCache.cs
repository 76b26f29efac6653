namespace Anchor.Verification.Web;

/// <summary>Remembers what was fetched, for as long as each answer may be kept, and lets all who ask at the same time share one fetch. Thread-safe.</summary>
/// <remarks>
/// A fetch belongs to nobody: it goes on when the one who began it gives up, because others may wait for it. Therefore each has
/// its own time limit, after which its token is cancelled and it must answer at once.
/// </remarks>
/// <param name="capacity">The most answers that are kept; then the one that would end first makes room.</param>
/// <param name="patience">The time limit of a fetch.</param>
/// <param name="clock">The clock of both.</param>
internal sealed class FetchCache<TKey, TValue>(int capacity, TimeSpan patience, TimeProvider clock)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly Lock _lock = new();

    /// <summary>The kept answer, or a new one.</summary>
    /// <param name="key">What is asked for.</param>
    /// <param name="fetch">Gives the answer and how long it may be kept; never throws for a failure of the network.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<TValue> GetAsync(TKey key, Func<CancellationToken, Task<(TValue Value, TimeSpan Keep)>> fetch, CancellationToken cancellationToken)
    {
        Entry? entry;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (!_entries.TryGetValue(key, out entry) || entry.Until <= now)
            {
                _entries.Remove(key);
                if (_entries.Count >= capacity) MakeRoom(now);
                var fresh = new Entry();
                fresh.Answer = new Lazy<Task<TValue>>(() => RunAsync(key, fresh, fetch));
                _entries[key] = entry = fresh;
            }
        }
        return entry.Answer.Value.WaitAsync(cancellationToken);
    }

    private async Task<TValue> RunAsync(TKey key, Entry entry, Func<CancellationToken, Task<(TValue Value, TimeSpan Keep)>> fetch)
    {
        using var time = new CancellationTokenSource(patience, clock);
        var kept = TimeSpan.Zero;
        try
        {
            var (value, keep) = await fetch(time.Token).ConfigureAwait(false);
            kept = keep;
            return value;
        }
        finally
        {
            lock (_lock)
            {
                entry.Until = clock.GetUtcNow() + kept;
                if (kept <= TimeSpan.Zero && _entries.TryGetValue(key, out var current) && current == entry) _entries.Remove(key);
            }
        }
    }

    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var over in _entries.Where(pair => pair.Value.Until <= now).Select(pair => pair.Key).ToArray()) _entries.Remove(over);
        if (_entries.Count >= capacity) _entries.Remove(_entries.MinBy(pair => pair.Value.Until).Key);
    }

    private sealed class Entry
    {
        public Lazy<Task<TValue>> Answer { get; set; } = null!;

        /// <summary>Far away while the fetch is under way.</summary>
        public DateTimeOffset Until { get; set; } = DateTimeOffset.MaxValue;
    }
}
