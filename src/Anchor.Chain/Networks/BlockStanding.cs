namespace Anchor.Chain.Networks;

/// <summary>Where a block that once held a transaction stands now.</summary>
public enum BlockStanding
{
    /// <summary>The chain has no block of this height: the node lags, or the chain was shortened.</summary>
    Missing,

    /// <summary>Another block has its height.</summary>
    Reorged,

    /// <summary>On the chain, and it may still leave.</summary>
    Included,

    /// <summary>On the chain, irreversible by the network's policy.</summary>
    Final,

    /// <summary>The nodes contradict each other, or too few of them answer: nothing may be concluded.</summary>
    Unknown,
}
