// A reader of status lists of its own, with nothing but Node's zlib and crypto; it stands in for a library of others.
// {op: "decode", encoded} -> {size, set: [indexes]}; {op: "encode", size, set} -> {encoded}
// {op: "permute", size, seed (hex), count} -> {places}
import { createHmac } from 'node:crypto';
import { createInterface } from 'node:readline';
import { gunzipSync, gzipSync } from 'node:zlib';

const operations = {
  decode({ encoded }) {
    if (!encoded.startsWith('u')) throw new Error('not base64url');
    const bytes = gunzipSync(Buffer.from(encoded.slice(1), 'base64url'));
    const bits = [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('');
    const set = [];
    for (let at = bits.indexOf('1'); at >= 0; at = bits.indexOf('1', at + 1)) set.push(at);
    return { size: bits.length, set };
  },
  encode({ size, set }) {
    const bits = Array(size).fill('0');
    for (const index of set) bits[index] = '1';
    const bytes = Buffer.from(bits.join('').match(/.{8}/g).map(octet => parseInt(octet, 2)));
    return { encoded: 'u' + gzipSync(bytes).toString('base64url') };
  },
  permute({ size, seed, count }) {
    const key = Buffer.from(seed, 'hex');
    let half = 1;
    while (4 ** half < size) half++;
    const width = 2n ** BigInt(half);
    const f = (round, right) => {
      const input = Buffer.concat([Buffer.from('anchor.status-index.v1\0'), Buffer.alloc(9)]);
      input.writeUInt32BE(size, 23);
      input[27] = round;
      input.writeUInt32BE(Number(right), 28);
      return BigInt(createHmac('sha256', key).update(input).digest().readUInt32BE(0)) % width;
    };
    const pass = x => {
      let [left, right] = [x / width, x % width];
      for (let round = 0; round < 10; round++) [left, right] = [right, left ^ f(round, right)];
      return left * width + right;
    };
    const places = [];
    for (let k = 0; k < count; k++) {
      let place = BigInt(k);
      do place = pass(place); while (place >= BigInt(size));
      places.push(Number(place));
    }
    return { places };
  },
};

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { op, ...question } = JSON.parse(line);
  let answer;
  try {
    answer = operations[op](question);
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
