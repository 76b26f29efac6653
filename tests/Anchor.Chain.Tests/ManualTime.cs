namespace Anchor.Chain.Tests;

/// <summary>A clock that stands still until a test moves it; waits and time-outs still run by the real one.</summary>
internal sealed class ManualTime : TimeProvider
{
    internal DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
