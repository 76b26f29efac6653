// The node under test (ANCHOR_TEST_RPC) by way of plain JSON-RPC, and the registry on it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Contract, Interface, JsonRpcProvider, Network, Wallet, concat, getCreateAddress, id, keccak256, toBeHex, toUtf8Bytes } from "ethers";

const chainId = 31337n;
// Keys of the public development mnemonic; no value anywhere.
const deployerKey = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const bankKey = "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a";

export const provider = new JsonRpcProvider(process.env.ANCHOR_TEST_RPC, Network.from(chainId), {
  staticNetwork: true, batchMaxCount: 1, cacheTimeout: -1, pollingInterval: 20,
});
export const deployer = new Wallet(deployerKey, provider);
const bank = new Wallet(bankKey, provider);

export const artifact = (name) => readJson(`../../../artifacts/contracts/${name}.json`);
export const vectors = (name) => readJson(`../../vectors/${name}.json`);
const readJson = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));

export const registryArtifact = artifact("AnchorRegistry");
export const abi = new Interface(registryArtifact.abi);
/** Where the first contract of a fresh node stands; voucher.json signs for this address. */
export const registryAddress = getCreateAddress({ from: deployer.address, nonce: 0 });
export const registry = new Contract(registryAddress, abi, provider);

export const never = 4102444800n; // 2100-01-01
export const roles = { anchor: 1, revoke: 2, mint: 4, burn: 8 };
export const rootOf = (label) => keccak256(toUtf8Bytes(label));
export const keyOf = (label) => new Wallet(id(`anchor test key: ${label}`), provider);

/** A key of its own for one test, with money for its transactions. */
export async function accountOf(label) {
  const wallet = keyOf(label);
  await mined(await bank.sendTransaction({ ...fees, to: wallet.address, value: 10n ** 18n, gasLimit: 21_000 }));
  return wallet;
}

const fees = { type: 0, gasPrice: 10_000_000_000n, chainId };

/** Sends call data and waits for a successful receipt. */
export async function send(wallet, to, data, gasLimit = 5_000_000) {
  const receipt = await mined(await wallet.sendTransaction({ ...fees, to, data, gasLimit }));
  assert.equal(receipt.status, 1, "the transaction reverted");
  return receipt;
}

/** Calls a function of the registry in a transaction. */
export const write = (wallet, name, ...args) => send(wallet, registryAddress, abi.encodeFunctionData(name, args), 15_000_000);

async function mined(response) {
  for (let i = 0; i < 500; i++) {
    const receipt = await provider.getTransactionReceipt(response.hash);
    if (receipt) return receipt;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${response.hash} is in no block`);
}

export async function deploy(name, ...args) {
  const { abi: entries, bytecode } = artifact(name);
  const constructor = new Interface(entries).encodeDeploy(args);
  const receipt = await send(bank, null, concat([bytecode, constructor]));
  return new Contract(receipt.contractAddress, entries, provider);
}

/** Puts given runtime code on the chain, as it is. */
export async function deployCode(runtime) {
  const length = toBeHex((runtime.length - 2) / 2, 2);
  const receipt = await send(bank, null, concat(["0x61", length, "0x80600c6000396000f3", runtime]));
  return receipt.contractAddress;
}

/** A contract's events in a receipt, the registry's unless told otherwise, as [name, ...arguments]. */
export const eventsOf = (receipt, address = registryAddress, entries = abi) =>
  receipt.logs.filter((log) => log.address === address).map((log) => {
    const { name, args } = entries.parseLog(log);
    return [name, ...args];
  });

export const timeOf = async (receipt) => BigInt((await provider.getBlock(receipt.blockNumber)).timestamp);
export const now = async () => BigInt((await provider.getBlock("latest")).timestamp);

/** Asserts that call data sent by an account is refused, with this error (without its prefix) and these arguments. */
export async function refusedData(from, data, error, args = [], { to = registryAddress, value, gasLimit = 15_000_000, entries = abi, prefix = "AnchorRegistry" } = {}) {
  const found = await revertOf({ from: from.address ?? from, to, data, value, gasLimit });
  assert.notEqual(found, null, "the call was accepted");
  if (error === null) return assert.equal(found, "0x");
  const parsed = entries.parseError(found);
  assert.ok(parsed, `reverted with ${found}`);
  assert.equal(parsed.name, `${prefix}${error}`);
  assert.deepEqual([...parsed.args], args);
}

/** Asserts that a call of the registry by an account is refused, with this error and these arguments. */
export const refused = (from, name, args, error, errorArgs) => refusedData(from, abi.encodeFunctionData(name, args), error, errorArgs);

/** Asserts that a call by an account would be accepted, without making it. */
export async function wouldPass(from, name, args, { to = registryAddress, entries = abi } = {}) {
  assert.equal(await revertOf({ from: from.address, to, data: entries.encodeFunctionData(name, args), gasLimit: 15_000_000 }), null);
}

async function revertOf(call) {
  try {
    await provider.call(call);
    return null;
  } catch (error) {
    if (error.code === "CALL_EXCEPTION") return error.data ?? "0x";
    throw error;
  }
}

/** Runs tasks a few at a time, so that a node is neither idle nor flooded. */
export async function each(items, task, width = 16) {
  const queue = items.entries();
  await Promise.all(Array.from({ length: width }, async () => {
    for (const [index, item] of queue) await task(item, index);
  }));
}
