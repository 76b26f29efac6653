using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Verification;

/// <summary>What a chain says about an anchor; nothing here is taken from the document.</summary>
/// <param name="Network">The network's name in the trust file.</param>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Production">False for a test network.</param>
/// <param name="Registry">The registry.</param>
/// <param name="Account">The account that anchored.</param>
/// <param name="Root">The anchored root, computed from the document.</param>
/// <param name="TransactionHash">The transaction that carried the registry's event.</param>
/// <param name="BlockNumber">Its block.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="AnchoredAt">The block's time, as the registry recorded it.</param>
/// <param name="Final">Whether the block is irreversible by the network's policy.</param>
public sealed record AnchorFacts(
    string Network, ulong ChainId, bool Production, Address Registry, Address Account, Hash32 Root,
    Hash32 TransactionHash, ulong BlockNumber, Hash32 BlockHash, DateTimeOffset AnchoredAt, bool Final)
{
    /// <summary>The registry's address as text, for pages.</summary>
    public string RegistryText => Registry.ToString();

    /// <summary>The transaction's hash as text, for pages.</summary>
    public string TransactionText => TransactionHash.ToHex();
}
