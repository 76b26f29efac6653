import assert from "node:assert/strict";
import { test } from "node:test";
import { Contract, concat, sha256, toBeHex, dataSlice } from "ethers";
import { abi, accountOf, deploy, deployCode, each, refusedData, registry, registryArtifact, rootOf, send, vectors, write } from "../support/chain.mjs";
import { proofOf } from "../support/tree.mjs";

const issuer = await accountOf("inclusion issuer");
const harness = await deploy("testing/MerklePathHarness");
const { trees, invalid } = vectors("merkle");
const hex = (text) => `0x${text}`;
const claimOf = (v, index = v.index, leaf = v.leaf, path = v.path) => [hex(v.anchoredRoot), v.size, index, hex(leaf), path.map(hex)];
const isVerified = (claim, of = issuer.address) => registry.verify(of, ...claim);

// Every root, the corrupted ones too: an invalid vector then fails on its path and not for want of an anchor.
const roots = [...new Set([...trees, ...invalid].map((v) => hex(v.anchoredRoot)))];
for (let i = 0; i < roots.length; i += 100) await write(issuer, "anchorMany", roots.slice(i, i + 100));

test("Every valid vector is accepted", async () => {
  const claims = trees.flatMap((tree) => tree.proofs.map((p) => claimOf(tree, p.index, p.leaf, p.path)));
  assert.equal(claims.length, 615);
  await each(claims, async (claim) => assert.equal(await isVerified(claim), true));
});

test("Every corrupted vector is refused", async () => {
  const representable = invalid.filter((v) => BigInt(v.size) < 2n ** 64n && BigInt(v.index) < 2n ** 64n);
  assert.equal(invalid.length, 1039);
  assert.equal(representable.length, 1039, "a size or index above uint64 cannot be asked: skip it by name");
  await each(representable, async (v) => assert.equal(await isVerified(claimOf(v)), false, v.reason));
});

test("Assembly and twin agree on the vectors", async () => {
  await each(invalid.filter((_, i) => i % 7 === 0), async (v) => {
    assert.equal(await harness.verify(...claimOf(v)), 0n, v.reason);
    assert.equal(await harness.verifySlowly(...claimOf(v)), false, v.reason);
  });
  for (const tree of trees) {
    const { index, leaf, path } = tree.proofs.at(-1);
    assert.equal(await harness.verify(...claimOf(tree, index, leaf, path)), 1n);
    assert.equal(await harness.verifySlowly(...claimOf(tree, index, leaf, path)), true);
  }
});

test("The largest trees are verified", async () => {
  for (const size of [2n ** 63n, 2n ** 63n + 1n, 2n ** 64n - 1n]) {
    for (const index of [0n, 1n, size / 2n, size - 2n, size - 1n]) {
      const { root, leaf, path } = proofOf(size, index);
      assert.equal(await harness.verify(root, size, index, leaf, path), 1n);
      assert.equal(await harness.verify(root, size, index, leaf, [...path, leaf]), 0n);
      assert.equal(await harness.verify(root, size, index, leaf, path.slice(1)), 0n);
    }
  }
});

test("A size or index above uint64 is no call", async () => {
  const { root, leaf, path } = proofOf(5n, 3n);
  const data = abi.encodeFunctionData("verify", [issuer.address, root, 5n, 3n, leaf, path]);
  for (const word of [2, 3]) {
    const at = 4 + 32 * word;
    const large = concat([dataSlice(data, 0, at), toBeHex(2n ** 64n + 5n, 32), dataSlice(data, at + 32)]);
    await refusedData(issuer, large, null);
  }
});

test("A leaf under a root that nobody anchored, or another issuer, is not verified", async () => {
  const { root, size, index, leaf, path } = proofOf(10n, 4n, "of one issuer");
  assert.equal(await isVerified([root, size, index, leaf, path]), false);
  await write(issuer, "anchor", root);
  assert.equal(await isVerified([root, size, index, leaf, path]), true);
  assert.equal(await isVerified([root, size, index, leaf, path], registry.target), false);
});

test("A revoked credential is not verified, its neighbour still is", async () => {
  const leaves = ["a", "b"].map(rootOf);
  const root = sha256(concat([toBeHex(2, 32), sha256(concat(leaves))]));
  await write(issuer, "anchor", root);
  await write(issuer, "revoke", root, 0n);
  assert.equal(await isVerified([root, 2n, 0n, leaves[0], [leaves[1]]]), false);
  assert.equal(await isVerified([root, 2n, 1n, leaves[1], [leaves[0]]]), true);
  await write(issuer, "revokeRoot", issuer.address, root);
  assert.equal(await isVerified([root, 2n, 1n, leaves[1], [leaves[0]]]), false);
});

test("Hole 7: a leaf that stands twice outlives its revocation at the other index", async () => {
  const leaf = rootOf("twice in a batch");
  const root = sha256(concat([toBeHex(2, 32), sha256(concat([leaf, leaf]))]));
  await write(issuer, "anchor", root);
  await write(issuer, "revoke", root, 0n);
  assert.equal(await isVerified([root, 2n, 0n, leaf, [leaf]]), false);
  assert.equal(await isVerified([root, 2n, 1n, leaf, [leaf]]), true, "the registry cannot know: whoever builds a batch refuses duplicates");
});

// push1 2, gas, staticcall: the only calls to the precompile. Another number makes the same code call something else.
const withSha256At = (number) => {
  const sites = registryArtifact.deployedBytecode.split("60025afa");
  assert.equal(sites.length, 3, "two calls of SHA-256: a step of the path, and the step to the size");
  return sites.join(`60${number}5afa`);
};
const broken = { "absent": "f2", "failing": "09", "answering 64 bytes": "04", "answering nothing": "01" };

for (const [what, number] of Object.entries(broken)) {
  test(`Hole 5: with SHA-256 ${what}, verification is an error and never an answer`, async () => {
    const crippled = await deployCode(withSha256At(number));
    for (const { root, size, index, leaf, path } of [proofOf(1n, 0n), proofOf(2n, 1n), proofOf(1000n, 999n)]) {
      await send(issuer, crippled, abi.encodeFunctionData("anchor", [root]));
      const call = (value) => abi.encodeFunctionData("verify", [issuer.address, root, size, index, value, path]);
      await refusedData(issuer, call(leaf), "Sha256Unavailable", [], { to: crippled });
      await refusedData(issuer, call(rootOf("any leaf")), "Sha256Unavailable", [], { to: crippled });
    }
  });
}

test("Hole 5: the crippled code is the registry's but for the precompile", async () => {
  const whole = new Contract(await deployCode(withSha256At("02")), abi, issuer);
  const { root, size, index, leaf, path } = proofOf(1000n, 999n);
  await send(issuer, whole.target, abi.encodeFunctionData("anchor", [root]));
  assert.equal(await whole.verify(issuer.address, root, size, index, leaf, path), true);
});
