import assert from "node:assert/strict";
import { test } from "node:test";
import { ZeroHash, concat, dataSlice } from "ethers";
import { abi, accountOf, deployer, eventsOf, provider, refused, refusedData, registry, registryAddress, roles, rootOf, send, timeOf, write } from "../support/chain.mjs";

const issuer = await accountOf("anchoring issuer");
const other = await accountOf("anchoring other issuer");
const operator = await accountOf("anchoring operator");
const stranger = await accountOf("anchoring stranger");
await write(issuer, "setOperator", operator.address, roles.anchor);

const recordOf = async (of, root) => [...(await registry.record(of.address, root))];

async function requireAnchored(receipt, of, root, by = of) {
  const anchoredAt = await timeOf(receipt);
  assert.deepEqual(eventsOf(receipt).filter(([, , found]) => found === root), [["Anchored", of.address, root, by.address, anchoredAt]]);
  assert.deepEqual(await recordOf(of, root), [anchoredAt, BigInt(receipt.blockNumber), 0n]);
}

test("Anchoring records the block's time and number and says so", async () => {
  const root = rootOf("anchored");
  assert.deepEqual(await recordOf(issuer, root), [0n, 0n, 0n]);
  await requireAnchored(await write(issuer, "anchor", root), issuer, root);
});

test("A second anchor is refused and the first one stands", async () => {
  const root = rootOf("anchored twice");
  await write(issuer, "anchor", root);
  const before = await recordOf(issuer, root);
  await refused(issuer, "anchor", [root], "AlreadyAnchored", [issuer.address, root, before[0]]);
  await refusedData(issuer, root, "AlreadyAnchored", [issuer.address, root, before[0]]);
  await refused(operator, "anchorFor", [issuer.address, root], "AlreadyAnchored", [issuer.address, root, before[0]]);
  assert.deepEqual(await recordOf(issuer, root), before);
});

test("Another issuer's anchor of the same root is its own", async () => {
  const root = rootOf("shared by two issuers");
  await requireAnchored(await write(issuer, "anchor", root), issuer, root);
  assert.deepEqual(await recordOf(other, root), [0n, 0n, 0n]);
  await requireAnchored(await write(other, "anchor", root), other, root);
});

test("A zero root is refused on every way", async () => {
  await refused(issuer, "anchor", [ZeroHash], "InvalidRoot");
  await refused(issuer, "anchorMany", [[rootOf("beside zero"), ZeroHash]], "InvalidRoot");
  await refused(operator, "anchorFor", [issuer.address, ZeroHash], "InvalidRoot");
  await refusedData(issuer, ZeroHash, "InvalidRoot");
});

test("Several roots are anchored at once", async () => {
  const roots = [1, 2, 3].map((i) => rootOf(`many ${i}`));
  const receipt = await write(issuer, "anchorMany", roots);
  assert.equal(eventsOf(receipt).length, 3);
  for (const root of roots) await requireAnchored(receipt, issuer, root);
});

test("An empty list of roots is refused", async () => {
  await refused(issuer, "anchorMany", [[]], "InvalidArguments");
  await refused(operator, "anchorManyFor", [issuer.address, []], "InvalidArguments");
});

test("One root anchored before refuses the whole list", async () => {
  const [root, fresh] = [rootOf("many, before"), rootOf("many, fresh")];
  await write(issuer, "anchor", root);
  const [anchoredAt] = await recordOf(issuer, root);
  await refused(issuer, "anchorMany", [[fresh, root]], "AlreadyAnchored", [issuer.address, root, anchoredAt]);
});

test("A root twice in one list is refused", async () => {
  const root = rootOf("many, twice");
  await assert.rejects(write(issuer, "anchorMany", [root, root]));
  assert.deepEqual(await recordOf(issuer, root), [0n, 0n, 0n]);
});

test("An operator anchors for its issuer and is named", async () => {
  const [root, second] = [rootOf("by operator"), rootOf("many by operator")];
  await requireAnchored(await write(operator, "anchorFor", issuer.address, root), issuer, root, operator);
  await requireAnchored(await write(operator, "anchorManyFor", issuer.address, [second]), issuer, second, operator);
});

test("An issuer may anchor for itself", async () => {
  const root = rootOf("for itself");
  await requireAnchored(await write(issuer, "anchorFor", issuer.address, root), issuer, root);
});

test("A stranger anchors for nobody else", async () => {
  const args = [issuer.address, stranger.address];
  await refused(stranger, "anchorFor", [issuer.address, rootOf("strange")], "NotAuthorized", args);
  await refused(stranger, "anchorManyFor", [issuer.address, [rootOf("strange")]], "NotAuthorized", args);
  await refused(operator, "anchorFor", [other.address, rootOf("strange")], "NotAuthorized", [other.address, operator.address]);
});

test("Call data of exactly 32 bytes is a root", async () => {
  const root = rootOf("by fallback");
  await requireAnchored(await send(issuer, registryAddress, root), issuer, root);
});

test("Call data that is neither call nor root is refused with its length", async () => {
  const root = rootOf("of some length");
  for (const data of ["0x", "0x00", "0xffffff", "0xffffffff", dataSlice(root, 0, 31), concat([root, "0x00"]), concat([root, root])]) {
    await refusedData(issuer, data, "InvalidCalldata", [BigInt((data.length - 2) / 2)]);
  }
});

test("A root relayed with 64 trailing bytes is refused, never anchored for the relay", async () => {
  await refusedData(issuer, concat([rootOf("relayed"), "0x" + "00".repeat(64)]), "InvalidCalldata", [96n]);
});

test("Hole 4: a root that begins with a selector is refused by the fallback and anchored by anchor", async () => {
  for (const { selector } of abi.fragments.filter((fragment) => fragment.type === "function")) {
    const root = concat([selector, dataSlice(rootOf("begins with a selector"), 4)]);
    await assert.rejects(provider.call({ from: issuer.address, to: registryAddress, data: root }), { code: "CALL_EXCEPTION" });
    await requireAnchored(await write(issuer, "anchor", root), issuer, root);
  }
});

test("Hole 4: eip712Domain() refuses 32 bytes with an error", async () => {
  const { selector } = abi.getFunction("eip712Domain");
  await refusedData(issuer, concat([selector, "0x" + "00".repeat(28)]), "InvalidCalldata", [32n]);
});

test("Hole 4: no other function lacks arguments", () => {
  const bare = abi.fragments.filter((fragment) => fragment.type === "function" && fragment.inputs.length === 0);
  assert.deepEqual(bare.map((fragment) => fragment.name), ["eip712Domain"]);
});

test("Money is refused", async () => {
  for (const data of ["0x", rootOf("with money"), abi.encodeFunctionData("anchor", [rootOf("with money")])]) {
    await refusedData(deployer, data, null, [], { value: 1n });
  }
});

test("The domain is what wallets are told", async () => {
  const [fields, name, version, chainId, verifyingContract, salt, extensions] = await registry.eip712Domain();
  assert.deepEqual([fields, name, version, chainId, verifyingContract, salt, [...extensions]],
    ["0x0f", "AnchorRegistry", "1", 31337n, registryAddress, ZeroHash, []]);
});
