// The registry's EIP-712 messages, signed by ethers.
import { Signature, concat, toBeHex } from "ethers";
import { never, registryAddress } from "./chain.mjs";

export const domain = { name: "AnchorRegistry", version: "1", chainId: 31337n, verifyingContract: registryAddress };

const field = (text) => ({ type: text.split(" ")[0], name: text.split(" ")[1] });
export const type = (...fields) => fields.map(field);
export const types = {
  Anchor: type("address issuer", "bytes32 root", "uint256 deadline"),
  AnchorMany: type("address issuer", "bytes32[] roots", "uint256 deadline"),
  Revoke: type("address issuer", "bytes32 root", "uint256[] wordIndexes", "uint256[] masks", "uint256 deadline"),
  RevokeRoot: type("address issuer", "bytes32 root", "uint256 deadline"),
  SetOperator: type("address issuer", "address operator", "uint8 roles", "uint256 nonce", "uint256 deadline"),
};

export const sign = (key, primaryType, message, inDomain = domain) =>
  key.signTypedData(inDomain, { [primaryType]: types[primaryType] }, { deadline: never, ...message });

/** The arguments of anchorBySig, signed by a key for an issuer (an address or a wallet). */
export async function signedAnchor(key, root, { issuer = key.address, signer = key.address, deadline = never, inDomain } = {}) {
  return [issuer, root, deadline, signer, await sign(key, "Anchor", { issuer, root, deadline }, inDomain)];
}

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** The same signature in forms that must not pass. */
export function malformed(signature) {
  const { r, s, v, yParityAndS } = Signature.from(signature);
  const form = (sValue, vValue) => concat([r, toBeHex(sValue, 32), toBeHex(vValue, 1)]);
  return {
    "high s": form(order - BigInt(s), v === 27 ? 28 : 27),
    "high s with the v unchanged": form(order - BigInt(s), v),
    "v of 0 or 1": form(s, v - 27),
    "the other v": form(s, v === 27 ? 28 : 27),
    "v of 29": form(s, 29),
    "compact, 64 bytes": concat([r, yParityAndS]),
    "64 bytes without v": concat([r, s]),
    "66 bytes": concat([signature, "0x00"]),
    "empty": "0x",
    "zero r and s": "0x" + "00".repeat(64) + "1b",
    "one bit flipped": toBeHex(BigInt(signature) ^ (1n << 300n), 65),
  };
}
