// What a Berlin EVM does not know.
import { getBytes } from "ethers";

export const forbidden = new Map([
  [0x1e, "CLZ"], [0x48, "BASEFEE"], [0x49, "BLOBHASH"], [0x4a, "BLOBBASEFEE"],
  [0x5c, "TLOAD"], [0x5d, "TSTORE"], [0x5e, "MCOPY"], [0x5f, "PUSH0"],
]);

/**
 * The forbidden instructions of some code: data behind PUSH and the CBOR trailer, which names the compiler's version,
 * are no instructions. Code that carries other code within it carries that one's trailer too.
 */
export function laterThanBerlin(bytecode) {
  const bytes = getBytes(bytecode.replaceAll(/a164736f6c6343[0-9a-f]{6}000a/g, "00".repeat(12)));
  const found = [];
  for (let i = 0; i < bytes.length; i++) {
    if (forbidden.has(bytes[i])) found.push(`${forbidden.get(bytes[i])} at ${i}`);
    if (bytes[i] >= 0x60 && bytes[i] <= 0x7f) i += bytes[i] - 0x5f;
  }
  return found;
}
