import assert from "node:assert/strict";
import { test } from "node:test";
import { ZeroAddress } from "ethers";
import { accountOf, deploy, eventsOf, keyOf, never, refused, registry, roles, rootOf, wouldPass, write } from "../support/chain.mjs";
import { malformed, sign } from "../support/messages.mjs";

const issuer = await accountOf("operators issuer");
const relay = await accountOf("operators relay");
const root = rootOf("operators root");
await write(issuer, "anchor", root);

async function signedRoles(key, operator, given, nonce, of = key.address) {
  const message = { issuer: of, operator, roles: given, nonce, deadline: never };
  return [of, operator, given, nonce, never, await sign(key, "SetOperator", message)];
}

test("Hole 6: each role opens its own doors and no other", async () => {
  const doors = {
    anchorFor: [roles.anchor, [issuer.address, rootOf("operators, fresh")]],
    anchorManyFor: [roles.anchor, [issuer.address, [rootOf("operators, fresh")]]],
    revokeFor: [roles.revoke, [issuer.address, root, 1n]],
    revokeManyFor: [roles.revoke, [issuer.address, root, [0n], [1n]]],
    revokeRoot: [roles.revoke, [issuer.address, root]],
  };
  for (const role of [0, ...Object.values(roles), 15]) {
    const operator = keyOf(`operator with roles ${role}`);
    await write(issuer, "setOperator", operator.address, role);
    for (const [name, [needed, args]] of Object.entries(doors)) {
      if (role & needed) await wouldPass(operator, name, args);
      else await refused(operator, name, args, "NotAuthorized", [issuer.address, operator.address]);
    }
    for (const asked of Object.values(roles)) {
      assert.equal(await registry.isAuthorized(issuer.address, operator.address, asked), (role & asked) !== 0);
    }
  }
});

test("The issuer holds every role", async () => {
  for (const role of Object.values(roles)) assert.equal(await registry.isAuthorized(issuer.address, issuer.address, role), true);
});

test("Of several roles asked at once all must be held, and no role is none", async () => {
  const operator = keyOf("operators two roles").address;
  await write(issuer, "setOperator", operator, roles.anchor | roles.mint);
  assert.equal(await registry.isAuthorized(issuer.address, operator, 5), true);
  assert.equal(await registry.isAuthorized(issuer.address, operator, 7), false);
  assert.equal(await registry.isAuthorized(issuer.address, operator, 0), false);
});

test("Roles are given per issuer", async () => {
  const operator = keyOf("operators of one issuer").address;
  await write(issuer, "setOperator", operator, 15);
  assert.equal(await registry.isAuthorized(relay.address, operator, roles.anchor), false);
  assert.equal(await registry.operatorRoles(issuer.address, operator), 15n);
  assert.equal(await registry.operatorRoles(relay.address, operator), 0n);
});

test("Every change raises the nonce and is told", async () => {
  const operator = keyOf("operators nonce").address;
  for (const [count, given] of [[1n, 1], [2n, 3], [3n, 3], [4n, 0]]) {
    const receipt = await write(issuer, "setOperator", operator, given);
    assert.deepEqual(eventsOf(receipt), [["OperatorSet", issuer.address, operator, BigInt(given)]]);
    assert.equal(await registry.operatorNonce(issuer.address, operator), count);
    assert.equal(await registry.operatorRoles(issuer.address, operator), BigInt(given));
  }
  assert.equal(await registry.operatorNonce(issuer.address, keyOf("operators other nonce").address), 0n);
});

test("A removed operator acts no more", async () => {
  const operator = keyOf("operators removed");
  await write(issuer, "setOperator", operator.address, roles.anchor);
  await write(issuer, "setOperator", operator.address, 0);
  await refused(operator, "anchorFor", [issuer.address, rootOf("removed")], "NotAuthorized", [issuer.address, operator.address]);
});

test("Nobody, the issuer itself and unknown roles are refused", async () => {
  const operator = keyOf("operators unknown roles").address;
  for (const args of [[ZeroAddress, 1], [issuer.address, 1], [operator, 16], [operator, 255]]) {
    await refused(issuer, "setOperator", args, "InvalidArguments");
    await refused(relay, "setOperatorBySig", await signedRoles(issuer, args[0], args[1], 0n), "InvalidArguments");
  }
});

test("The issuer's signature sets roles, whoever carries it", async () => {
  const operator = keyOf("operators by signature").address;
  const receipt = await write(relay, "setOperatorBySig", ...(await signedRoles(issuer, operator, 3, 0n)));
  assert.deepEqual(eventsOf(receipt), [["OperatorSet", issuer.address, operator, 3n]]);
  assert.equal(await registry.operatorNonce(issuer.address, operator), 1n);
});

test("An operator with every role appoints nobody", async () => {
  const operator = keyOf("operators ambitious");
  const friend = keyOf("operators friend").address;
  await write(issuer, "setOperator", operator.address, 15);
  const args = await signedRoles(operator, friend, 1, 0n, issuer.address);
  await refused(relay, "setOperatorBySig", args, "InvalidSignature", [issuer.address]);
});

test("Hole 3: an old signature does not revive a removed operator", async () => {
  const operator = keyOf("operators revived").address;
  const args = await signedRoles(issuer, operator, 15, 0n);
  await write(relay, "setOperatorBySig", ...args);
  await write(issuer, "setOperator", operator, 0);
  await refused(relay, "setOperatorBySig", args, "InvalidNonce", [issuer.address, 2n]);
});

test("Hole 3: a signature never carried dies with the next change", async () => {
  const operator = keyOf("operators kept signature").address;
  const kept = await signedRoles(issuer, operator, 15, 0n);
  await write(issuer, "setOperator", operator, 0);
  await refused(relay, "setOperatorBySig", kept, "InvalidNonce", [issuer.address, 1n]);
});

test("Another nonce than the due one is refused", async () => {
  const operator = keyOf("operators other nonces").address;
  for (const nonce of [1n, 2n ** 248n, 2n ** 256n - 1n]) {
    await refused(relay, "setOperatorBySig", await signedRoles(issuer, operator, 1, nonce), "InvalidNonce", [issuer.address, 0n]);
  }
});

test("Signatures for other values, or malformed, are refused", async () => {
  const operator = keyOf("operators other values").address;
  const args = await signedRoles(issuer, operator, 1, 0n);
  await refused(relay, "setOperatorBySig", args.with(2, 3), "InvalidSignature", [issuer.address]);
  await refused(relay, "setOperatorBySig", args.with(1, relay.address), "InvalidSignature", [issuer.address]);
  for (const sig of Object.values(malformed(args[5]))) {
    await refused(relay, "setOperatorBySig", args.with(5, sig), "InvalidSignature", [issuer.address]);
  }
});

test("A contract appoints by ERC-1271", async () => {
  const owner = keyOf("operators wallet owner");
  const wallet = await deploy("testing/ContractWallet", owner.address);
  const operator = keyOf("operators of a contract").address;
  await write(relay, "setOperatorBySig", ...(await signedRoles(owner, operator, 1, 0n, wallet.target)));
  assert.equal(await registry.isAuthorized(wallet.target, operator, roles.anchor), true);
});
