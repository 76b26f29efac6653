namespace Anchor.Credentials.Bundles;

/// <summary>Where a bundle claims that a token of its credential is. Its number is no claim: it follows from the issuer's account and the credential.</summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Contract">The collection's address, <c>0x</c> and 40 hexadecimal digits.</param>
public sealed record TokenClaim(ulong ChainId, string Contract);
