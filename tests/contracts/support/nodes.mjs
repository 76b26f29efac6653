// Three EVM nodes on Berlin and free loopback ports. anvil and Hardhat both run revm; ganache is the other EVM.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../scripts/lib/ports.mjs";

const require = createRequire(import.meta.url);
export const repository = fileURLToPath(new URL("../../../", import.meta.url));
const patienceMs = 60_000;

export const nodes = {
  anvil: (port) => [
    path.join(repository, "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"),
    ["--port", port, "--host", "127.0.0.1", "--hardfork", "berlin", "--chain-id", "31337", "--gas-limit", "100000000", "--silent"],
  ],
  hardhat: (port) => [
    process.execPath,
    [path.join(repository, "node_modules/hardhat/internal/cli/cli.js"), "node", "--hostname", "127.0.0.1", "--port", port],
  ],
  ganache: (port) => [
    process.execPath,
    [
      require.resolve("ganache/dist/node/cli.js"), "--server.host", "127.0.0.1", "--server.port", port, "--logging.quiet",
      "--chain.hardfork", "berlin", "--chain.chainId", "31337", "--chain.networkId", "31337", "--miner.blockGasLimit", "100000000",
      "--wallet.mnemonic", "test test test test test test test test test test test junk", "--wallet.defaultBalance", "10000",
    ],
  ],
};

/** Starts a node and waits until it answers. @returns {Promise<{ name, url, stop }>} */
export async function startNode(name) {
  const port = String(await freePort());
  const [file, args] = nodes[name](port);
  const child = spawn(file, args, { cwd: repository, stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  let isOver = false;
  child.stderr.on("data", (data) => (complaint += data));
  child.on("error", (error) => ((isOver = true), (complaint += error.message)));
  const exited = new Promise((resolve) => child.on("exit", () => ((isOver = true), resolve())));
  const stop = async () => {
    if (isOver) return;
    child.kill("SIGKILL");
    await exited;
  };
  process.on("exit", () => child.kill("SIGKILL"));

  const url = `http://127.0.0.1:${port}`;
  const until = Date.now() + patienceMs;
  while (!isOver && Date.now() < until) {
    if (await answers(url)) return { name, url, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error(`${name} does not answer on ${url}: ${complaint}`);
}

async function answers(url) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] }),
      signal: AbortSignal.timeout(2_000),
    });
    return (await response.json()).result === "0x7a69";
  } catch {
    return false;
  }
}
