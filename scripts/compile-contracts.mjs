// Compiles contracts/ with the solc that npm installed and writes artifacts/contracts/<Name>.json
// ({ contractName, abi, bytecode, deployedBytecode, codeHash, sourceHash }); contracts/testing/ goes to
// artifacts/contracts/testing/. Nothing is compiled when no source has changed. --force compiles anyway.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const target = path.join(root, "artifacts", "contracts");
const stateFile = path.join(target, ".compiled.json");

/** Compiles if need be. @returns {boolean} whether anything was compiled */
export function compileContracts({ force = false } = {}) {
  const { version, settings } = JSON.parse(readFileSync(path.join(root, "contracts", "solc.json"), "utf8"));
  const sources = contractsFolder();
  const packageVersions = [require("solc/package.json"), require("@openzeppelin/contracts/package.json")].map((p) => `${p.name}@${p.version}`);
  const sourceHash = digest(JSON.stringify([version, settings, packageVersions, Object.entries(sources)]));
  if (!force && isCurrent(sourceHash)) return false;

  const output = compile(sources, version, settings);
  const written = [];
  for (const [file, contracts] of Object.entries(output.contracts)) {
    if (!(file in sources) || file.includes("/interfaces/")) continue;
    for (const [contractName, { abi, evm }] of Object.entries(contracts)) {
      if (evm.bytecode.object.length === 0 || isInternalLibrary(file, abi)) continue;
      const relative = path.join(file.startsWith("contracts/testing/") ? "testing" : "", `${contractName}.json`);
      const { keccak256 } = require("ethers");
      const deployedBytecode = "0x" + evm.deployedBytecode.object;
      write(path.join(target, relative), {
        contractName, abi, bytecode: "0x" + evm.bytecode.object, deployedBytecode,
        // Without immutables the code on chain is this code, at any address of any chain.
        codeHash: Object.keys(evm.deployedBytecode.immutableReferences ?? {}).length === 0 ? keccak256(deployedBytecode) : null,
        sourceHash,
      });
      written.push(relative);
    }
  }
  for (const stale of previous().files.filter((file) => !written.includes(file))) rmSync(path.join(target, stale), { force: true });
  write(stateFile, { sourceHash, files: written });
  return true;
}

function contractsFolder() {
  const files = readdirSync(path.join(root, "contracts"), { recursive: true }).map((f) => f.split(path.sep).join("/"));
  return Object.fromEntries(files.filter((f) => f.endsWith(".sol")).sort().map((f) => [`contracts/${f}`, read(path.join(root, "contracts", f))]));
}

function compile(sources, version, settings) {
  const solc = require("solc");
  if (!solc.version().startsWith(`${version}+`)) throw new Error(`solc ${version} is asked for, ${solc.version()} is installed`);
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(sources).map(([file, content]) => [file, { content }])),
    settings: { ...settings, outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode"] } } },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: (file) => ({ contents: read(require.resolve(file)) }) }));
  const messages = (output.errors ?? []).map((e) => e.formattedMessage);
  if (messages.length > 0) throw new Error(messages.join("\n"));
  return output;
}

const isInternalLibrary = (file, abi) => file.startsWith("contracts/libraries/") && !abi.some((entry) => entry.type === "function");
const digest = (text) => createHash("sha256").update(text).digest("hex");
const read = (file) => readFileSync(file, "utf8").replaceAll("\r\n", "\n");

function isCurrent(sourceHash) {
  const state = previous();
  return state.sourceHash === sourceHash && state.files.every((file) => {
    try {
      return JSON.parse(read(path.join(target, file))).sourceHash === sourceHash;
    } catch {
      return false;
    }
  });
}

function previous() {
  try {
    return JSON.parse(read(stateFile));
  } catch {
    return { files: [] };
  }
}

/** Another process may compile or read at the same time: a file appears whole or not at all. */
function write(file, value) {
  mkdirSync(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.tmp`;
  writeFileSync(partial, JSON.stringify(value, null, 2) + "\n");
  renameSync(partial, file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const compiled = compileContracts({ force: process.argv.includes("--force") });
  console.log(compiled ? "contracts compiled" : "contracts unchanged");
}
