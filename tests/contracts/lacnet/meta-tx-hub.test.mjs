import assert from "node:assert/strict";
import { test } from "node:test";
import { Interface, ZeroAddress, concat, keccak256, toBeHex } from "ethers";
import { accountOf, artifact, deploy, never, provider, send } from "../support/chain.mjs";
import { probeAbi } from "../support/lacnet.mjs";

const hubAbi = new Interface(artifact("testing/LacnetMetaTxHub").abi);
const admin = await accountOf("metatx admin");
const caller = await accountOf("metatx caller");
const stranger = await accountOf("metatx stranger");
const hub = (await send(admin, null, artifact("testing/LacnetMetaTxHub").bytecode)).contractAddress;
const allow = (account, isDeployer = true, quota = 0n) => send(admin, hub, hubAbi.encodeFunctionData("allow", [account.address, true, isDeployer, quota]));
await allow(caller);
const probe = await deploy("testing/CallProbe", false);

const field = (text) => ({ type: text.split(" ")[0], name: text.split(" ")[1] });
const Forward = ["address from", "address to", "uint256 value", "uint32 space", "uint256 nonce", "uint256 deadline", "bytes32 dataHash", "address caller"].map(field);

/** Call data of execute(), signed by the key; changes come after signing. */
async function call(key, { data = "0x01020304", changed = {}, ...fields } = {}) {
  const request = {
    from: key.address, to: probe.target, value: 0n, space: 3, nonce: 0n, deadline: never, dataHash: keccak256(data), caller: caller.address, ...fields,
  };
  const { chainId } = await provider.getNetwork();
  const domain = { name: "PermissionedMetaTxHub", version: "1", chainId, verifyingContract: hub };
  const signature = await key.signTypedData(domain, { Forward }, request);
  return hubAbi.encodeFunctionData("execute", [{ ...request, ...changed }, data, signature]);
}

async function refused(data, error, by = caller) {
  const found = await provider.call({ from: by.address, to: hub, data, gasLimit: 8_000_000 }).then(() => null, (failure) => failure.data);
  assert.ok(found, "the request was accepted");
  const parsed = hubAbi.parseError(found);
  assert.equal(parsed.name, error);
  return parsed.args;
}

const isUsed = async (from, space, nonce) =>
  hubAbi.decodeFunctionResult("isNonceUsed", await provider.call({ to: hub, data: hubAbi.encodeFunctionData("isNonceUsed", [from, space, nonce]) }))[0];

test("A request is carried out once, in any order of nonces, and names everything in its event", async () => {
  const receipt = await send(caller, hub, await call(caller, { nonce: 300n }));
  const { name, args } = hubAbi.parseLog(receipt.logs.find((log) => log.address === hub));
  assert.deepEqual([name, ...args], ["Executed", caller.address, probe.target, 3n, 300n, keccak256("0x01020304"), caller.address, 0n]);
  assert.equal(await probe.lastData(), concat(["0x01020304", caller.address]).toLowerCase());
  assert.deepEqual([await isUsed(caller.address, 3, 300n), await isUsed(caller.address, 3, 299n), await isUsed(caller.address, 4, 300n)], [true, false, false]);
  await refused(await call(caller, { nonce: 300n }), "DigestUsed");
  await refused(await call(caller, { nonce: 300n, data: "0x05" }), "NonceUsed");
  await send(caller, hub, await call(caller, { nonce: 2n }));
});

test("Whoever is not allowed, comes late or changes anything is refused", async () => {
  await refused(await call(stranger, { caller: stranger.address }), "CallerNotAllowed", stranger);
  await refused(await call(stranger, { caller: stranger.address }), "UnexpectedCaller");
  await refused(await call(caller, { nonce: 10n, deadline: 1n }), "DeadlineExpired");
  await refused(await call(caller, { nonce: 10n, value: 1n }), "BadMsgValue");
  await refused(await call(caller, { nonce: 10n, dataHash: keccak256("0x05") }), "DataMismatch");
  for (const changed of [{ nonce: 11n }, { space: 4 }, { to: hub }, { from: stranger.address }, { deadline: never - 1n }])
    await refused(await call(caller, { nonce: 10n, changed }), "InvalidSignature");
});

test("Another's request is carried for its signer", async () => {
  await send(caller, hub, await call(stranger, { nonce: 1n }));
  assert.equal(await probe.lastData(), concat(["0x01020304", stranger.address]).toLowerCase());
});

test("A failed call is wrapped, and uses nothing", async () => {
  const data = probeAbi.encodeFunctionData("refuse", [9]);
  const [reason] = await refused(await call(caller, { nonce: 20n, data }), "CallFailed");
  assert.equal(reason, probeAbi.encodeErrorResult("CallProbeRefused", [9]));
  assert.equal(await isUsed(caller.address, 3, 20n), false);
});

test("A deployment needs its own permission and a constructor that holds", async () => {
  const creation = (reverts) => concat([artifact("testing/CallProbe").bytecode, toBeHex(reverts ? 1 : 0, 32)]);
  const deployment = (nonce, reverts = false) => call(caller, { nonce, to: ZeroAddress, data: creation(reverts) });
  await refused(await deployment(30n, true), "CreateFailed");
  const receipt = await send(caller, hub, await deployment(30n));
  const events = receipt.logs.filter((log) => log.address === hub).map((log) => hubAbi.parseLog(log));
  assert.deepEqual(events.map(({ name }) => name), ["ContractDeployed", "Executed"]);
  assert.notEqual(await provider.getCode(events[0].args.deployed), "0x");
  await allow(caller, false);
  await refused(await deployment(31n), "DeployerNotAllowed");
});

test("The carrier's gas for a block is bounded", async () => {
  await allow(caller, true, 10_000n);
  await refused(await call(caller, { nonce: 40n }), "BlockGasQuotaExceeded");
  await allow(caller);
});
