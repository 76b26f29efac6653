// A local EVM node as a child process: anvil with its state on disk, or a Hardhat node whose chain ends with it.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export async function rpc(url, method, ...params) {
  const response = await fetch(url, {
    method: "POST", headers: { "content-type": "application/json" }, signal: AbortSignal.timeout(10_000),
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const answer = await response.json();
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result;
}

function anvilProgram() {
  const name = `@foundry-rs/anvil-${process.platform}-${{ x64: "amd64", arm64: "arm64" }[process.arch] ?? process.arch}`;
  const program = path.join(root, "node_modules", name, "bin", "anvil");
  if (!fs.existsSync(program)) throw new Error(`${name} is not installed; run "npm ci".`);
  return program;
}

/**
 * @param {"anvil"|"hardhat"} kind
 * @param {{port: number, folder: string, chainId?: number}} options folder holds the log, and anvil's state
 */
export async function startNode(kind, { port, folder, chainId = 31337 }) {
  fs.mkdirSync(folder, { recursive: true });
  const log = fs.openSync(path.join(folder, `${kind}.log`), "a");
  const [program, args] = kind === "anvil"
    ? [anvilProgram(), ["--host", "127.0.0.1", "--port", String(port), "--chain-id", String(chainId), "--block-time", "1",
      "--state", path.join(folder, "anvil-state.json"), "--state-interval", "1", "--quiet"]]
    : [process.execPath, [path.join(root, "node_modules/hardhat/internal/cli/cli.js"), "node", "--hostname", "127.0.0.1", "--port", String(port)]];
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", log, log], detached: true, env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: "true" } });
  fs.closeSync(log);
  let exited = false;
  child.once("exit", () => { exited = true; });
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; ; attempt++) {
    try {
      if (!exited && Number(await rpc(url, "eth_chainId")) === chainId) break;
    } catch {
      // not there yet
    }
    if (exited || attempt > 600) throw new Error(`The ${kind} node did not start; its log is ${path.join(folder, `${kind}.log`)}`);
    await sleep(100);
  }
  // Hardhat mines only when there is something to mine; finality needs blocks that follow.
  if (kind === "hardhat") await rpc(url, "evm_setIntervalMining", 1000);
  return { url, child };
}
