// LACNet's contracts on a local node: relay hub, proxy and meta-transaction hub, always at the same addresses.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { rpc } from "./evm-node.mjs";

const require = createRequire(import.meta.url);
const { AbiCoder, Interface, Wallet, concat, getCreateAddress, id } = require("ethers");
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const artifact = (name) => JSON.parse(fs.readFileSync(path.join(root, `artifacts/contracts/testing/${name}.json`), "utf8"));

const admin = new Wallet(id("Anchor's local LACNet: administrator"));
const [hub, proxy, metaTxHub] = [0, 1, 2].map((nonce) => getCreateAddress({ from: admin.address, nonce }));
const [hubAbi, metaTxHubAbi] = ["LacnetRelayHub", "LacnetMetaTxHub"].map((name) => new Interface(artifact(name).abi));
const accountIngress = "0x0000000000000000000000000000000000008888";
const blockGas = 350_000_000;

export const addresses = { hub, proxy, metaTxHub };
export { hubAbi };

const creation = (name, types, ...args) => concat([artifact(name).bytecode, AbiCoder.defaultAbiCoder().encode(types, args)]);

/** What the network's administrator does, on a node without fees. */
export class LacnetAdmin {
  #turn = Promise.resolve();

  constructor(url, chainId) {
    Object.assign(this, { url, chainId });
  }

  /** Deploys what is not there yet; the order gives the addresses. */
  async deploy() {
    const count = Number(await rpc(this.url, "eth_getTransactionCount", admin.address, "pending"));
    const steps = [
      creation("LacnetRelayHub", ["uint256", "address"], blockGas, accountIngress),
      creation("LacnetProxy", ["address"], hub),
      creation("LacnetMetaTxHub", []),
    ];
    for (const data of steps.slice(count)) await this.#send(null, data);
    for (const address of [hub, proxy, metaTxHub])
      if ((await rpc(this.url, "eth_getCode", address, "latest")) === "0x") throw new Error(`There is no contract at ${address} although it was deployed.`);
  }

  addNode = (node, quota) => this.#send(hub, hubAbi.encodeFunctionData("addNode", [node, quota]));

  setMaxGas = (gasLimit) => this.#send(hub, hubAbi.encodeFunctionData("setMaxGasBlockLimit", [gasLimit]));

  allow = (account, { isCaller = true, isDeployer = true, quota = 0 } = {}) =>
    this.#send(metaTxHub, metaTxHubAbi.encodeFunctionData("allow", [account, isCaller, isDeployer, quota]));

  #send(to, data) {
    const sent = this.#turn.then(async () => {
      const nonce = Number(await rpc(this.url, "eth_getTransactionCount", admin.address, "pending"));
      const raw = await admin.signTransaction({ type: 0, chainId: this.chainId, nonce, gasPrice: 0, gasLimit: 8_000_000, to, data });
      const hash = await rpc(this.url, "eth_sendRawTransaction", raw);
      await rpc(this.url, "evm_mine");
      for (let attempt = 0; attempt < 200; attempt++) {
        const receipt = await rpc(this.url, "eth_getTransactionReceipt", hash);
        if (receipt?.status === "0x1") return;
        if (receipt) throw new Error("A transaction of LACNet's administrator failed.");
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error("A transaction of LACNet's administrator was not mined.");
    });
    this.#turn = sent.catch(() => {});
    return sent;
  }
}
