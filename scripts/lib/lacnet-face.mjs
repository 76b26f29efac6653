// What a node of LACNet shows to the outside: the relay of the gas model, and the node itself behind its permissions.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { addresses, hubAbi } from "./lacnet-contracts.mjs";

const require = createRequire(import.meta.url);
const { Transaction, Wallet, ZeroAddress, dataLength, dataSlice, decodeRlp, encodeRlp, getAddress, getBytes, toQuantity } = require("ethers");

const notPermitted = { code: -32007, message: "Sender account not authorized to send transactions" };
const preEip155 = { code: -32000, message: "transaction must be signed pre-EIP155 (chainId=0, v=27 or 28)" };
const aboveBlock = { code: -32000, message: "transaction gas limit exceeds block gas limit" };
const errorNames = ["MaxBlockGasLimit", "BadOriginalSender", "BadNonce", "NotEnoughGas", "IsNotContract", "EmptyCode", "InvalidSignature", "InvalidDestination", "OK"];

class Refusal extends Error {
  constructor(error) {
    super(error.message);
    this.error = error;
  }
}

/** Asks the node behind a face; errors come back as they are. */
async function upstream(url, method, params) {
  const response = await fetch(url, {
    method: "POST", headers: { "content-type": "application/json" }, signal: AbortSignal.timeout(30_000),
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const answer = await response.json();
  if (answer.error) throw new Refusal(answer.error);
  return answer.result;
}

/** Serves JSON-RPC on a loopback port: named methods by the handlers, everything else by the node. */
export async function serve(port, url, handlers, { takesBatches }) {
  const one = async ({ id = null, method, params = [] }) => {
    try {
      return { jsonrpc: "2.0", id, result: (await (handlers[method] ? handlers[method](...params) : upstream(url, method, params))) ?? null };
    } catch (failure) {
      return { jsonrpc: "2.0", id, error: failure instanceof Refusal ? failure.error : { code: -32603, message: String(failure.message) } };
    }
  };
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += part));
    request.on("end", async () => {
      let answer = "";
      try {
        const question = JSON.parse(text);
        if (!Array.isArray(question)) answer = JSON.stringify(await one(question));
        else if (takesBatches) answer = JSON.stringify(await Promise.all(question.map(one)));
      } catch {
        answer = JSON.stringify({ jsonrpc: "2.0", id: null, error: { code: -32700, message: "Parse error" } });
      }
      response.writeHead(200, { "content-type": "application/json" }).end(answer);
    });
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const stop = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}

const refuse = (error) => {
  throw new Refusal(error);
};

/** Reads what the relay takes: six items and a signature without a chain id. */
function readUserTransaction(raw) {
  let items;
  try {
    items = decodeRlp(raw);
  } catch {
    refuse(preEip155);
  }
  if (!Array.isArray(items) || items.length !== 9 || items.some(Array.isArray) || !["0x1b", "0x1c"].includes(items[6])) refuse(preEip155);
  const number = (item) => BigInt(item === "0x" ? 0 : item);
  const word = (item) => "0x" + item.slice(2).padStart(64, "0");
  const [, , gas, to, , data, v, r, s] = items;
  return { gas: number(gas), to, data, signingData: encodeRlp(items.slice(0, 6)), v: number(v), r: word(r), s: word(s) };
}

/** The relay of the gas model, with its node's key. */
export class Relay {
  #turn = Promise.resolve();
  #block = { number: -1, gas: 0n };

  /** @param {{url: string, chainId: number, key: string, flavour: "go"|"node"}} options */
  constructor({ url, chainId, key, flavour }) {
    Object.assign(this, { url, chainId, flavour, wallet: new Wallet(key), isPermitted: true });
  }

  get handlers() {
    return {
      eth_sendRawTransaction: (raw) => this.#inTurn(() => this.#relay(raw)),
      eth_getTransactionCount: (account, block = "latest") => this.#nonce(account, block),
      eth_getTransactionReceipt: (hash) => this.#receipt(hash),
      eth_sendTransaction: () => refuse({ code: -32601, message: "Method not found" }),
      eea_sendRawTransaction: () => refuse({ code: -32601, message: "Method not found" }),
    };
  }

  #inTurn(task) {
    const done = this.#turn.then(task);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #relay(raw) {
    const user = readUserTransaction(raw);
    const size = dataLength(user.data);
    const latest = await upstream(this.url, "eth_getBlockByNumber", ["latest", false]);
    if (!this.isPermitted || size < 64) refuse(notPermitted);
    const [node, expiry] = [dataSlice(user.data, size - 64, size - 32), BigInt(dataSlice(user.data, size - 32))];
    if (BigInt(node) !== BigInt(this.wallet.address) || expiry < BigInt(latest.timestamp)) refuse(notPermitted);

    const gasLimit = BigInt(size) * 105n + 300_000n + user.gas;
    await this.#hold(Number(latest.number), gasLimit);
    const name = user.to === "0x" ? "deployMetaTx" : "relayMetaTx";
    const nonce = Number(await upstream(this.url, "eth_getTransactionCount", [this.wallet.address, "pending"]));
    return upstream(this.url, "eth_sendRawTransaction", [await this.wallet.signTransaction({
      type: 0, chainId: this.chainId, nonce, gasPrice: 0, gasLimit, to: addresses.hub,
      data: hubAbi.encodeFunctionData(name, [gasLimit, user.signingData, user.v, user.r, user.s]),
    })]);
  }

  /** Counts the gas that goes into the next block against the node's. */
  async #hold(latest, gas) {
    const call = { from: this.wallet.address, to: addresses.hub, data: hubAbi.encodeFunctionData("getGasLimit") };
    const quota = BigInt(await upstream(this.url, "eth_call", [call, "latest"]));
    if (this.#block.number !== latest) this.#block = { number: latest, gas: 0n };
    if (this.#block.gas + gas > quota) refuse(aboveBlock);
    this.#block.gas += gas;
  }

  async #nonce(account, block) {
    if (block !== "latest" && block !== "pending") refuse({ code: -32000, message: "only latest and pending are supported" });
    const call = { from: this.wallet.address, to: addresses.hub, data: hubAbi.encodeFunctionData("getNonce", [getAddress(account)]) };
    return toQuantity(BigInt(await upstream(this.url, "eth_call", [call, "latest"])));
  }

  async #receipt(hash) {
    const receipt = await upstream(this.url, "eth_getTransactionReceipt", [hash]);
    if (!receipt) return null;
    for (const log of receipt.logs.filter((each) => getAddress(each.address) === addresses.hub)) {
      const event = hubAbi.parseLog(log);
      if (event?.name === "ContractDeployed") receipt.contractAddress = event.args.contractDeployed.toLowerCase();
      if (event?.name === "TransactionRelayed" && !event.args.executed) Object.assign(receipt, { status: "0x0", revertReason: event.args.output });
      if (event?.name === "BadTransactionSent" && this.flavour === "node") {
        const code = Number(event.args.errorCode);
        Object.assign(receipt, { status: "0x0", relayErrorCode: code, relayErrorCodeName: errorNames[code] });
      }
    }
    return this.flavour === "go" ? asGo(receipt) : receipt;
  }
}

/** The receipt as the Go relay writes it: without the parties, with an empty root, with a zero address where nothing was created. */
function asGo({ from, to, effectiveGasPrice, ...receipt }) {
  return { ...receipt, root: "0x00", contractAddress: receipt.contractAddress ?? ZeroAddress };
}

/** The node itself: only transactions without a type and a price, and only to the meta-transaction hub. */
export const permissions = (url) => ({
  eth_sendTransaction: () => refuse({ code: -32601, message: "Method not found" }),
  eth_sendRawTransaction(raw) {
    if (getBytes(raw)[0] < 0xc0) refuse({ code: -32000, message: "Invalid transaction type" });
    const { to, gasPrice } = Transaction.from(raw);
    if (to !== addresses.metaTxHub || gasPrice !== 0n) refuse(notPermitted);
    return upstream(url, "eth_sendRawTransaction", [raw]);
  },
});
