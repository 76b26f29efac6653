namespace Anchor.Chain.Rpc;

/// <summary>How a node of a pool is doing.</summary>
public enum NodeState
{
    /// <summary>Not asked yet, or not since it last failed.</summary>
    Unproven,

    /// <summary>It answers, for the right chain, and has come as far as the others.</summary>
    Well,

    /// <summary>It answers, and the others are clearly further: nothing is read from it.</summary>
    Behind,

    /// <summary>It failed, and is left alone for a while.</summary>
    Failing,

    /// <summary>It is on another chain: it is never used while that is so.</summary>
    WrongChain,
}

/// <summary>What is known about one node, for people to read.</summary>
/// <param name="Node">Scheme, host and port; holds no secret.</param>
/// <param name="State">How it is doing.</param>
/// <param name="Height">The newest block it spoke of; null before it spoke of any.</param>
/// <param name="Latency">How long its last answer took; null before the first.</param>
/// <param name="LastAnswer">When it last answered; null when it never did.</param>
/// <param name="Failures">Failures since it last answered.</param>
/// <param name="AskedAgainAt">When it is asked again; null when it is not being left alone.</param>
/// <param name="LastFailure">What went wrong last, in a sentence; null when nothing did.</param>
/// <param name="LastFailureAt">When that was.</param>
public sealed record NodeHealth(
    string Node, NodeState State, ulong? Height, TimeSpan? Latency, DateTimeOffset? LastAnswer,
    int Failures, DateTimeOffset? AskedAgainAt, string? LastFailure, DateTimeOffset? LastFailureAt);
