using Anchor.Chain.Encoding;
using Anchor.Credentials.Bundles;

namespace Anchor.Verification.Anchors;

/// <summary>What one anchor claim turned out to be, on the chain and in the issuer's binding.</summary>
/// <param name="Claim">What the file claims.</param>
/// <param name="Account">The account that it names.</param>
/// <param name="Chain">What the chain says.</param>
/// <param name="Facts">The chain's own facts; null unless it confirmed the anchor.</param>
/// <param name="Revoked">Whether the registry says that the root or the credential is revoked.</param>
internal sealed record AnchorFinding(AnchorClaim Claim, Address Account, Check Chain, AnchorFacts? Facts = null, bool Revoked = false);
