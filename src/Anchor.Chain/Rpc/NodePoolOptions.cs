namespace Anchor.Chain.Rpc;

/// <summary>When a node of a pool is left alone, looked at again, or held to be behind.</summary>
public sealed record NodePoolOptions
{
    /// <summary>How long a node is left alone after its first failure; doubled by each further one. Default 1 s; above zero.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time that a node is left alone, and that of a node of another chain. Default 20 s; at least <see cref="FirstPause"/>.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often chain id and height are looked at. Default 10 s; zero or more.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long such a look may hold up a question that another node could answer. Default 2 s; above zero.</summary>
    public TimeSpan LookPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many blocks a node may be behind and still be read from. Default 3.</summary>
    public ulong BlocksBehind { get; init; } = 3;

    /// <summary>How long a height counts after it was heard. Default 2 min; above zero.</summary>
    public TimeSpan HeightLifetime { get; init; } = TimeSpan.FromMinutes(2);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FirstPause, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestPause, FirstPause);
        ArgumentOutOfRangeException.ThrowIfLessThan(LookInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LookPatience, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HeightLifetime, TimeSpan.Zero);
    }
}
