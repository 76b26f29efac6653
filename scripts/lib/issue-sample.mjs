// Registers the demo issuer, imports the graduates, waits until their batch is anchored, and writes one bundle each.
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { Readable } from "node:stream";
import crypto from "node:crypto";
import { writeWhole } from "./data-folder.mjs";
import { progress, progressDone } from "./progress.mjs";

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export async function issueSample({ api: operator, folder, network, trustFile, root, file, prepare, say }) {
  const issuer = await operator.post("/api/v1/issuers", {
    name: "Universidad Ejemplo", url: "https://universidad-ejemplo.example/", timeZone: "America/Guatemala", secondPersonApproves: false,
  }, "main-job");
  const api = operator.with(await apiKey(operator, folder, issuer.id));
  const account = await api.post("/api/v1/issuers/me/accounts", { chainId: network.chainId });
  say(`Issuer    Universidad Ejemplo\n          ${issuer.did}\n          anchors as ${account.account}`);
  const prepared = await prepare(account.account);
  if (prepared) say(`          ${prepared}`);
  writeTrust(trustFile, network, issuer);

  const definition = JSON.parse(fs.readFileSync(path.join(root, "scripts/sample/achievement.json"), "utf8"));
  const achievement = await api.post("/api/v1/achievements", definition, "main-job");
  say(`Earned    ${definition.name}`);

  // The key follows from the file, so that the same file is one batch however often it is sent.
  const content = fs.readFileSync(file);
  const key = crypto.createHash("sha256").update(content).digest("hex").slice(0, 32);
  let batch = await api.post("/api/v1/batches", { achievementId: achievement.id }, key);
  say(`File      ${path.relative(process.cwd(), file)}\nBatch     ${batch.id}\n`);
  await importRows(api, batch, content, key, say);
  batch = await waitUntilAnchored(api, batch.id);

  const anchoring = batch.anchorings.find((each) => each.status === "final");
  say(`\nAnchored  ${batch.root}\n          block ${anchoring.blockNumber}, transaction ${anchoring.transactionHash}`);
  const bundles = folder.path("bundles", batch.id);
  const example = await writeBundles(api, batch, bundles);
  say(`Bundles   ${batch.size.toLocaleString("en")} files in ${bundles}\n`);
  return { size: batch.size, gas: anchoring.gasUsed, transaction: anchoring.transactionHash, bundles, example, api, batch: batch.id };
}

async function apiKey(operator, folder, issuerId) {
  const secrets = folder.secrets();
  if (secrets.apiKey && (await operator.with(secrets.apiKey).get("/api/v1/issuers/me").catch(() => undefined))?.id === issuerId) return secrets.apiKey;
  const created = await operator.post(`/api/v1/issuers/${issuerId}/api-keys`, { scopes: ["read", "issue", "approve", "revoke", "admin"] });
  folder.write("secrets.json", { ...secrets, apiKey: created.key }, 0o600);
  return created.key;
}

function writeTrust(trustFile, network, issuer) {
  const [kind, depth] = network.finality.split(":");
  writeWhole(trustFile, JSON.stringify({
    version: 1,
    networks: [{
      chainId: network.chainId, name: network.name, genesisHash: network.genesisHash, registry: network.registry, registryCodeHash: network.registryCodeHash, ...(network.tokenFactory ? { tokenFactory: network.tokenFactory } : {}),
      finality: kind === "depth" ? { kind, depth: Number(depth) } : { kind }, production: network.production, rpc: network.rpcUrls,
    }],
    issuers: [{ did: issuer.did, name: "Universidad Ejemplo" }],
  }, null, 2) + "\n");
}

async function importRows(api, batch, content, key, say) {
  const rows = content.toString("latin1").split("\n").length - 2;
  let running = true;
  const watching = (async () => {
    while (running) {
      const now = await api.get(`/api/v1/batches/${batch.id}`).catch(() => undefined);
      if (running && now) progress("reading rows", Math.max(now.drafts, now.approved), rows);
      await sleep(200);
    }
  })();
  const report = await api.post(`/api/v1/batches/${batch.id}/imports`, content, key, "text/csv").finally(() => { running = false; });
  await watching;
  progress("reading rows", report.rows, report.rows);
  progressDone();
  say(`  ${report.accepted} rows accepted, ${report.rejected} rejected, ${report.duplicates} duplicates`);
  for (const error of report.errors) say(`    line ${error.line}, column ${error.column ?? "-"}: ${error.message} (${error.code})`);
}

async function waitUntilAnchored(api, id) {
  let signed = false;
  for (;; await sleep(200)) {
    const batch = await api.get(`/api/v1/batches/${id}`);
    if (batch.status === "discarded") throw new Error(`The batch ${id} was given up.`);
    if (batch.status === "open") throw new Error(`The batch ${id} is still open; its import was not finished.`);
    if (batch.status === "approved" || !signed) progress("signing", batch.size, batch.approved);
    if (batch.status === "approved") continue;
    if (!signed) progressDone();
    signed = true;
    const steps = ["requested", "signed", "submitted", "included", "final"];
    progress("anchoring", Math.max(0, ...batch.anchorings.map((each) => steps.indexOf(each.status))), steps.length - 1);
    if (batch.status === "anchored") {
      progressDone();
      return batch;
    }
  }
}

async function writeBundles(api, batch, folder) {
  fs.mkdirSync(folder, { recursive: true });
  const present = new Set(fs.readdirSync(folder).filter((name) => name.endsWith(".anchor.json")));
  if (present.size < batch.size) {
    const response = await api.fetch("GET", `/api/v1/batches/${batch.id}/bundles`);
    let written = 0;
    for await (const line of readline.createInterface({ input: Readable.fromWeb(response.body) })) {
      const { id } = JSON.parse(line);
      const start = line.indexOf('"bundle":') + '"bundle":'.length;
      // The bytes of the bundle as they came, not as a JSON library would write them.
      if (!present.has(`${id}.anchor.json`)) writeWhole(path.join(folder, `${id}.anchor.json`), line.slice(start, -1) + "\n");
      progress("writing bundles", ++written, batch.size);
    }
    progressDone();
    if (written !== batch.size) throw new Error(`${written} of ${batch.size} bundles arrived.`);
  }
  return fs.readdirSync(folder).filter((name) => name.endsWith(".anchor.json")).sort()[0].slice(0, 36);
}
