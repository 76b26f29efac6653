// Issues and verifies Data Integrity proofs with the libraries of Digital Bazaar.
// {op: "issue", suite, curve, document} -> {document, did}; {op: "verify", document} -> {verified, error}
// {op: "present", suite, curve, credentials, domain, challenge} -> {document, did}
// {op: "verifyPresentation", document, domain, challenge} -> {verified, error}; {op: "key", curve} -> {did, multikey, jwk}
import { createInterface } from 'node:readline';
import * as vc from '@digitalbazaar/vc';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import { cryptosuite as ecdsaRdfc } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import { cryptosuite as eddsaRdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { documentLoader } from './contexts.mjs';

const signing = {
  'eddsa-rdfc-2022': () => eddsaRdfc,
  'eddsa-jcs-2022': () => eddsaJcs.createSignCryptosuite(),
  'ecdsa-rdfc-2019': () => ecdsaRdfc,
  'ecdsa-jcs-2019': () => ecdsaJcs.createSignCryptosuite(),
};
const verifying = () => [eddsaRdfc, eddsaJcs.createVerifyCryptosuite(), ecdsaRdfc, ecdsaJcs.createVerifyCryptosuite()]
  .map(cryptosuite => new DataIntegrityProof({ cryptosuite }));

const keys = new Map();
async function keyOf(curve) {
  if (!keys.has(curve)) {
    const pair = curve === 'Ed25519' ? await Ed25519Multikey.generate() : await EcdsaMultikey.generate({ curve });
    const { publicKeyMultibase } = await pair.export({ publicKey: true });
    const did = `did:key:${publicKeyMultibase}`;
    pair.id = `${did}#${publicKeyMultibase}`;
    pair.controller = did;
    keys.set(curve, { pair, did, multikey: publicKeyMultibase });
  }
  return keys.get(curve);
}

// Signatures are judged here; their library wants to be told what to do about status lists.
const checkStatus = async () => ({ verified: true });

const operations = {
  async key({ curve }) {
    const { pair, did, multikey } = await keyOf(curve);
    return { did, multikey, jwk: await (curve === 'Ed25519' ? Ed25519Multikey : EcdsaMultikey).toJwk({ keyPair: pair }) };
  },
  async issue({ suite, curve, document, date }) {
    const { pair, did } = await keyOf(curve);
    const proof = new DataIntegrityProof({ signer: pair.signer(), cryptosuite: signing[suite](), date });
    if (document.issuer) document.issuer = typeof document.issuer === 'string' ? did : { ...document.issuer, id: did };
    return { document: await vc.issue({ credential: document, suite: proof, documentLoader, now: '2026-06-01T00:00:00Z' }), did };
  },
  async verify({ document }) {
    const result = await vc.verifyCredential({ credential: document, suite: verifying(), documentLoader, checkStatus, now: '2026-06-01T00:00:00Z' });
    return { verified: result.verified, error: result.error && describe(result.error) };
  },
  async present({ suite, curve, credentials, domain, challenge }) {
    const { pair, did } = await keyOf(curve);
    const proof = new DataIntegrityProof({ signer: pair.signer(), cryptosuite: signing[suite]() });
    const presentation = vc.createPresentation({ verifiableCredential: credentials, holder: did, version: 2.0, verify: false });
    return { document: await vc.signPresentation({ presentation, suite: proof, domain, challenge, documentLoader }), did };
  },
  async verifyPresentation({ document, domain, challenge }) {
    const result = await vc.verify({ presentation: document, suite: verifying(), domain, challenge, documentLoader, checkStatus, now: '2026-06-01T00:00:00Z' });
    return { verified: result.verified, error: result.error && describe(result.error) };
  },
};

function describe(error) {
  return [error.message, ...(error.errors ?? []).map(e => e.message)].join('; ');
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { op, ...question } = JSON.parse(line);
  let answer;
  try {
    answer = await operations[op](question);
  } catch (error) {
    answer = { verified: false, error: describe(error) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
