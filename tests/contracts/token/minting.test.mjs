import assert from "node:assert/strict";
import { test } from "node:test";
import { Contract, TypedDataEncoder, ZeroAddress, ZeroHash, concat, dataSlice, keccak256, sha256, toBeHex, toUtf8Bytes } from "ethers";
import { accountOf, deploy, deployCode, deployer, each, keyOf, never, provider, registry, registryAddress, registryArtifact, rootOf, send, vectors, write } from "../support/chain.mjs";
import { anchored, call, cloneCode, collectionOf, domainOf, eventsOf, idOf, minted, passes, refused, signedBurn, signedMint, tokenAbi, tokenArtifact, types, valuesOf } from "../support/tokens.mjs";
import { proofOf } from "../support/tree.mjs";

const relay = await accountOf("minting relay");
const issuer = await accountOf("minting issuer");
const stranger = await accountOf("minting stranger");
const holder = keyOf("minting holder");
const collection = await collectionOf(issuer);
const signed = (proof, changes) => signedMint(issuer, collection, proof, holder, changes);
const refusedMint = (args, error, errorArgs) => refused(relay, collection, "mint", args, error, errorArgs);

/** voucher.json signs for a collection at the second address of the first account: a clone is put there by hand. */
async function collectionOfVectors({ token }) {
  if ((await provider.getCode(token)) === "0x") {
    const code = cloneCode(valuesOf(deployer));
    const receipt = await send(deployer, null, concat(["0x61", toBeHex((code.length - 2) / 2, 2), "0x80600c6000396000f3", code]));
    assert.equal(receipt.contractAddress, token, "the first account did more than deploy the registry");
  }
  return new Contract(token, tokenAbi, provider);
}

test("voucher.json: ids, types, digests and signatures are the contract's", async () => {
  const file = vectors("voucher");
  const of = await collectionOfVectors(file);
  const [mint, byOperator, reissue, burn] = file.vectors.filter((v) => v.domain.verifyingContract === of.target);
  assert.deepEqual([mint, byOperator, reissue, burn].map((v) => v.primaryType), ["Mint", "Mint", "Reissue", "Burn"]);
  for (const { primaryType, encodeType, typeHash, message, digest, domainSeparator } of [mint, byOperator, reissue, burn]) {
    assert.equal(TypedDataEncoder.from({ [primaryType]: types[primaryType] }).encodeType(primaryType), encodeType);
    assert.equal(keccak256(toUtf8Bytes(encodeType)), typeHash);
    assert.equal(TypedDataEncoder.hashDomain(domainOf(of)), domainSeparator);
    assert.equal(TypedDataEncoder.hash(domainOf(of), { [primaryType]: types[primaryType] }, message), digest);
  }
  const tokenId = BigInt(file.tokenId.tokenId);
  assert.equal(await of.tokenIdOf(file.tokenId.leaf), tokenId);
  assert.equal(toBeHex(tokenId, 32), file.tokenId.hex);

  const byRegistry = (type) => file.vectors.find((v) => v.primaryType === type && v.domain.verifyingContract === registryAddress && v.domain.chainId === 31337);
  const [anchor, operator] = [byRegistry("Anchor"), byRegistry("SetOperator")];
  if ((await registry.record(mint.message.issuer, mint.message.root)).anchoredAt === 0n) {
    await write(relay, "anchorBySig", mint.message.issuer, mint.message.root, never, anchor.signer, anchor.signature);
  }
  if ((await registry.operatorNonce(mint.message.issuer, operator.message.operator)) === 0n) {
    const { operator: account, roles, nonce, deadline } = operator.message;
    await write(relay, "setOperatorBySig", mint.message.issuer, account, roles, nonce, deadline, operator.signature);
  }
  for (const v of [byOperator, mint]) await passes(relay, of, "mint", [v.message, file.merkle.path, v.signer, v.signature]);
  await call(relay, of, "mint", mint.message, file.merkle.path, mint.signer, mint.signature);
  assert.equal(await of.ownerOf(tokenId), mint.message.to);
  assert.equal(await of.isValid(tokenId), true);
  await call(relay, of, "reissue", tokenId, reissue.message.to, never, reissue.signer, reissue.signature);
  assert.equal(await of.ownerOf(tokenId), reissue.message.to);
  await call(relay, of, "burnBySig", tokenId, never, burn.signer, burn.signature);
  assert.equal(await of.balanceOf(reissue.message.to), 0n);
});

test("A voucher mints to its holder, whoever carries it, and everything says so", async () => {
  const proof = await anchored(issuer, "minting one");
  const tokenId = idOf(issuer, proof.leaf);
  assert.equal(await collection.isValid(tokenId), false);
  const before = await collection.balanceOf(holder.address);
  const receipt = await call(relay, collection, "mint", ...(await signed(proof)));
  assert.deepEqual(eventsOf(receipt, collection), [
    ["Transfer", ZeroAddress, holder.address, tokenId],
    ["Locked", tokenId],
    ["CredentialMinted", tokenId, holder.address, proof.root, proof.index, proof.leaf],
  ]);
  assert.equal(await collection.tokenIdOf(proof.leaf), tokenId);
  assert.equal(await collection.ownerOf(tokenId), holder.address);
  assert.equal(await collection.balanceOf(holder.address), before + 1n);
  assert.deepEqual([...(await collection.credentialOf(tokenId))], [issuer.address, proof.root, proof.index]);
  assert.equal(await collection.nonceOf(tokenId), 0n);
  assert.equal(await collection.isValid(tokenId), true);
  assert.equal(await collection.locked(tokenId), true);
});

test("The answer of mint is the token", async () => {
  const proof = await anchored(issuer, "minting answer");
  const answer = await provider.call({ to: collection.target, data: tokenAbi.encodeFunctionData("mint", await signed(proof)) });
  assert.equal(BigInt(answer), idOf(issuer, proof.leaf));
});

test("Tokens of many batches and positions keep apart", async () => {
  const places = [[1n, 0n], [2n, 1n], [1000n, 999n], [2n ** 32n, 2n ** 32n - 1n], [2n ** 32n - 1n, 77n]];
  const proofs = await Promise.all(places.map(([size, index], i) => proofOf(size, index, `minting places ${i}`)));
  await write(issuer, "anchorMany", proofs.map(({ root }) => root));
  for (const [i, proof] of proofs.entries()) await call(relay, collection, "mint", ...(await signedMint(issuer, collection, proof, keyOf(`minting places ${i}`))));
  for (const [i, { root, index, leaf }] of proofs.entries()) {
    assert.deepEqual([...(await collection.credentialOf(idOf(issuer, leaf)))], [issuer.address, root, index]);
    assert.equal(await collection.ownerOf(idOf(issuer, leaf)), keyOf(`minting places ${i}`).address);
  }
  await write(issuer, "revoke", proofs[3].root, proofs[3].index);
  assert.deepEqual(await Promise.all(proofs.map(({ leaf }) => collection.isValid(idOf(issuer, leaf)))), [true, true, true, false, true]);
});

test("merkle.json: one in 40 of the corrupted vectors is refused, whole ones are accepted", async () => {
  const { trees, invalid } = vectors("merkle");
  const hex = (text) => `0x${text}`;
  const proofFrom = (v, index = v.index, leaf = v.leaf, path = v.path) =>
    ({ root: hex(v.anchoredRoot), size: BigInt(v.size), index: BigInt(index), leaf: hex(leaf), path: path.map(hex) });
  const chosen = invalid.filter((_, i) => i % 40 === 0).map((v) => [v.reason, proofFrom(v)]);
  const whole = trees.filter(({ size }) => size > 2).slice(0, 4).map((t) => proofFrom(t, t.proofs.at(-1).index, t.proofs.at(-1).leaf, t.proofs.at(-1).path));
  const roots = [...new Set([...chosen.map(([, { root }]) => root), ...whole.map(({ root }) => root)])];
  for (let i = 0; i < roots.length; i += 100) await write(issuer, "anchorMany", roots.slice(i, i + 100));
  await each(whole, async (proof) => passes(relay, collection, "mint", await signed(proof)));
  await each(chosen, async ([reason, proof]) => refusedMint(await signed(proof), "InvalidProof").catch((error) => {
    throw new Error(reason, { cause: error });
  }));
});

test("Wrong, short and long paths, other sizes and positions, inner nodes as leaves are refused", async () => {
  const proof = await anchored(issuer, "minting proofs", 11n, 6n);
  const { size, index, leaf, path } = proof;
  await passes(relay, collection, "mint", await signed(proof));
  const parent = sha256(concat([leaf, path[0]]));
  const changes = {
    "another leaf": { leaf: rootOf("another leaf") }, "another sibling": { path: path.with(1, rootOf("another sibling")) },
    "short": { path: path.slice(0, -1) }, "short at the leaf": { path: path.slice(1) }, "empty": { path: [] },
    "long": { path: [...path, leaf] }, "very long": { path: Array(300).fill(leaf) }, "swapped": { path: [path[1], path[0], ...path.slice(2)] },
    "size 0": { size: 0n }, "one less": { size: size - 1n }, "one more": { size: size + 1n }, "twice": { size: 2n * size }, "half": { size: 5n },
    "the neighbour's index": { index: index ^ 1n }, "the next index": { index: index + 1n }, "index at the size": { index: size }, "index beyond": { index: size + index },
    "inner node": { leaf: parent, path: path.slice(1) }, "inner node at its own height": { leaf: parent, path: path.slice(1), size: 6n, index: 3n },
    "size word as sibling": { path: [...path, toBeHex(size, 32)] },
  };
  for (const [what, change] of Object.entries(changes)) {
    await refusedMint(await signed({ ...proof, ...change }), "InvalidProof").catch((error) => {
      throw new Error(what, { cause: error });
    });
  }
});

test("A size or an index above 2^32 is refused, even where the path fits", async () => {
  for (const [size, index] of [[2n ** 32n + 1n, 5n], [2n ** 32n + 1n, 2n ** 32n], [2n ** 63n, 2n ** 40n], [2n ** 64n - 1n, 2n ** 64n - 2n]]) {
    const proof = await anchored(issuer, "minting above", size, index);
    assert.equal(await registry.verify(issuer.address, proof.root, size, index, proof.leaf, proof.path), true);
    await refusedMint(await signed(proof), "InvalidProof");
  }
});

test("The last leaf doubled, as Bitcoin's trees do, is refused", async () => {
  const [a, b, c] = ["a", "b", "c"].map((label) => rootOf(`minting doubled ${label}`));
  const node = (left, right) => sha256(concat([left, right]));
  const tree = node(node(a, b), node(c, c));
  const proof = { root: sha256(concat([toBeHex(3, 32), tree])), size: 3n, index: 2n, leaf: c, path: [c, node(a, b)] };
  await write(issuer, "anchor", proof.root);
  await refusedMint(await signed(proof), "InvalidProof");
  await refusedMint(await signed({ ...proof, index: 3n }), "InvalidProof");
  await refusedMint(await signed({ ...proof, path: [node(a, b)] }), "InvalidProof");
});

test("What is not anchored, anchored by another or in another registry, or revoked is refused", async () => {
  const proof = proofOf(5n, 3n, "minting not active");
  const args = await signed(proof);
  const notActive = ["NotActive", [proof.root, proof.index]];
  await refusedMint(args, ...notActive);
  await write(stranger, "anchor", proof.root);
  await refusedMint(args, ...notActive);
  const elsewhere = await deployCode(registryArtifact.deployedBytecode);
  await send(issuer, elsewhere, registry.interface.encodeFunctionData("anchor", [proof.root]));
  await refusedMint(args, ...notActive);
  const there = await collectionOf(issuer, { registry: elsewhere });
  await passes(relay, there, "mint", await signedMint(issuer, there, proof, holder));

  await write(issuer, "anchor", proof.root);
  await passes(relay, collection, "mint", args);
  await write(issuer, "revoke", proof.root, 2n);
  await passes(relay, collection, "mint", args);
  await write(issuer, "revoke", proof.root, proof.index);
  await refusedMint(args, ...notActive);
});

test("A revoked root mints no more", async () => {
  const proof = await anchored(issuer, "minting revoked root");
  const args = await signed(proof);
  await passes(relay, collection, "mint", args);
  await write(issuer, "revokeRoot", issuer.address, proof.root);
  await refusedMint(args, "NotActive", [proof.root, proof.index]);
});

test("No root is anchored as zero, so none mints", async () => {
  await refusedMint(await signed({ ...proofOf(1n, 0n, "minting zero root"), root: ZeroHash }), "NotActive", [ZeroHash, 0n]);
});

test("Hole 1: another issuer that anchors the same leaf takes neither the id nor the collection", async () => {
  const proof = await anchored(issuer, "minting squat");
  await write(stranger, "anchor", proof.root);
  const strangers = await collectionOf(stranger);
  const own = await signedMint(stranger, collection, proof, stranger);
  await refusedMint(own, "WrongIssuer", [stranger.address]);
  await refusedMint([{ ...own[0], issuer: issuer.address }, ...own.slice(1)], "NotAuthorized", [issuer.address, stranger.address]);
  await call(relay, strangers, "mint", ...(await signedMint(stranger, strangers, proof, stranger)));
  await call(relay, collection, "mint", ...(await signed(proof)));
  assert.notEqual(await strangers.tokenIdOf(proof.leaf), await collection.tokenIdOf(proof.leaf));
  assert.equal(await collection.ownerOf(idOf(issuer, proof.leaf)), holder.address);
  assert.equal(await strangers.ownerOf(idOf(stranger, proof.leaf)), stranger.address);
});

test("A minted token is minted once, whatever the new voucher says", async () => {
  const { tokenId, args, proof } = await minted(issuer, collection, holder, "minting twice");
  await refusedMint(args, "AlreadyMinted", [tokenId, holder.address]);
  await refusedMint(await signedMint(issuer, collection, proof, stranger, { nonce: 1n }), "AlreadyMinted", [tokenId, holder.address]);
  const again = { ...proofOf(9n, 2n, "minting twice, another batch"), leaf: proof.leaf };
  await refusedMint(await signedMint(issuer, collection, again, stranger), "AlreadyMinted", [tokenId, holder.address]);
});

test("A front-run does the relay's work, and an expired voucher of a minted token still says who holds it", async () => {
  const proof = await anchored(issuer, "minting front-run");
  const args = await signed(proof);
  await call(stranger, collection, "mint", ...args);
  await refusedMint([{ ...args[0], deadline: 1n }, ...args.slice(1)], "AlreadyMinted", [idOf(issuer, proof.leaf), holder.address]);
});

test("Hole 2: a burnt token's voucher does not count again, a new one does", async () => {
  const { tokenId, args, proof } = await minted(issuer, collection, holder, "minting burnt");
  await call(relay, collection, "burnBySig", ...(await signedBurn(holder, collection, tokenId)));
  await refusedMint(args, "InvalidNonce", [tokenId, 1n]);
  await refusedMint(await signed(proof, { nonce: 2n }), "InvalidNonce", [tokenId, 1n]);
  await call(relay, collection, "mint", ...(await signedMint(issuer, collection, proof, stranger, { nonce: 1n })));
  assert.equal(await collection.ownerOf(tokenId), stranger.address);
  assert.deepEqual([...(await collection.credentialOf(tokenId))], [issuer.address, proof.root, proof.index]);
  assert.equal(await collection.nonceOf(tokenId), 1n);
});

test("Hole 2: a nonce ahead of its time is refused", async () => {
  const proof = await anchored(issuer, "minting nonce");
  for (const nonce of [1n, 2n ** 32n - 1n]) await refusedMint(await signed(proof, { nonce }), "InvalidNonce", [idOf(issuer, proof.leaf), 0n]);
});

test("Hole 7: a leaf that stands twice is still one token, and follows the index that it was minted with", async () => {
  const leaf = rootOf("minting twice in a batch");
  const root = sha256(concat([toBeHex(2, 32), sha256(concat([leaf, leaf]))]));
  const at = (index) => ({ root, size: 2n, index, leaf, path: [leaf] });
  await write(issuer, "anchor", root);
  await call(relay, collection, "mint", ...(await signed(at(0n))));
  await refusedMint(await signed(at(1n)), "AlreadyMinted", [idOf(issuer, leaf), holder.address]);
  await write(issuer, "revoke", root, 0n);
  assert.equal(await collection.isValid(idOf(issuer, leaf)), false);
});

test("Nobody is no holder", async () => {
  await refusedMint(await signedMint(issuer, collection, await anchored(issuer, "minting nobody"), ZeroAddress), "InvalidRecipient", [ZeroAddress]);
});

test("A holder that is a contract is not called", async () => {
  const { target } = await deploy("testing/OddWallet", "0x", true);
  const { tokenId } = await minted(issuer, collection, target, "minting to a contract");
  assert.equal(await collection.ownerOf(tokenId), target);
});

// push1 2, gas, staticcall, as in the registry's own test.
const withSha256At = (number) => {
  const sites = tokenArtifact.deployedBytecode.split("60025afa");
  assert.equal(sites.length, 3, "two calls of SHA-256: a step of the path, and the step to the size");
  return sites.join(`60${number}5afa`);
};

test("Hole 5: with SHA-256 absent, failing or answering otherwise nothing is minted", async () => {
  const broken = { "absent": "f2", "failing": "09", "answering 64 bytes": "04", "answering nothing": "01" };
  for (const [what, number] of [...Object.entries(broken), ["whole", "02"]]) {
    const crippled = await deployCode(withSha256At(number));
    const of = new Contract(await deployCode(cloneCode(valuesOf(issuer), crippled)), tokenAbi, provider);
    for (const [size, index] of [[1n, 0n], [1000n, 999n]]) {
      const proof = await anchored(issuer, `minting sha256 ${what} ${size}`, size, index);
      const args = await signedMint(issuer, of, proof, holder);
      if (what === "whole") await passes(relay, of, "mint", args);
      else await refused(relay, of, "mint", args, "InvalidProof");
    }
  }
});

test("A number that does not fit its type is no call", async () => {
  const data = tokenAbi.encodeFunctionData("mint", await signed(await anchored(issuer, "minting words")));
  for (const [word, bits] of [[0, 160n], [2, 64n], [3, 64n], [5, 160n], [6, 64n], [7, 32n]]) {
    const at = 4 + 32 * word;
    const large = concat([dataSlice(data, 0, at), toBeHex(BigInt(dataSlice(data, at, at + 32)) + 2n ** bits, 32), dataSlice(data, at + 32)]);
    await assert.rejects(provider.call({ from: relay.address, to: collection.target, data: large, gasLimit: 5_000_000 }), { code: "CALL_EXCEPTION" });
  }
});

test("LACNet: 20 or 64 trailing bytes are tolerated", async () => {
  for (const length of [20, 64]) {
    const proof = await anchored(issuer, `minting trailing ${length}`);
    const data = tokenAbi.encodeFunctionData("mint", await signed(proof));
    const receipt = await send(relay, collection.target, concat([data, "0x" + "ff".repeat(length)]));
    assert.equal(eventsOf(receipt, collection).length, 3);
  }
});
