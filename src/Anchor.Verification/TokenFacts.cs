using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Verification;

/// <summary>What a chain says about a token of a trusted collection.</summary>
/// <param name="State">A stable word: <c>token.present</c>, or the code of what is wrong with it.</param>
/// <param name="Network">The network's name in the trust file.</param>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Production">False for a test network.</param>
/// <param name="Contract">The collection.</param>
/// <param name="TokenId">The token's number.</param>
/// <param name="Collection">What the collection calls itself; anybody can make a collection of any name.</param>
/// <param name="Registry">The registry by which it goes.</param>
/// <param name="Issuer">The account whose credentials its tokens stand for.</param>
/// <param name="Owner">Who holds the token.</param>
/// <param name="Locked">Whether it says that it cannot be transferred.</param>
/// <param name="Valid">Whether the registry says that its credential is anchored and not revoked.</param>
/// <param name="Root">The root of the credential's batch.</param>
/// <param name="Index">The credential's place there.</param>
/// <param name="AsOfBlock">The newest block when this was asked.</param>
public sealed record TokenFacts(
    string State, string Network, ulong ChainId, bool Production, Address Contract, Hash32 TokenId, string? Collection, Address Registry, Address Issuer,
    Address Owner, bool Locked, bool Valid, Hash32 Root, ulong Index, ulong AsOfBlock)
{
    /// <summary>Where the collection says that the token's metadata is; a claim.</summary>
    public string? Uri { get; init; }

    /// <summary>The credential's leaf: computed from the credential, or as the event of the minting says; null where that was not found.</summary>
    public Hash32? Leaf { get; init; }

    /// <summary>Whether it stands for the credential that was verified; null where there was none to compare with.</summary>
    public bool? Matches { get; init; }

    /// <summary>Since when the registry has the root on record; only in a token's own report.</summary>
    public DateTimeOffset? AnchoredAt { get; init; }

    /// <summary>When the issuer revoked the whole batch; only in a token's own report, and null while the batch stands.</summary>
    public DateTimeOffset? RootRevokedAt { get; init; }
}
