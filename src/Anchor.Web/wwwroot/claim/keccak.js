// Keccak-256 as the EVM has it (the original padding, therefore not SHA3-256), for checksums of addresses:
// a few hundred bytes at most, so lanes are BigInts and nothing is optimised.

const MASK = (1n << 64n) - 1n;
const RATE = 136;
const ROTATIONS = [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14].map(BigInt);
const ROUNDS = roundConstants();

/** Keccak-256 of bytes, as 32 bytes. */
export function keccak256(bytes) {
  const padded = new Uint8Array((Math.floor(bytes.length / RATE) + 1) * RATE);
  padded.set(bytes);
  padded[bytes.length] ^= 0x01;
  padded[padded.length - 1] ^= 0x80;
  const words = new DataView(padded.buffer);
  let state = new Array(25).fill(0n);
  for (let block = 0; block < padded.length; block += RATE) {
    for (let i = 0; i < RATE / 8; i++) state[i] ^= words.getBigUint64(block + 8 * i, true);
    for (const constant of ROUNDS) state = round(state, constant);
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (let i = 0; i < 4; i++) digest.setBigUint64(8 * i, state[i], true);
  return new Uint8Array(digest.buffer);
}

function round(a, constant) {
  const column = [0, 1, 2, 3, 4].map((x) => a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20]);
  const mixed = [0, 1, 2, 3, 4].map((x) => column[(x + 4) % 5] ^ rotate(column[(x + 1) % 5], 1n));
  const moved = new Array(25);
  for (let x = 0; x < 5; x++) for (let y = 0; y < 5; y++) {
    const from = x + 5 * y;
    moved[y + 5 * ((2 * x + 3 * y) % 5)] = rotate(a[from] ^ mixed[x], ROTATIONS[from]);
  }
  const next = new Array(25);
  for (let y = 0; y < 25; y += 5) for (let x = 0; x < 5; x++)
    next[x + y] = moved[x + y] ^ (~moved[((x + 1) % 5) + y] & MASK & moved[((x + 2) % 5) + y]);
  next[0] ^= constant;
  return next;
}

function rotate(lane, by) {
  return ((lane << by) | (lane >> (64n - by))) & MASK;
}

// From the specification's shift register, so that no table has to be believed.
function roundConstants() {
  const constants = [];
  let register = 1;
  for (let i = 0; i < 24; i++) {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if (register & 1) constant |= 1n << ((1n << BigInt(j)) - 1n);
      register = register & 0x80 ? (register << 1) ^ 0x171 : register << 1;
    }
    constants.push(constant);
  }
  return constants;
}
