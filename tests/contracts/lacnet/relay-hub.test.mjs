import assert from "node:assert/strict";
import { test } from "node:test";
import { Interface, ZeroAddress, concat, dataSlice, getAddress, toBeHex } from "ethers";
import { accountOf, artifact, deploy, keyOf, provider, registryAddress, rootOf, abi, vectors } from "../support/chain.mjs";
import { signedAnchor } from "../support/messages.mjs";
import { codes, hubOf, ingress, probeAbi } from "../support/lacnet.mjs";

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const probe = await deploy("testing/CallProbe", false);
const names = (events) => events.map(([name]) => name);

test("Both hubs speak the deployed contracts' signatures", () => {
  const file = vectors("lacnet");
  const own = new Set(["NodeAdded", "MaxGasBlockLimitSet", "AccountAllowed", "AppendSenderSet", "addNode", "setMaxGasBlockLimit", "allow", "setAppendSender",
    "LacnetRelayHubNotAdmin", "LacnetRelayHubReentered", "RlpListMalformed"]);
  for (const [name, known] of [["LacnetRelayHub", file], ["LacnetMetaTxHub", file.hub]]) {
    const listed = { function: known.selectors, event: known.topics, error: known.errors ?? {} };
    const fragments = new Interface(artifact(`testing/${name}`).abi).fragments.filter((f) => Object.hasOwn(listed, f.type) && !own.has(f.name));
    assert.ok(fragments.length > 10);
    for (const fragment of fragments) assert.equal(listed[fragment.type][fragment.format("sighash")], fragment.topicHash ?? fragment.selector, fragment.name);
  }
});

test("A call reaches its target with the suffix, from the hub, and counts the nonce of this node alone", async () => {
  const { hub, proxy, node, user, relay, nonceOf } = await hubOf("lacnet call");
  const events = await relay(user, { to: probe.target, gas: 300_000, data: "0x01020304" });
  assert.deepEqual(events, [["Relayed", user.address, node.address], ["TransactionRelayed", node.address, user.address, probe.target, true, "0x"]]);
  assert.equal(await probe.lastSender(), hub);
  const data = await probe.lastData();
  assert.equal(dataSlice(data, 0, 4), "0x01020304");
  assert.equal(getAddress(dataSlice(data, 16, 36)), node.address);
  assert.equal(await proxy.getRelayHub(), hub);
  assert.equal(await proxy.getMsgSender(), user.address);
  assert.equal(await nonceOf(user), 1n);
  assert.equal(await nonceOf(user, keyOf("another node")), 0n);
});

test("A signed anchor becomes the registry's event", async () => {
  const { user, relay } = await hubOf("lacnet anchor");
  const issuer = keyOf("lacnet anchor issuer");
  const root = rootOf("lacnet");
  const events = await relay(user, { to: registryAddress, gas: 200_000, data: abi.encodeFunctionData("anchorBySig", await signedAnchor(issuer, root)) });
  assert.equal(events[1][4], true);
  const { anchoredAt } = abi.decodeFunctionResult("record", await provider.call({ to: registryAddress, data: abi.encodeFunctionData("record", [issuer.address, root]) }));
  assert.notEqual(anchoredAt, 0n);
});

test("A target that reverts uses the nonce, and its reason is told", async () => {
  const { node, user, relay, nonceOf } = await hubOf("lacnet revert");
  const events = await relay(user, { to: probe.target, data: probeAbi.encodeFunctionData("refuse", [7]) });
  assert.deepEqual(events[1], ["TransactionRelayed", node.address, user.address, probe.target, false, probeAbi.encodeErrorResult("CallProbeRefused", [7])]);
  assert.equal(await nonceOf(user), 1n);
});

test("A target without code uses the nonce", async () => {
  const { user, relay, nonceOf, bad } = await hubOf("lacnet no code");
  const events = await relay(user, { to: user.address });
  assert.deepEqual(names(events), ["Relayed", "BadTransactionSent"]);
  assert.deepEqual(events[1], bad(codes.notContract));
  assert.equal(await nonceOf(user), 1n);
});

test("Refusals come in their order, and none of them uses the nonce", async () => {
  const { user, relay, nonceOf, bad, asAdmin } = await hubOf("lacnet order", { quota: 1_000_000n, maxGas: 900_000n });
  // Each of these breaks every later rule too.
  const later = { gas: 2_000_000, to: ingress };
  const highS = ({ v, r, s }) => ({ v: v === 27 ? 28 : 27, r, s: toBeHex(order - BigInt(s), 32) });
  assert.deepEqual(await relay(user, { ...later, nonce: 5 }, { change: highS }), [bad(codes.invalidSignature, ZeroAddress)]);
  assert.deepEqual(await relay(user, { ...later, nonce: 5 }, { change: ({ r, s }) => ({ v: 221, r, s }) }), [bad(codes.invalidSignature, ZeroAddress)]);
  assert.deepEqual(await relay(user, { ...later, nonce: 5 }), [bad(codes.badNonce)]);
  assert.deepEqual(await relay(user, later), [bad(codes.invalidDestination)]);
  assert.deepEqual(await relay(user, { ...later, to: probe.target }), [bad(codes.maxBlockGas)]);
  await asAdmin("setMaxGasBlockLimit", 2_000_000n);
  assert.deepEqual(await relay(user, { ...later, to: probe.target }), [bad(codes.notEnoughGas)]);
  assert.equal(await nonceOf(user), 0n);
  assert.equal((await relay(user, { to: probe.target, gas: 200_000 })).length, 2);
  assert.equal(await nonceOf(user), 1n);
  assert.deepEqual(names(await relay(user, { to: probe.target, gas: 200_000 })), ["BadTransactionSent"]); // the same bytes again
});

test("A node whose gas is used up is told nothing, and one that nobody added has none", async () => {
  const { user, relay, nonceOf } = await hubOf("lacnet quota", { quota: 20_000n });
  assert.deepEqual(await relay(user, { to: probe.target, nonce: 3 }), []);
  assert.equal(await nonceOf(user), 0n);
  const stranger = await accountOf("lacnet stranger node");
  const silent = await relay(user, { to: probe.target }, { by: stranger });
  assert.deepEqual(silent, []);
});

test("Too little gas for the inner call is found after the nonce is counted", async () => {
  const { user, relay, nonceOf, bad } = await hubOf("lacnet little gas");
  const events = await relay(user, { to: probe.target, gas: 500_000 }, { gasLimit: 400_000 });
  assert.deepEqual(names(events), ["Relayed", "BadTransactionSent"]);
  assert.deepEqual(events[1], bad(codes.notEnoughGas));
  assert.equal(await nonceOf(user), 1n);
});

test("A deployment names its contract; a constructor that reverts leaves a counted nonce and no event", async () => {
  const { hub, node, user, relay, nonceOf } = await hubOf("lacnet deploy");
  const creation = (reverts) => concat([artifact("testing/CallProbe").bytecode, toBeHex(reverts ? 1 : 0, 32)]);
  const [relayed, deployed] = await relay(user, { gas: 1_000_000, data: creation(false) });
  assert.equal(relayed[0], "Relayed");
  assert.deepEqual(deployed.slice(0, 3), ["ContractDeployed", node.address, user.address]);
  assert.notEqual(await provider.getCode(deployed[3]), "0x");
  assert.equal(probeAbi.decodeFunctionResult("constructedBy", await provider.call({ to: deployed[3], data: probeAbi.encodeFunctionData("constructedBy") }))[0], hub);
  assert.deepEqual(names(await relay(user, { nonce: 1, gas: 1_000_000, data: creation(true) })), ["Relayed"]);
  assert.equal(await nonceOf(user), 2n);
});

test("Damaged signing data is rolled back whole", async () => {
  const { relay, user, nonceOf } = await hubOf("lacnet damage");
  for (const length of [1, 19]) await assert.rejects(relay(user, { to: dataSlice(probe.target, 0, length) }));
  assert.equal(await nonceOf(user), 0n);
});
