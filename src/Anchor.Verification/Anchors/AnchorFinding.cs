using Anchor.Chain.Encoding;
using Anchor.Credentials.Bundles;

namespace Anchor.Verification.Anchors;

/// <summary>What one claim about an anchor turned out to be, on the chain and in the issuer's binding.</summary>
/// <param name="ChainId">The chain of the claim; 0 where it only has a label that no network bears.</param>
/// <param name="Account">The account that a bundle names, or that sent the transaction which a Merkle proof names; null while nobody knows.</param>
/// <param name="Chain">What the chain says.</param>
/// <param name="Facts">The chain's own facts; null unless it confirmed the anchor.</param>
/// <param name="Revoked">Whether the registry says that the root or the credential is revoked.</param>
/// <param name="Claim">What a bundle claims; null where a Merkle proof names a transaction and no more.</param>
internal sealed record AnchorFinding(
    ulong ChainId, Address? Account, Check Chain, AnchorFacts? Facts = null, bool Revoked = false, AnchorClaim? Claim = null);
