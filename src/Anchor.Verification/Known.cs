using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Anchor.Verification;

/// <summary>Remembers what was found to be right, under exactly what was looked at. Bounded: what came first makes room. Thread-safe.</summary>
/// <remarks>
/// For pure questions only, whose answer follows from the key and from nothing else. A key is all that was looked at, to the last
/// byte and never its hash or its name, so that a copy with one letter changed is another key, which nobody knows. What was found wrong or open is
/// never kept: it is looked at anew each time, and pushes nothing good out.
/// </remarks>
/// <param name="capacity">The most answers that are kept.</param>
internal sealed class Known<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _answers = [];
    private readonly ConcurrentQueue<TKey> _order = [];

    /// <summary>How many are kept.</summary>
    public int Count => _answers.Count;

    /// <summary>The answer, where this very question was answered before.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue answer) => _answers.TryGetValue(key, out answer);

    /// <summary>Keeps a good answer.</summary>
    public void Keep(TKey key, TValue answer)
    {
        if (!_answers.TryAdd(key, answer)) return;
        _order.Enqueue(key);
        while (_order.Count > capacity && _order.TryDequeue(out var first)) _answers.TryRemove(first, out _);
    }
}
