namespace Anchor.JsonLd.Contexts;

/// <summary>The values of <c>@context</c> that led on from a context, byte for byte as documents had them, and where they led. A few of them.</summary>
internal sealed class KnownSteps
{
    private const int Most = 16;
    private const int MaxBytes = 1_024;

    private volatile (byte[] Json, ActiveContext Context, int Count)[] _steps = [];

    /// <summary>Where a value leads.</summary>
    /// <param name="json">The value as it stands in the document.</param>
    /// <param name="count">How many contexts it names.</param>
    /// <returns>Null when that is not known.</returns>
    public ActiveContext? Find(ReadOnlySpan<byte> json, out int count)
    {
        foreach (ref readonly var step in _steps.AsSpan())
            if (json.SequenceEqual(step.Json))
            {
                count = step.Count;
                return step.Context;
            }
        count = 0;
        return null;
    }

    /// <summary>Keeps a step if there is room. Of two threads that do so at once one may be forgotten.</summary>
    public void Add(ReadOnlySpan<byte> json, ActiveContext context, int count)
    {
        var steps = _steps;
        if (steps.Length < Most && json.Length <= MaxBytes) _steps = [.. steps, (json.ToArray(), context, count)];
    }
}
