// Verifies documents with the unmodified verifier of Blockcerts, which asks a web and a chain of these answers alone.
// {document, profile, account, transaction: {input, from, timestamp}} -> {status, failed: [{code, error}]}
// profile: the issuer's, without the account's key; account: the secret of that key, hexadecimal digits
import { createInterface } from 'node:readline';
import { SigningKey, computeAddress } from 'ethers';
import { Certificate } from '@blockcerts/cert-verifier-js/dist/verifier-node/index.js';
import { documentLoader } from '../../Anchor.Credentials.Tests/peers/contexts.mjs';

let web = new Map();
globalThis.fetch = async asked => {
  const url = asked instanceof Request ? asked.url : String(asked);
  // Schemas are others' affair: every document fits.
  const body = web.get(url) ?? (url.endsWith('_schema.json') ? { type: 'object' } : (await documentLoader(url)).document);
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/ld+json' } });
};
console.log = console.warn = console.error = () => {};

function withAccount(profile, account) {
  const key = new SigningKey('0x' + account);
  const point = Buffer.from(key.publicKey.slice(4), 'hex');
  const publicKeyJwk = { kty: 'EC', crv: 'secp256k1', x: point.subarray(0, 32).toString('base64url'), y: point.subarray(32).toString('base64url') };
  const id = `${profile.id}#account`;
  return {
    ...profile,
    publicKey: [{ id: `ecdsa-koblitz-pubkey:${computeAddress(key.publicKey)}`, created: '2020-01-01T00:00:00Z' }],
    verificationMethod: [...profile.verificationMethod, { id, type: 'JsonWebKey2020', controller: profile.id, publicKeyJwk }],
    assertionMethod: [...profile.assertionMethod, id],
  };
}

async function verify({ document, profile, account, transaction }) {
  web = new Map([[profile.id, withAccount(profile, account)]]);
  const parsingFunction = async () => ({
    remoteHash: transaction.input.replace(/^0x/, ''), issuingAddress: transaction.from, time: new Date(transaction.timestamp * 1000), revokedAddresses: [],
  });
  const certificate = new Certificate(document, { explorerAPIs: [{ serviceURL: 'https://node.example', priority: 0, apiType: 'rpc', parsingFunction }] });
  await certificate.init();
  const failed = [];
  const { status, message } = await certificate.verify(step => {
    if (step.status === 'failure') failed.push({ code: step.code, error: step.errorMessage });
  });
  return { status, message, failed };
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  let answer;
  try {
    answer = await verify(JSON.parse(line));
  } catch (error) {
    answer = { status: 'failure', failed: [{ code: 'thrown', error: String(error?.message ?? error) }] };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
