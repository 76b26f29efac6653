// Status lists between this code and the library of Digital Bazaar.
// {op: "check", document, lists: {url: list}} -> {verified, status: [{purpose, set}], error}: credential, lists and signatures
// {op: "publish", url, set, size, purpose, document} -> {list, credential, did}: both signed with a key of theirs
import { createInterface } from 'node:readline';
import * as vc from '@digitalbazaar/vc';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { checkStatus, createCredential, createList } from '@digitalbazaar/vc-bitstring-status-list';
import { documentLoader } from '../../Anchor.Credentials.Tests/peers/contexts.mjs';

const operations = {
  async check({ document, lists }) {
    const load = async url => lists[url] ? { contextUrl: null, documentUrl: url, document: lists[url] } : documentLoader(url);
    const result = await vc.verifyCredential({ credential: document, suite: new DataIntegrityProof({ cryptosuite }), documentLoader: load, checkStatus });
    const status = (result.statusResult?.results ?? []).map(each => ({ purpose: each.credentialStatus?.statusPurpose, set: each.status }));
    return { verified: result.verified, status, error: result.error && describe(result.error) };
  },
  async publish({ url, set, size, purpose, document }) {
    const pair = await Ed25519Multikey.generate();
    const { publicKeyMultibase } = await pair.export({ publicKey: true });
    const did = `did:key:${publicKeyMultibase}`;
    pair.id = `${did}#${publicKeyMultibase}`;
    const suite = () => new DataIntegrityProof({ signer: pair.signer(), cryptosuite, date: '2026-05-31T00:00:00Z' });
    const list = await createList({ length: size });
    for (const index of set) list.setStatus(index, true);
    const unsigned = { ...await createCredential({ id: url, list, statusPurpose: purpose }), issuer: did };
    document.issuer = { ...document.issuer, id: did };
    return {
      did,
      list: await vc.issue({ credential: unsigned, suite: suite(), documentLoader }),
      credential: await vc.issue({ credential: document, suite: suite(), documentLoader }),
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
