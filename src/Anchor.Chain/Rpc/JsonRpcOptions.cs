using System.Net.Http.Headers;

namespace Anchor.Chain.Rpc;

/// <summary>How patient a JSON-RPC client is, and how much it accepts.</summary>
public sealed record JsonRpcOptions
{
    /// <summary>Time for one attempt, its body included. Default 10 s; above zero.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts at an idempotent call in all. Default 3; 1 to 10. Other calls have one.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Wait before the second attempt; doubled before each further one. Default 200 ms; zero or more.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The largest answer in bytes. Default 8 MiB; at least 1 KiB.</summary>
    public int MaxResponseBytes { get; init; } = 8 << 20;

    /// <summary>Gives the Authorization header of each attempt, for nodes behind a token. Default: what the address' user part says, else none.</summary>
    public Func<CancellationToken, ValueTask<AuthenticationHeaderValue?>>? Authorization { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(AttemptTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Attempts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Attempts, 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(Backoff, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxResponseBytes, 1 << 10);
    }
}
