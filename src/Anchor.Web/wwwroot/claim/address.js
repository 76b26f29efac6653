// Accounts as people write them: EIP-55 says which letters are capitals, which is the only check against a mistyped digit.
import { keccak256 } from "./keccak.js";

/** The address with the capitals of EIP-55. Takes 0x and 40 digits of any case. */
export function checksummed(address) {
  const digits = address.slice(2).toLowerCase();
  const hash = keccak256(new TextEncoder().encode(digits));
  return "0x" + [...digits].map((digit, i) => ((hash[i >> 1] >> (i % 2 ? 0 : 4)) & 8 ? digit.toUpperCase() : digit)).join("");
}

/** Reads what somebody typed or pasted: { address } with its checksum, or { problem } with a code that the words know. */
export function readAddress(text) {
  // Copied text brings spaces, line breaks and characters of no width along.
  const typed = text.replace(/[\s\u200b-\u200d\u2060\ufeff]/g, "");
  if (!typed) return { problem: "account.empty" };
  if (!/^0x[0-9a-f]{40}$/i.test(typed) || typed.startsWith("0X")) return { problem: "account.malformed" };
  if (/^0x0{40}$/.test(typed)) return { problem: "account.zero" };
  const address = checksummed(typed);
  const digits = typed.slice(2);
  const oneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  return oneCase || typed === address ? { address } : { problem: "account.checksum" };
}

/** For reading aloud and comparing by eye: 0x, then ten groups of four. */
export function grouped(address) {
  return ["0x", ...address.slice(2).match(/.{1,4}/g)].join(" ");
}

/** Whether two texts name the same account. */
export function sameAccount(one, other) {
  return Boolean(one && other) && one.toLowerCase() === other.toLowerCase();
}
