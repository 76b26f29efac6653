using Anchor.Chain.Networks;
using Anchor.Credentials.Trust;

namespace Anchor.Verification.Nodes;

/// <summary>A trust file's finality in the words of a chain.</summary>
public static class TrustedFinality
{
    /// <summary>The policy that a trusted network's finality means.</summary>
    public static FinalityPolicy ToPolicy(this Finality finality) => finality.Kind switch
    {
        FinalityKind.Depth => FinalityPolicy.Depth((ulong)finality.Depth),
        FinalityKind.Tag => FinalityPolicy.Tagged("finalized"),
        _ => FinalityPolicy.Instant,
    };
}
