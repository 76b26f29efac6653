// The main job, end to end: a CSV of graduates becomes anchored, verifiable credentials. Every step can be repeated.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Api } from "./lib/api.mjs";
import { getJson, showConformance } from "./lib/conformance.mjs";
import { DataFolder, nextDataFolder, openDataFolder } from "./lib/data-folder.mjs";
import { artifact, deploy, fund, genesisOf, isDeployed } from "./lib/deploy.mjs";
import { AnvilState, rpc, startNode } from "./lib/evm-node.mjs";
import { issueSample } from "./lib/issue-sample.mjs";
import { deployByAnchor, lacnetWays, startLacnetChain } from "./lib/lacnet-run.mjs";
import { rememberedPort } from "./lib/ports.mjs";
import { removePostgres, startPostgres } from "./lib/postgres.mjs";
import { Processes, end, isAlive } from "./lib/processes.mjs";
import { showMinting } from "./lib/show-minting.mjs";
import { showVerification } from "./lib/show-verification.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const usage = `Usage: ./scripts/run [--network local|lacnet|lacnet-hub] [--fresh] [--no-serve] [--conformance] [--node anvil|hardhat] [--file CSV]

  --network    local (default), or a local LACNet: by its gas model (lacnet) or its meta-transaction hub (lacnet-hub)
  --fresh      start over: remove everything an earlier run on this network left
  --no-serve   stop with exit code 0 after the main job instead of serving
  --conformance  serve the VC API to conformance suites, over HTTPS on loopback and without authentication, instead of the main job
  --node KIND  anvil (default; its chain stays on disk) or hardhat (its chain ends with it)
  --file CSV   another file of graduates than scripts/sample/graduates.csv

Environment: ANCHOR_DATA (folder, default .anchor), ANCHOR_DATABASE (another PostgreSQL), ANCHOR_RPC and ANCHOR_NETWORK
(another network: an RPC address, and its name or the path of its record), ANCHOR_DEPLOYER_KEY (pays on that network),
ANCHOR_PUBLIC_URL (the address in links).`;

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const say = (text = "") => console.log(text);

const options = readArguments();
const dataRoot = path.resolve(process.env.ANCHOR_DATA ?? path.join(root, ".anchor"));
const networkRoot = options.network === "local" ? dataRoot : path.join(dataRoot, options.network);
const stopping = [];
let stopped = false;

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop(0));
try {
  await main();
} catch (error) {
  console.error(`\nThe main job stopped: ${error.message}`);
  console.error("Run ./scripts/run again to go on where it stopped, or with --fresh to start over.");
  await stop(1);
}

async function main() {
  const lock = await takeLock();
  stopping.push(() => fs.rmSync(lock, { force: true }));
  if (options.fresh) await removeEverything();

  let folder = openDataFolder(networkRoot);
  await new Processes(folder).endLeftovers();
  let chain = await startChain(folder);
  if (!(await isChainOf(folder, chain))) {
    const next = nextDataFolder(folder);
    say(`The node is on another chain than ${path.relative(root, folder.folder)} was made for (genesis ${chain.genesis.slice(0, 14)}…), so a new data folder begins: ${path.relative(root, next.folder)}.`);
    if (chain.local) {
      await chain.stop();
      chain = await startChain(next);
    }
    folder = next;
  }
  chain.confirm();

  const database = await startDatabase(folder);
  const network = { ...(await ensureNetwork(folder, chain)), rpcUrls: [chain.url] };
  const host = await startHost(folder, database, chain);
  say(`Host ready at ${host.url}\n`);
  if (options.conformance) {
    await showConformance({ ...host, folder, say });
    return options.noServe ? stop(0) : say("\nServing until Ctrl-C.");
  }

  const secrets = folder.secrets();
  const trustFile = folder.path("trust.json");
  const job = await issueSample({
    api: new Api(host.url, secrets.adminKey), folder, network, chain, trustFile, root, file: path.resolve(options.file), prepare: chain.prepare, say,
  });
  await showVerification({ root, bundles: job.bundles, trustFile, rpc: chain.url, say });
  const claimLink = await showMinting({ ...job, network, root, trustFile, rpc: chain.url, say });
  report(job, host, chain, folder, network, claimLink);

  if (options.noServe) return stop(0);
  say("\nServing until Ctrl-C.");
}

/** Whether the chain is the one that the folder's registry was deployed on. */
async function isChainOf(folder, chain) {
  const known = folder.read("network.json", undefined)?.[0];
  return !known || (known.genesisHash === chain.genesis && isDeployed(chain.url, known.registry, known.registryCodeHash));
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        fresh: { type: "boolean", default: false }, "no-serve": { type: "boolean", default: false }, conformance: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false },
        network: { type: "string", default: "local" }, node: { type: "string", default: "anvil" }, file: { type: "string", default: path.join(root, "scripts/sample/graduates.csv") },
      },
    });
    if (values.help) {
      say(usage);
      process.exit(0);
    }
    if (!["anvil", "hardhat"].includes(values.node)) throw new Error("--node must be anvil or hardhat.");
    if (values.network !== "local" && !Object.hasOwn(lacnetWays, values.network)) throw new Error(`--network must be local, ${Object.keys(lacnetWays).join(" or ")}.`);
    if (values.network !== "local" && (values.node !== "anvil" || process.env.ANCHOR_RPC)) throw new Error("--network brings its own node: leave out --node and ANCHOR_RPC.");
    if (!fs.existsSync(values.file)) throw new Error(`There is no file ${values.file}.`);
    return { ...values, noServe: values["no-serve"] };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(3);
  }
}

async function takeLock() {
  fs.mkdirSync(dataRoot, { recursive: true });
  const lock = path.join(dataRoot, "lock");
  const holder = fs.existsSync(lock) ? Number(fs.readFileSync(lock, "utf8")) : 0;
  if (holder && holder !== process.pid && isAlive(holder) && fs.readFileSync(`/proc/${holder}/cmdline`, "utf8").includes("main-job.mjs"))
    throw new Error(`Another ./scripts/run (process ${holder}) uses ${dataRoot}. Stop it first.`);
  fs.writeFileSync(lock, String(process.pid));
  return lock;
}

async function removeEverything() {
  if (!fs.existsSync(networkRoot)) return;
  for (const name of fs.readdirSync(networkRoot).filter((each) => each.startsWith("data-"))) {
    const folder = new DataFolder(path.join(networkRoot, name));
    await new Processes(folder).endLeftovers();
    const server = fs.existsSync(folder.path("postgres.json")) ? await startPostgres(folder.path("postgres")).catch(() => undefined) : undefined;
    await server?.stop();
    removePostgres(folder.path("postgres"));
    fs.rmSync(folder.folder, { recursive: true, force: true });
  }
}

async function startChain(folder) {
  const prepare = (url) => async (account) => ((await fund(url, account)) ? "account funded" : undefined);
  if (process.env.ANCHOR_RPC) {
    const url = process.env.ANCHOR_RPC;
    say(`Using the network behind ANCHOR_RPC`);
    return { url, chainId: Number(await rpc(url, "eth_chainId")), genesis: await genesisOf(url), local: false, confirm: () => {}, prepare: prepare(url) };
  }
  if (options.network !== "local") {
    const chain = await startLacnetChain(options.network, folder, (pid) => stopping.push(() => end(pid)));
    stopping.push(chain.stop);
    say(`${chain.record.name} at ${chain.url}`);
    return chain;
  }
  const ports = folder.read("ports.json", {});
  ports.node = await rememberedPort(ports.node);
  folder.write("ports.json", ports);
  const state = new AnvilState(folder.path("node"));
  if (options.node === "anvil") state.beforeStart();
  const { url, child } = await startNode(options.node, {
    port: ports.node, folder: folder.path("node"), onSpawn: (pid) => new Processes(folder).remember("node", pid),
  });
  stopping.push(() => end(child.pid));
  say(`Local ${options.node} node at ${url}`);
  const stop = async () => {
    await end(child.pid);
    new Processes(folder).forget("node");
  };
  return { url, chainId: 31337, genesis: await genesisOf(url), local: true, stop, confirm: () => options.node === "anvil" && state.confirm(), prepare: prepare(url) };
}

async function startDatabase(folder) {
  if (process.env.ANCHOR_DATABASE) {
    say("Using the PostgreSQL of ANCHOR_DATABASE");
    return process.env.ANCHOR_DATABASE;
  }
  const ports = folder.read("ports.json", {});
  const server = await startPostgres(folder.path("postgres"), { port: ports.postgres });
  folder.write("ports.json", { ...ports, postgres: server.port });
  folder.write("postgres.json", { port: server.port });
  stopping.push(() => server.stop());
  say(`PostgreSQL on port ${server.port}`);
  return server.connectionString("postgres");
}

async function ensureNetwork(folder, chain) {
  const [known] = folder.read("network.json", [undefined]);
  // An earlier version's record names no factory; on another network than a local one, whoever wants one deploys it.
  if (known && (!chain.local || (await isDeployed(chain.url, known.tokenFactory, artifact("CredentialTokenFactory").codeHash)))) return known;
  const network = chain.record ? await deployByAnchor({ root, folder, chain, say })
    : known ? { ...known, tokenFactory: await deploy(chain.url, "CredentialTokenFactory", say) }
    : await deployedNetwork(chain);
  folder.write("network.json", [network], 0o600);
  return network;
}

/** The record of a network on which nothing is known to be deployed but what ANCHOR_NETWORK names. */
async function deployedNetwork(chain) {
  const given = process.env.ANCHOR_NETWORK && fs.existsSync(process.env.ANCHOR_NETWORK) ? JSON.parse(fs.readFileSync(process.env.ANCHOR_NETWORK, "utf8")) : undefined;
  let { registry, tokenFactory } = given ?? {};
  const codeHash = given?.registryCodeHash ?? artifact("AnchorRegistry").codeHash;
  if (registry && !(await isDeployed(chain.url, registry, codeHash))) throw new Error(`There is no AnchorRegistry with the code hash ${codeHash} at ${registry}, which ANCHOR_NETWORK names.`);
  if (tokenFactory && !(await isDeployed(chain.url, tokenFactory, artifact("CredentialTokenFactory").codeHash))) throw new Error(`There is no CredentialTokenFactory of this version at ${tokenFactory}, which ANCHOR_NETWORK names.`);
  if (!registry && (given?.writePath ?? "direct") !== "direct") throw new Error("On LACNet the registry is deployed by anchor deploy, which completes the record that ANCHOR_NETWORK names. Run that first.");
  if (!registry) {
    registry = await deploy(chain.url, "AnchorRegistry", say);
    tokenFactory ??= await deploy(chain.url, "CredentialTokenFactory", say);
  }
  return {
    name: given?.name ?? process.env.ANCHOR_NETWORK ?? `Local ${options.node}`, chainId: chain.chainId, rpcUrls: [chain.url], genesisHash: chain.genesis,
    registry, registryCodeHash: codeHash, ...(tokenFactory ? { tokenFactory } : {}), writePath: given?.writePath ?? "direct", ...(given?.lacnet ? { lacnet: given.lacnet } : {}), ...(given?.payer ? { payer: given.payer } : {}), finality: given?.finality ?? (chain.local ? "depth:2" : "depth:12"), production: given?.production ?? false,
    ...(given?.explorer ? { explorer: given.explorer } : {}),
  };
}

async function startHost(folder, database, chain) {
  const secrets = folder.secrets();
  const ports = folder.read("ports.json", {});
  const name = options.conformance ? "conformance" : "web";
  ports[name] = await rememberedPort(ports[name]);
  folder.write("ports.json", ports);
  // A local node may listen on another port than last time.
  const [network] = folder.read("network.json");
  folder.write("network.json", [{ ...network, rpcUrls: [chain.url] }], 0o600);
  if (!fs.existsSync(folder.path("trust.json"))) folder.write("trust.json", { version: 1, networks: [], issuers: [] });

  const url = `${options.conformance ? "https" : "http"}://127.0.0.1:${ports[name]}`;
  const certificateFile = folder.path("loopback.pem");
  const conformance = options.conformance ? { ANCHOR_CONFORMANCE: "1", ANCHOR_LOOPBACK_CERTIFICATE: certificateFile, ANCHOR_PUBLIC_URL: url } : {};
  const isReady = () => options.conformance
    ? getJson(`${url}/health/ready`, fs.readFileSync(certificateFile)).then(() => true, () => false)
    : fetch(`${url}/health/ready`).then((response) => response.ok, () => false);
  const processes = new Processes(folder);
  let child;
  const start = () => {
    const log = fs.openSync(folder.path("host.log"), "a");
    child = spawn("dotnet", [path.join(root, "artifacts/bin/Anchor.Web/release/Anchor.Web.dll")], {
      cwd: path.join(root, "src/Anchor.Web"), stdio: ["ignore", log, log], detached: true,
      env: {
        ...process.env, ASPNETCORE_URLS: url, ASPNETCORE_ENVIRONMENT: "Production", ANCHOR_DATABASE: database, ANCHOR_PASSPHRASE: secrets.passphrase, ANCHOR_ADMIN_KEY: secrets.adminKey,
        ANCHOR_NETWORKS_FILE: folder.path("network.json"), ANCHOR_TRUST_FILE: folder.path("trust.json"), ANCHOR_PUBLIC_URL: process.env.ANCHOR_PUBLIC_URL ?? url,
        ANCHOR_GATHER_SECONDS: process.env.ANCHOR_GATHER_SECONDS ?? "10", ...conformance,
      },
    });
    fs.closeSync(log);
    processes.remember("host", child.pid);
    const started = Date.now();
    child.once("exit", async (code, signal) => {
      if (stopped) return;
      if (signal !== "SIGKILL" && Date.now() - started < 5_000) {
        const words = fs.readFileSync(folder.path("host.log"), "utf8").trimEnd().split("\n").at(-1);
        console.error(`The host does not start (${words}). Its log is ${folder.path("host.log")}`);
        await stop(1);
        return;
      }
      say(`\nThe host was ended (${signal ?? `code ${code}`}); starting it again.`);
      await sleep(500);
      if (!stopped) start();
    });
  };
  start();
  stopping.push(() => end(child.pid, 30_000));
  for (const until = Date.now() + 90_000; ; await sleep(150)) {
    if ((!options.conformance || fs.existsSync(certificateFile)) && (await isReady())) return { url, certificateFile, certificate: options.conformance ? fs.readFileSync(certificateFile) : undefined };
    if (stopped || Date.now() > until) throw new Error(`The host did not become ready; its log is ${folder.path("host.log")}`);
  }
}

function report(job, host, chain, folder, network, claimLink) {
  const publicUrl = (process.env.ANCHOR_PUBLIC_URL ?? host.url).replace(/\/$/, "");
  say(`\nNetwork         ${network.name}, chain id ${network.chainId}, written to by ${network.writePath}`);
  say(`Transaction     ${job.transaction}`);
  say(`Gas: ${job.gas.toLocaleString("en")} for the batch, ${(job.gas / job.size).toFixed(1)} per credential (${job.size.toLocaleString("en")} credentials)`);
  say(`API             ${publicUrl}/api/v1`);
  say(`OpenAPI page    ${publicUrl}/docs`);
  say(`One credential  ${publicUrl}/c/${job.example}`);
  if (claimLink) say(`Claim a token   ${claimLink}`);
  say(`Bundles         ${job.bundles}`);
  say(`Revoke one      ANCHOR_URL=${host.url} ANCHOR_API_KEY=$(node -p 'require("${folder.path("secrets.json")}").apiKey') \\\n                dotnet artifacts/bin/Anchor.Cli/release/anchor.dll revoke ${job.example} --reason data-incorrect`);
  say(`Chain           ${chain.url.replace(/\/\/[^@/]*@/, "//")}`);
}

async function stop(code) {
  if (stopped) return;
  stopped = true;
  if (!options.noServe && code === 0) say("\nStopping.");
  for (const each of stopping.reverse()) {
    try {
      await each();
    } catch (error) {
      console.error(error.message);
      code = 1;
    }
  }
  process.exit(code);
}
