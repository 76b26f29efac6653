// Deploys AnchorRegistry and CredentialTokenFactory once per chain, for the network's record.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { rpc } from "./evm-node.mjs";

const require = createRequire(import.meta.url);
const { Wallet, JsonRpcProvider, keccak256, parseEther } = require("ethers");
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export const artifact = (contract) => JSON.parse(fs.readFileSync(path.join(root, `artifacts/contracts/${contract}.json`), "utf8"));

/** Sends a transaction by ANCHOR_DEPLOYER_KEY, or by an account that the node itself holds, and waits for its receipt. */
export async function send(url, transaction) {
  const hash = process.env.ANCHOR_DEPLOYER_KEY ? await sendSigned(url, transaction) : await sendUnlocked(url, transaction);
  for (let attempt = 0; attempt < 600; attempt++) {
    const receipt = await rpc(url, "eth_getTransactionReceipt", hash);
    if (receipt) {
      if (receipt.status !== "0x1") throw new Error(`The transaction ${hash} failed.`);
      return receipt;
    }
    await sleep(250);
  }
  throw new Error(`The transaction ${hash} was not mined within 150 s.`);
}

async function sendUnlocked(url, transaction) {
  const [from] = await rpc(url, "eth_accounts").catch(() => []);
  if (!from) throw new Error("The node holds no account of its own. Set ANCHOR_DEPLOYER_KEY to the key of a funded account.");
  // Before London a transaction has to name its price, or anvil takes it for one of type 2.
  const { baseFeePerGas } = await rpc(url, "eth_getBlockByNumber", "latest", false);
  const price = baseFeePerGas ? {} : { gasPrice: await rpc(url, "eth_gasPrice") };
  return rpc(url, "eth_sendTransaction", { from, ...price, ...transaction });
}

async function sendSigned(url, transaction) {
  const provider = new JsonRpcProvider(url, undefined, { staticNetwork: true });
  try {
    return (await new Wallet(process.env.ANCHOR_DEPLOYER_KEY, provider).sendTransaction(transaction)).hash;
  } finally {
    provider.destroy();
  }
}

export const genesisOf = async (url) => (await rpc(url, "eth_getBlockByNumber", "0x0", false)).hash;

/** Whether a contract of a certain code stands at an address; a chain keeps the version it was given. */
export async function isDeployed(url, address, codeHash) {
  return Boolean(address) && keccak256(await rpc(url, "eth_getCode", address, "latest")) === codeHash;
}

/** Deploys a contract whose constructor takes nothing, and returns its address. */
export async function deploy(url, contract, say) {
  const { bytecode, codeHash } = artifact(contract);
  const { contractAddress: address, gasUsed } = await send(url, { data: bytecode });
  if (!(await isDeployed(url, address, codeHash))) throw new Error(`There is no ${contract} at ${address} although its deployment succeeded.`);
  say(`${contract} deployed at ${address} (${Number(gasUsed).toLocaleString("en")} gas)`);
  return address;
}

/** Gives an account what it needs for some anchors, where gas costs anything. */
export async function fund(url, account) {
  const price = BigInt(await rpc(url, "eth_gasPrice"));
  const balance = BigInt(await rpc(url, "eth_getBalance", account, "latest"));
  const wanted = price * 60_000n * 1_000n;
  if (price === 0n || balance >= wanted / 2n) return false;
  const value = wanted > parseEther("1") ? wanted : parseEther(process.env.ANCHOR_DEPLOYER_KEY ? "0.05" : "1");
  await send(url, { to: account, value: "0x" + value.toString(16) });
  return true;
}
