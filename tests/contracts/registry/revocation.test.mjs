import assert from "node:assert/strict";
import { test } from "node:test";
import { accountOf, eventsOf, keyOf, never, refused, registry, roles, rootOf, timeOf, write } from "../support/chain.mjs";
import { malformed, sign } from "../support/messages.mjs";

const issuer = await accountOf("revocation issuer");
const other = await accountOf("revocation other issuer");
const operator = await accountOf("revocation operator");
const clerk = keyOf("revocation clerk"); // may anchor only
await write(issuer, "setOperator", operator.address, roles.revoke);
await write(issuer, "setOperator", clerk.address, roles.anchor);

const full = 2n ** 256n - 1n;
const lastWord = 2n ** 56n - 1n;

async function anchored(label) {
  const root = rootOf(`revocation ${label}`);
  await write(issuer, "anchor", root);
  return root;
}

const isRevoked = (root, index, of = issuer) => registry.isRevoked(of.address, root, index);
const isActive = (root, index, of = issuer) => registry.isActive(of.address, root, index);

test("A revoked credential is revoked, its neighbours are not", async () => {
  const root = await anchored("neighbours");
  for (const index of [0n, 255n, 256n, 1000n, 2n ** 64n - 1n]) {
    const receipt = await write(issuer, "revoke", root, index);
    const [word, mask] = [index / 256n, 1n << (index % 256n)];
    assert.deepEqual(eventsOf(receipt), [["Revoked", issuer.address, root, word, mask, issuer.address]]);
    assert.equal(await isRevoked(root, index), true);
    assert.equal(await isActive(root, index), false);
  }
  for (const index of [1n, 254n, 257n, 999n, 1001n, 2n ** 64n - 2n]) {
    assert.equal(await isRevoked(root, index), false);
    assert.equal(await isActive(root, index), true);
  }
  assert.equal(await registry.revocationWord(issuer.address, root, 0n), 1n | (1n << 255n));
});

test("What is not anchored is not active, and cannot be revoked", async () => {
  const root = rootOf("revocation, never anchored");
  const error = ["NotAnchored", [issuer.address, root]];
  assert.equal(await isActive(root, 0n), false);
  assert.equal(await isRevoked(root, 0n), false);
  await refused(issuer, "revoke", [root, 0n], ...error);
  await refused(issuer, "revokeMany", [root, [0n], [1n]], ...error);
  await refused(operator, "revokeFor", [issuer.address, root, 0n], ...error);
  await refused(operator, "revokeManyFor", [issuer.address, root, [0n], [1n]], ...error);
  await refused(issuer, "revokeRoot", [issuer.address, root], ...error);
});

test("Revoking again changes nothing and says nothing", async () => {
  const root = await anchored("again");
  await write(issuer, "revoke", root, 7n);
  assert.deepEqual(eventsOf(await write(issuer, "revoke", root, 7n)), []);
  assert.equal(await registry.revocationWord(issuer.address, root, 0n), 128n);
});

test("Whole words are revoked, and the event tells the new bits alone", async () => {
  const root = await anchored("words");
  await write(issuer, "revoke", root, 2n);
  const receipt = await write(issuer, "revokeMany", root, [0n, 1n, lastWord, 0n], [6n, full, 1n, 2n]);
  assert.deepEqual(eventsOf(receipt), [
    ["Revoked", issuer.address, root, 0n, 2n, issuer.address],
    ["Revoked", issuer.address, root, 1n, full, issuer.address],
    ["Revoked", issuer.address, root, lastWord, 1n, issuer.address],
  ]);
  for (const index of [1n, 2n, 256n, 511n, lastWord * 256n]) assert.equal(await isRevoked(root, index), true);
  for (const index of [0n, 3n, 255n, 512n]) assert.equal(await isRevoked(root, index), false);
});

test("Lists that do not fit, empty masks and words beyond every index are refused", async () => {
  const root = await anchored("arguments");
  for (const [words, masks] of [[[], []], [[0n], []], [[], [1n]], [[0n, 1n], [1n]], [[0n], [0n]], [[0n, 1n], [1n, 0n]], [[lastWord + 1n], [1n]], [[full], [1n]]]) {
    await refused(issuer, "revokeMany", [root, words, masks], "InvalidArguments");
    await refused(operator, "revokeManyFor", [issuer.address, root, words, masks], "InvalidArguments");
  }
});

test("An issuer revokes in its own roots only", async () => {
  const root = await anchored("own roots");
  await write(other, "anchor", root);
  await write(other, "revoke", root, 3n);
  await write(other, "revokeRoot", other.address, root);
  assert.equal(await isActive(root, 3n), true);
  assert.equal(await isActive(root, 3n, other), false);
  await refused(other, "revokeRoot", [issuer.address, root], "NotAuthorized", [issuer.address, other.address]);
  await refused(other, "revokeFor", [issuer.address, root, 3n], "NotAuthorized", [issuer.address, other.address]);
});

test("An operator with the role revokes and is named", async () => {
  const root = await anchored("operator");
  const one = await write(operator, "revokeFor", issuer.address, root, 9n);
  assert.deepEqual(eventsOf(one), [["Revoked", issuer.address, root, 0n, 512n, operator.address]]);
  const many = await write(operator, "revokeManyFor", issuer.address, root, [0n], [1n]);
  assert.deepEqual(eventsOf(many), [["Revoked", issuer.address, root, 0n, 1n, operator.address]]);
  const all = await write(operator, "revokeRoot", issuer.address, root);
  assert.deepEqual(eventsOf(all), [["RootRevoked", issuer.address, root, operator.address, await timeOf(all)]]);
});

test("An operator without the role revokes nothing", async () => {
  const root = await anchored("clerk");
  const error = ["NotAuthorized", [issuer.address, clerk.address]];
  await refused(clerk, "revokeFor", [issuer.address, root, 0n], ...error);
  await refused(clerk, "revokeManyFor", [issuer.address, root, [0n], [1n]], ...error);
  await refused(clerk, "revokeRoot", [issuer.address, root], ...error);
  const sig = await sign(clerk, "RevokeRoot", { issuer: issuer.address, root });
  await refused(other, "revokeRootBySig", [issuer.address, root, never, clerk.address, sig], ...error);
});

test("A revoked root revokes all, for ever, and cannot be anchored again", async () => {
  const root = await anchored("whole root");
  const receipt = await write(issuer, "revokeRoot", issuer.address, root);
  const time = await timeOf(receipt);
  const [anchoredAt, , rootRevokedAt] = await registry.record(issuer.address, root);
  assert.equal(rootRevokedAt, time);
  for (const index of [0n, 5n, 2n ** 64n - 1n]) {
    assert.equal(await isRevoked(root, index), true);
    assert.equal(await isActive(root, index), false);
  }
  await refused(issuer, "revokeRoot", [issuer.address, root], "AlreadyRevoked", [issuer.address, root, time]);
  await refused(issuer, "anchor", [root], "AlreadyAnchored", [issuer.address, root, anchoredAt]);
});

test("A signature revokes credentials, whoever carries it; carried twice it changes nothing", async () => {
  const root = await anchored("signed");
  const lists = { wordIndexes: [0n, 3n], masks: [5n, full] };
  const sig = await sign(operator, "Revoke", { issuer: issuer.address, root, ...lists });
  const args = [issuer.address, root, lists.wordIndexes, lists.masks, never, operator.address, sig];
  const receipt = await write(other, "revokeBySig", ...args);
  assert.deepEqual(eventsOf(receipt), [
    ["Revoked", issuer.address, root, 0n, 5n, operator.address],
    ["Revoked", issuer.address, root, 3n, full, operator.address],
  ]);
  assert.deepEqual(eventsOf(await write(other, "revokeBySig", ...args)), []);
});

test("A signature for other credentials, or malformed, revokes nothing", async () => {
  const root = await anchored("signed otherwise");
  const sig = await sign(issuer, "Revoke", { issuer: issuer.address, root, wordIndexes: [0n], masks: [1n] });
  const call = (words, masks, form = sig) => [issuer.address, root, words, masks, never, issuer.address, form];
  const invalid = ["InvalidSignature", [issuer.address]];
  await refused(other, "revokeBySig", call([1n], [1n]), ...invalid);
  await refused(other, "revokeBySig", call([0n], [3n]), ...invalid);
  await refused(other, "revokeBySig", call([0n, 0n], [1n, 1n]), ...invalid);
  await refused(other, "revokeBySig", call([], [0n, 1n]), ...invalid); // the same words, cut elsewhere
  for (const form of Object.values(malformed(sig))) await refused(other, "revokeBySig", call([0n], [1n], form), ...invalid);
});

test("A signature revokes a root once", async () => {
  const root = await anchored("root signed");
  const sig = await sign(issuer, "RevokeRoot", { issuer: issuer.address, root });
  const args = [issuer.address, root, never, issuer.address, sig];
  for (const form of Object.values(malformed(sig))) {
    await refused(other, "revokeRootBySig", args.with(4, form), "InvalidSignature", [issuer.address]);
  }
  const receipt = await write(other, "revokeRootBySig", ...args);
  assert.deepEqual(eventsOf(receipt), [["RootRevoked", issuer.address, root, issuer.address, await timeOf(receipt)]]);
  await refused(other, "revokeRootBySig", args, "AlreadyRevoked", [issuer.address, root, await timeOf(receipt)]);
});
