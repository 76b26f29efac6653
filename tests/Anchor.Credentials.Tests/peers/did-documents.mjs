// DID documents between this code and the libraries of Digital Bazaar.
// {op: "verify", document, did, didDocument} -> {verified, error}: the keys come out of didDocument alone
// {op: "write", curve, did, embedded} -> {didDocument, multikey}: a document made of what their Multikey classes export
import { createInterface } from 'node:readline';
import * as vc from '@digitalbazaar/vc';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite as ecdsaRdfc } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import { cryptosuite as eddsaRdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { documentLoader } from './contexts.mjs';

const operations = {
  async verify({ document, did, didDocument }) {
    const load = async url => {
      if (url === did) return { contextUrl: null, documentUrl: url, document: didDocument };
      const method = didDocument.verificationMethod.find(({ id }) => id === url);
      if (method) return { contextUrl: null, documentUrl: url, document: { '@context': didDocument['@context'][1], ...method } };
      return documentLoader(url);
    };
    const suite = [eddsaRdfc, ecdsaRdfc].map(cryptosuite => new DataIntegrityProof({ cryptosuite }));
    const result = await vc.verifyCredential({ credential: document, suite, documentLoader: load, now: '2026-06-01T00:00:00Z' });
    return { verified: result.verified, error: result.error && describe(result.error) };
  },
  async write({ curve, did, embedded }) {
    const id = `${did}#clave`;
    const pair = curve === 'Ed25519'
      ? await Ed25519Multikey.generate({ id, controller: did })
      : await EcdsaMultikey.generate({ id, controller: did, curve });
    const method = await pair.export({ publicKey: true, includeContext: false });
    return {
      multikey: method.publicKeyMultibase,
      didDocument: {
        '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
        id: did,
        ...(embedded ? { assertionMethod: [method] } : { verificationMethod: [method], assertionMethod: [id] }),
        authentication: [id],
      },
    };
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
