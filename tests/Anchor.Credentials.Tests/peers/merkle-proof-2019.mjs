// Reads and writes proofValues with the tools of Blockcerts.
// {op: "decode", proofValue} -> {proof}; {op: "encode", proof} -> {proofValue}
// proof: {path: [{left | right}], merkleRoot, targetHash, anchors: ["blink:…"]}
import { createInterface } from 'node:readline';
import { Decoder, Encoder } from '@blockcerts/lds-merkle-proof-2019';

const operations = {
  decode: ({ proofValue }) => ({ proof: new Decoder(proofValue).decode() }),
  encode: ({ proof }) => ({ proofValue: new Encoder(proof).encode() }),
};

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { op, ...question } = JSON.parse(line);
  let answer;
  try {
    answer = operations[op](question);
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
