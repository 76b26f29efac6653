using System.Collections.Concurrent;

namespace Anchor.Credentials.Keys;

/// <summary>Framework keys that wait for their next use; as many as there were users at once.</summary>
internal sealed class KeyPool<T>(Func<T> create) where T : class, IDisposable
{
    private readonly ConcurrentBag<T> _idle = [];

    public T Rent() => _idle.TryTake(out var key) ? key : create();

    public void Return(T key) => _idle.Add(key);

    /// <summary>Disposes of the keys that nobody uses.</summary>
    public void Clear()
    {
        while (_idle.TryTake(out var key)) key.Dispose();
    }
}
