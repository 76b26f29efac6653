namespace Anchor.Benchmarks.Harness;

/// <summary>One thing that is measured.</summary>
/// <param name="Name">Its stable name.</param>
/// <param name="Unit">What the rate is.</param>
/// <param name="Size">How many, unless told.</param>
/// <param name="SmokeSize">Just enough to see that it works.</param>
/// <param name="Threads">How many the measured code may use at a time.</param>
/// <param name="TakeAsync">Prepares, and hands what counts to <see cref="Run.RepeatAsync{T}"/>.</param>
internal sealed record Measure(string Name, string Unit, int Size, int SmokeSize, int Threads, Func<Run, Task> TakeAsync);
