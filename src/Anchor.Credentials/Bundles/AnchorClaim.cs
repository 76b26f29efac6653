using Anchor.Merkle;

namespace Anchor.Credentials.Bundles;

/// <summary>What a bundle claims about one anchor. Only the chain can confirm it.</summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Registry">The registry's address, <c>0x</c> and 40 hexadecimal digits.</param>
/// <param name="IssuerAccount">The account that anchored, written likewise.</param>
/// <param name="TransactionHash">The transaction that carried it.</param>
/// <param name="BlockNumber">The block's number.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="Timestamp">The block's time, Unix seconds.</param>
public sealed record AnchorClaim(
    ulong ChainId, string Registry, string IssuerAccount, Hash32 TransactionHash, ulong BlockNumber, Hash32 BlockHash, ulong Timestamp);
