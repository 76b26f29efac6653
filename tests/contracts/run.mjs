// Every contract test: forge (fuzz, invariants, vectors) and the suites in registry/, lacnet/ and token/ on three nodes.
// Ends with "N passed, N failed"; the exit code is 0 only when all ran and none failed.
// Arguments choose among: forge anvil hardhat ganache. UPDATE_SNAPSHOTS=1 writes the gas snapshot anew.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compileContracts } from "../../scripts/compile-contracts.mjs";
import { nodes, repository, startNode } from "./support/nodes.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const patienceMs = 240_000;
const chosen = process.argv.slice(2);
const isChosen = (name) => chosen.length === 0 || chosen.includes(name);
const unknown = chosen.filter((name) => name !== "forge" && !(name in nodes));
if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(", ")}`);

const running = new Set();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** Runs a program to its end. @returns {Promise<{ code: number, output: string }>} */
function run(file, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: repository, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    const end = (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code: code ?? 1, output });
    };
    child.on("error", (error) => ((output += error.message), end(1)));
    child.on("close", end);
  });
}

const count = (output, pattern) => [...output.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);

/** What ran and failed; a run that breaks without naming a failure is one. */
function report(name, { code, output }, passed, named) {
  const failed = code !== 0 && named === 0 ? 1 : named;
  console.log(`${name}: ${passed} passed, ${failed} failed`);
  if (failed > 0) console.log(output);
  return { passed, failed };
}

async function forge() {
  const file = path.join(repository, "node_modules/@foundry-rs/forge-linux-amd64/bin/forge");
  const compiler = path.join(here, "forge", "solc");
  const result = await run(file, ["test", "--offline", "--root", repository, "--use", compiler], {
    FOUNDRY_CONFIG: path.join(here, "forge", "foundry.toml"),
  });
  return report("forge", result, count(result.output, /(\d+) tests? passed,/g), count(result.output, /tests? passed, (\d+) failed,/g));
}

async function suites(name, env) {
  let node;
  try {
    node = await startNode(name);
    await deployFirst(node.url);
    // One after the other: the gas snapshot depends on the addresses that the suites before it were given.
    const results = [];
    for (const folder of ["registry", "lacnet", "token"]) {
      const files = readdirSync(path.join(here, folder)).filter((f) => f.endsWith(".test.mjs")).map((f) => path.join(here, folder, f));
      const args = ["--test", "--test-reporter=tap", "--test-concurrency=1", ...files];
      results.push(await run(process.execPath, args, { ...env, ANCHOR_TEST_RPC: node.url }));
    }
    const result = { code: Math.max(...results.map((each) => each.code)), output: results.map((each) => each.output).join("") };
    return report(name, result, count(result.output, /^# pass (\d+)$/gm), count(result.output, /^# fail (\d+)$/gm) + count(result.output, /^# cancelled (\d+)$/gm));
  } catch (error) {
    return report(name, { code: 1, output: String(error) }, 0, 1);
  } finally {
    await node?.stop();
  }
}

/** voucher.json signs for the registry that is the first contract of a fresh node. */
async function deployFirst(url) {
  process.env.ANCHOR_TEST_RPC = url;
  const chain = await import(`./support/chain.mjs?${encodeURIComponent(url)}`);
  const receipt = await chain.send(chain.deployer, null, chain.registryArtifact.bytecode);
  chain.provider.destroy();
  if (receipt.contractAddress !== chain.registryAddress) throw new Error("the node was not fresh");
}

compileContracts();
const results = [];
const isHardhatCompiled = isChosen("hardhat");
if (isHardhatCompiled) {
  const compiled = await run(process.execPath, [path.join(repository, "node_modules/hardhat/internal/cli/cli.js"), "compile", "--quiet"]);
  if (compiled.code !== 0) results.push(report("hardhat compile", compiled, 0, 1));
}
const waiting = ["forge", ...Object.keys(nodes)].filter(isChosen);
const lane = async () => {
  for (let name = waiting.shift(); name; name = waiting.shift()) {
    results.push(await (name === "forge" ? forge() : suites(name, isHardhatCompiled ? { ANCHOR_TEST_HARDHAT_COMPILED: "1" } : {})));
  }
};
const updates = process.env.UPDATE_SNAPSHOTS === "1";
await Promise.all(updates ? [lane()] : [lane(), lane()]); // two cores; one lane when the snapshot is being written

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = sum("failed") === 0 && sum("passed") > 0 ? 0 : 1;
