// Collections of credential tokens on the node under test, and vouchers signed by ethers.
import assert from "node:assert/strict";
import { AbiCoder, Contract, Interface, concat, getCreateAddress, keccak256 } from "ethers";
import { accountOf, artifact, eventsOf as eventsIn, never, provider, refusedData, registryAddress, send, wouldPass, write } from "./chain.mjs";
import { type } from "./messages.mjs";
import { proofOf } from "./tree.mjs";

export const tokenArtifact = artifact("CredentialToken");
export const factoryArtifact = artifact("CredentialTokenFactory");
export const tokenAbi = new Interface(tokenArtifact.abi);
export const factoryAbi = new Interface(factoryArtifact.abi);

// An account of its own, so that no address, and so no gas, depends on what other suites deployed.
const maker = await accountOf("token factory maker");
export const factory = new Contract(getCreateAddress({ from: maker.address, nonce: 0 }), factoryAbi, provider);
if ((await provider.getCode(factory.target)) === "0x") {
  const receipt = await send(maker, null, factoryArtifact.bytecode);
  assert.equal(receipt.contractAddress, factory.target);
}
export const implementation = await factory.implementation();

const coder = AbiCoder.defaultAbiCoder();
const texts = { name: "Degrees", symbol: "DEG", baseURI: "https://example.org/tokens/" };
export const valuesOf = (issuer, { registry = registryAddress, name, symbol, baseURI } = {}) =>
  [registry, issuer.address ?? issuer, name ?? texts.name, symbol ?? texts.symbol, baseURI ?? texts.baseURI];
export const argumentsOf = (values) => coder.encode(["address", "address", "string", "string", "string"], values);

/** The code of a collection: EIP-1167, then its arguments. */
export const cloneCode = (values, target = implementation) =>
  concat(["0x363d3d373d3d3d363d73", target, "0x5af43d82803e903d91602b57fd5bf3", argumentsOf(values)]);

/** An issuer's collection. */
export async function collectionOf(issuer, changes = {}) {
  const values = valuesOf(issuer, changes);
  await send(maker, factory.target, factoryAbi.encodeFunctionData("create", values));
  return new Contract(await factory.collectionOf(...values), tokenAbi, provider);
}

export const domainOf = (collection) =>
  ({ name: "AnchorCredentialToken", version: "1", chainId: 31337n, verifyingContract: collection.target });

export const types = {
  Mint: type("address issuer", "bytes32 root", "uint64 size", "uint64 index", "bytes32 leaf", "address to", "uint64 deadline", "uint32 nonce"),
  Burn: type("uint256 tokenId", "uint32 nonce", "uint256 deadline"),
  Reissue: type("uint256 tokenId", "address to", "uint32 nonce", "uint256 deadline"),
};

export const sign = (key, primaryType, message, inDomain) => key.signTypedData(inDomain, { [primaryType]: types[primaryType] }, message);

export const idOf = (issuer, leaf) => BigInt(keccak256(coder.encode(["address", "bytes32"], [issuer.address ?? issuer, leaf])));

/** A proof whose root the issuer has anchored. */
export async function anchored(issuer, label, size = 5n, index = 3n) {
  const proof = proofOf(size, index, label);
  await write(issuer, "anchor", proof.root);
  return proof;
}

/** The arguments of mint: a voucher of a proof, signed by a key. */
export async function signedMint(key, collection, proof, to, { signer = key.address, inDomain = domainOf(collection), ...changes } = {}) {
  const { root, size, index, leaf, path } = proof;
  const voucher = { issuer: key.address, root, size, index, leaf, to: to.address ?? to, deadline: never, nonce: 0n, ...changes };
  return [voucher, path, signer, await sign(key, "Mint", voucher, inDomain)];
}

/** An entry of mintMany from the arguments of mint. */
export const entryOf = ([voucher, path, signer, signature]) => ({ voucher, path, signer, signature });

/** The arguments of burnBySig. */
export async function signedBurn(key, collection, tokenId, { nonce = 0n, deadline = never, signer = key.address, inDomain = domainOf(collection) } = {}) {
  return [tokenId, deadline, signer, await sign(key, "Burn", { tokenId, nonce, deadline }, inDomain)];
}

/** The arguments of reissue. */
export async function signedReissue(key, collection, tokenId, to, { nonce = 0n, deadline = never, signer = key.address, inDomain = domainOf(collection) } = {}) {
  const account = to.address ?? to;
  return [tokenId, account, deadline, signer, await sign(key, "Reissue", { tokenId, to: account, nonce, deadline }, inDomain)];
}

/** Calls a function of a collection in a transaction. */
export const call = (wallet, collection, name, ...args) =>
  send(wallet, collection.target, tokenAbi.encodeFunctionData(name, args), 15_000_000);

/** A fresh credential of an issuer, minted to a holder. */
export async function minted(issuer, collection, to, label) {
  const proof = await anchored(issuer, label);
  const args = await signedMint(issuer, collection, proof, to);
  const receipt = await call(maker, collection, "mint", ...args);
  return { proof, args, receipt, tokenId: idOf(issuer, proof.leaf) };
}

/** A collection's events in a receipt, as [name, ...arguments]. */
export const eventsOf = (receipt, collection) => eventsIn(receipt, collection.target, tokenAbi);

/** Asserts that a call of a collection is refused, with this error (without its prefix) and these arguments. */
export const refused = (from, collection, name, args, error, errorArgs, options = {}) =>
  refusedData(from, tokenAbi.encodeFunctionData(name, args), error, errorArgs,
    { to: collection.target, entries: tokenAbi, prefix: "CredentialToken", ...options });

/** Asserts that a call of a collection would be accepted, without making it. */
export const passes = (from, collection, name, args) => wouldPass(from, name, args, { to: collection.target, entries: tokenAbi });

/** An error of the collection as revert data. */
export const errorData = (error, ...args) => tokenAbi.encodeErrorResult(`CredentialToken${error}`, args);

