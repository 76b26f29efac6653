namespace Anchor.Credentials.Json;

/// <summary>Remembers what follows from some bytes, under all of them: one changed byte is another question. Thread-safe.</summary>
/// <remarks>For a few answers that come again and again: all are looked through. What came first makes room; what is too long is not kept.</remarks>
/// <param name="capacity">The most answers that are kept.</param>
internal sealed class KnownBytes<T>(int capacity)
    where T : class
{
    private const int MaxLength = 64 * 1024;

    private readonly Lock _keeping = new();
    private volatile Entry[] _entries = [];

    /// <summary>The answer; null where these very bytes are not known.</summary>
    public T? Find(ReadOnlySpan<byte> bytes)
    {
        foreach (ref readonly var entry in _entries.AsSpan())
            if (bytes.SequenceEqual(entry.Bytes)) return entry.Answer;
        return null;
    }

    /// <summary>Keeps an answer.</summary>
    public void Keep(ReadOnlySpan<byte> bytes, T answer)
    {
        if (bytes.Length > MaxLength) return;
        lock (_keeping)
        {
            if (Find(bytes) is null) _entries = [.. _entries.Skip(_entries.Length == capacity ? 1 : 0), new Entry(bytes.ToArray(), answer)];
        }
    }

    private readonly record struct Entry(byte[] Bytes, T Answer);
}
