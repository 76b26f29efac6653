// The EIP-712 message by which a holder lets the token be removed.

/** What eth_signTypedData_v4 takes, for the token of this claim; numbers beyond 2^53 are decimal strings, as wallets expect them. */
export function burnMessage(claim, deadline) {
  return {
    types: {
      EIP712Domain: [
        { name: "name", type: "string" },
        { name: "version", type: "string" },
        { name: "chainId", type: "uint256" },
        { name: "verifyingContract", type: "address" },
      ],
      Burn: [
        { name: "tokenId", type: "uint256" },
        { name: "nonce", type: "uint32" },
        { name: "deadline", type: "uint256" },
      ],
    },
    primaryType: "Burn",
    domain: { name: "AnchorCredentialToken", version: "1", chainId: claim.network.chainId, verifyingContract: claim.contract },
    message: { tokenId: BigInt(claim.tokenId).toString(), nonce: claim.nonce, deadline: String(deadline) },
  };
}
