// Users and nodes of a LACNet hub on the node under test, after the published rules of its gas model.
import { AbiCoder, Interface, Signature, Wallet, concat, encodeRlp, keccak256, toBeHex } from "ethers";
import { accountOf, artifact, deploy, keyOf, provider, send } from "./chain.mjs";

export const hubAbi = new Interface(artifact("testing/LacnetRelayHub").abi);
export const probeAbi = new Interface(artifact("testing/CallProbe").abi);
export const codes = { maxBlockGas: 0n, badNonce: 2n, notEnoughGas: 3n, notContract: 4n, emptyCode: 5n, invalidSignature: 6n, invalidDestination: 7n };
export const ingress = "0x0000000000000000000000000000000000008888";

const minimal = (number) => (BigInt(number) === 0n ? "0x" : toBeHex(number));
const expiry = 4102444800n;

/** What a user signs: six items without a chain id; the data ends with the node and the expiry. */
export function userTransaction(node, { nonce = 0, gas = 100_000, to = "0x", data = "0x" }) {
  const bound = concat([data, AbiCoder.defaultAbiCoder().encode(["address", "uint256"], [node, expiry])]);
  return encodeRlp([minimal(nonce), "0x", minimal(gas), to, "0x", bound]);
}

/** A hub with one node, of which the node's key is an account with money for its transactions. */
export async function hubOf(label, { quota = 5_000_000n, maxGas = 4_000_000n } = {}) {
  const admin = await accountOf(`${label} admin`);
  const node = await accountOf(`${label} node`);
  const code = concat([artifact("testing/LacnetRelayHub").bytecode, AbiCoder.defaultAbiCoder().encode(["uint256", "address"], [maxGas, ingress])]);
  const hub = (await send(admin, null, code)).contractAddress;
  const asAdmin = (name, ...args) => send(admin, hub, hubAbi.encodeFunctionData(name, args));
  await asAdmin("addNode", node.address, quota);
  const proxy = await deploy("testing/LacnetProxy", hub);

  /** Relays what a user signed; gives the hub's events as [name, ...arguments], without the bookkeeping. */
  const relay = async (user, fields, { by = node, change = (s) => s, as, gasLimit = 3_000_000 } = {}) => {
    const signingData = userTransaction(by.address, fields);
    const { v, r, s } = change(Signature.from(new Wallet(user.privateKey).signingKey.sign(keccak256(signingData))));
    const name = as ?? (fields.to ? "relayMetaTx" : "deployMetaTx");
    const receipt = await send(by, hub, hubAbi.encodeFunctionData(name, [gasLimit, signingData, v, r, s]), gasLimit);
    return eventsOf(receipt, hub);
  };
  const nonceOf = async (user, by = node) => BigInt(await provider.call({ from: by.address, to: hub, data: hubAbi.encodeFunctionData("getNonce", [user.address]) }));
  const user = keyOf(`${label} user`);
  return { hub, proxy, node, user, relay, nonceOf, asAdmin, bad: (code, from = user.address, by = node) => ["BadTransactionSent", by.address, from, code] };
}

const eventsOf = (receipt, hub) => receipt.logs.filter((log) => log.address === hub).map((log) => {
  const { name, args } = hubAbi.parseLog(log);
  return [name, ...args];
}).filter(([name]) => name !== "GasUsedByTransaction");
