// A local LACNet: anvil on Berlin without fees, LACNet's contracts, a relay for each node, and the node behind its permissions.
//   node scripts/lib/lacnet-relay.mjs [--port N] [--folder F] [--flavour go|node] [--quota GAS] [--block-time S] [--nodes N] [--until-stdin-ends]
// prints one line of JSON when it is ready.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { AnvilState, startNode } from "./evm-node.mjs";
import { LacnetAdmin, addresses } from "./lacnet-contracts.mjs";
import { Relay, permissions, serve } from "./lacnet-face.mjs";
import { freePort } from "./ports.mjs";
import { end } from "./processes.mjs";

const require = createRequire(import.meta.url);
const { id } = require("ethers");

/** The nodes' keys: the first is the second account of the public development mnemonic, as in tests/vectors/lacnet.json. */
const keyOf = (index) => index === 0 ? "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d" : id(`Anchor's local LACNet: node ${index}`);

/**
 * Starts the network, or goes on with the one in the folder: same addresses, same chain.
 * @param {object} options
 * @param {number} [options.port] the first node's relay; 0 takes a free one
 * @param {number} [options.directPort] the node behind its permissions
 * @param {number} [options.nodePort] anvil itself
 * @param {string} [options.folder] anvil's state and log; without one, nothing is kept
 * @param {"go"|"node"} [options.flavour] whose receipts the relays write
 * @param {number} [options.quota] gas per block of each node
 * @param {number} [options.blockTime] seconds; 0 makes a block for each transaction
 * @param {number} [options.nodes] how many nodes relay
 * @param {(pid: number) => void} [options.onSpawn] hears of anvil
 * @returns url: the first node's relay; directUrl: the node with its permissions, for the meta-transaction hub; upstreamUrl: anvil;
 * settings: the "lacnet" member of a network's record; allow(account): lets an account carry requests to the hub and deploy by it
 */
export async function startLacnet({
  port = 0, directPort = 0, nodePort = 0, folder, chainId = 648541, flavour = "node", quota = 20_000_000, blockTime = 1, nodes = 1, onSpawn,
} = {}) {
  const kept = folder ?? fs.mkdtempSync(path.join(os.tmpdir(), "anchor-lacnet-"));
  const state = new AnvilState(kept);
  state.beforeStart();
  const closing = [];
  const stop = async () => {
    for (const close of closing.reverse()) await close();
    if (!folder) fs.rmSync(kept, { recursive: true, force: true });
  };
  try {
    const { url: upstreamUrl, child } = await startNode("anvil", {
      port: nodePort || (await freePort()), folder: kept, chainId, blockTime, rules: ["--hardfork", "berlin", "--gas-price", "0", "--gas-limit", "350000000"],
      onSpawn: (pid) => {
        closing.push(() => end(pid));
        onSpawn?.(pid);
      },
    });
    state.confirm();
    const admin = new LacnetAdmin(upstreamUrl, chainId);
    await admin.deploy();

    const relays = [];
    for (let index = 0; index < nodes; index++) {
      const relay = new Relay({ url: upstreamUrl, chainId, key: keyOf(index), flavour });
      await admin.addNode(relay.wallet.address, quota);
      const face = await serve(index === 0 ? port : 0, upstreamUrl, { ...relay.handlers, ...controls(relay, admin) }, { takesBatches: false });
      closing.push(face.stop);
      relays.push({ url: face.url, node: relay.wallet.address });
    }
    const direct = await serve(directPort, upstreamUrl, permissions(upstreamUrl), { takesBatches: true });
    closing.push(direct.stop);
    return {
      ...relays[0], directUrl: direct.url, upstreamUrl, chainId, ...addresses, relays, child, stop,
      settings: { trustedForwarder: addresses.proxy, node: relays[0].node, metaTxHub: addresses.metaTxHub },
      allow: admin.allow, setQuota: (gas, node = relays[0].node) => admin.addNode(node, gas), setMaxGas: admin.setMaxGas,
    };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

/** What a test or a start script asks the network's operator for, by JSON-RPC on the relay's address. */
const controls = (relay, admin) => ({
  lacnet_setFlavour: (flavour) => {
    relay.flavour = flavour;
  },
  lacnet_permit: (isPermitted) => {
    relay.isPermitted = isPermitted;
  },
  lacnet_setQuota: (quota) => admin.addNode(relay.wallet.address, quota),
  lacnet_setMaxGas: (gas) => admin.setMaxGas(gas),
  lacnet_allow: (account, rights) => admin.allow(account, rights),
});

async function main() {
  const text = { type: "string" };
  const { values } = parseArgs({
    options: {
      port: text, folder: text, flavour: text, quota: text, "block-time": text, nodes: text, "until-stdin-ends": { type: "boolean" },
    },
  });
  const number = (name) => (values[name] === undefined ? undefined : Number(values[name]));
  const network = await startLacnet({
    port: number("port"), folder: values.folder, flavour: values.flavour, quota: number("quota"), blockTime: number("block-time"), nodes: number("nodes"),
  });
  let isEnding = false;
  const finish = async () => {
    if (isEnding) return;
    isEnding = true;
    await network.stop();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, finish);
  if (values["until-stdin-ends"]) process.stdin.on("end", finish).resume();
  network.child.once("exit", finish);
  const { url, directUrl, upstreamUrl, chainId, hub, proxy, metaTxHub, node, relays } = network;
  console.log(JSON.stringify({ url, directUrl, upstreamUrl, chainId, hub, proxy, metaTxHub, node, relays }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
