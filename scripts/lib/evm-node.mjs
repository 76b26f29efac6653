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
 * Keeps anvil's state safe from a start that is interrupted: an anvil that is ended while it still loads writes an empty
 * chain over the file. A copy is taken before each start, and counts until the start was confirmed.
 */
export class AnvilState {
  constructor(folder) {
    fs.mkdirSync(folder, { recursive: true });
    [this.state, this.copy, this.confirmed] = ["anvil-state.json", "anvil-state.copy.json", "anvil-state.confirmed"].map((name) => path.join(folder, name));
  }

  beforeStart() {
    if (fs.existsSync(this.confirmed)) {
      if (fs.existsSync(this.state)) this.#replace(this.state, this.copy);
      fs.rmSync(this.confirmed);
    } else if (fs.existsSync(this.copy)) {
      this.#replace(this.copy, this.state);
    }
  }

  confirm() {
    fs.writeFileSync(this.confirmed, "");
  }

  #replace(from, to) {
    fs.copyFileSync(from, `${to}.tmp`);
    fs.renameSync(`${to}.tmp`, to);
  }
}

/** Anvil makes its first block anew at every start; only with the same timestamp is it the same block. */
function birth(folder) {
  const file = path.join(folder, "birth");
  if (!fs.existsSync(file)) {
    fs.writeFileSync(`${file}.tmp`, String(Math.floor(Date.now() / 1000)));
    fs.renameSync(`${file}.tmp`, file);
  }
  return Number(fs.readFileSync(file, "utf8"));
}

/**
 * @param {"anvil"|"hardhat"} kind
 * @param {{port: number, folder: string, chainId?: number, blockTime?: number, rules?: string[], onSpawn?: (pid: number) => void}} options
 * folder holds the log, and anvil's state; blockTime in seconds, 0 makes a block for each transaction; rules are further arguments of anvil
 */
export async function startNode(kind, { port, folder, chainId = 31337, blockTime = 1, rules = [], onSpawn = () => {} }) {
  fs.mkdirSync(folder, { recursive: true });
  const log = fs.openSync(path.join(folder, `${kind}.log`), "a");
  const [program, args] = kind === "anvil"
    ? [anvilProgram(), ["--host", "127.0.0.1", "--port", String(port), "--chain-id", String(chainId),
      ...(blockTime > 0 ? ["--block-time", String(blockTime)] : []), ...rules, "--state", path.join(folder, "anvil-state.json"), "--state-interval", "1", "--timestamp", String(birth(folder)), "--quiet"]]
    : [process.execPath, [path.join(root, "node_modules/hardhat/internal/cli/cli.js"), "node", "--hostname", "127.0.0.1", "--port", String(port)]];
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", log, log], detached: true, env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: "true" } });
  fs.closeSync(log);
  onSpawn(child.pid);
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
  // The clock that began with the first block goes on from now.
  if (kind === "anvil") await rpc(url, "anvil_setTime", Math.floor(Date.now() / 1000));
  // Hardhat mines only when there is something to mine; finality needs blocks that follow.
  if (kind === "hardhat") await rpc(url, "evm_setIntervalMining", 1000);
  return { url, child };
}
