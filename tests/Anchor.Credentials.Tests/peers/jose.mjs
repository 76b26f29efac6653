// Signs and verifies compact JWS with the library jose.
// {op: "sign", alg, payload, kid} -> {compact, jwk}; {op: "verify", compact, jwk} -> {payload} or {error}
import { createInterface } from 'node:readline';
import { CompactSign, compactVerify, exportJWK, generateKeyPair, importJWK } from 'jose';

const pairs = new Map();
const operations = {
  async sign({ alg, payload, kid }) {
    if (!pairs.has(alg)) pairs.set(alg, await generateKeyPair(alg, { extractable: true }));
    const { publicKey, privateKey } = pairs.get(alg);
    const jwk = await exportJWK(publicKey);
    const header = { alg, typ: 'JWT', ...(kid ? { kid } : { jwk }) };
    const compact = await new CompactSign(new TextEncoder().encode(payload)).setProtectedHeader(header).sign(privateKey);
    return { compact, jwk };
  },
  async verify({ compact, jwk, alg }) {
    const { payload } = await compactVerify(compact, await importJWK(jwk, alg));
    return { payload: new TextDecoder().decode(payload) };
  },
};

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { op, ...question } = JSON.parse(line);
  let answer;
  try {
    answer = await operations[op](question);
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
