// A path to one leaf of a tree of any size whose other parts are made-up hashes, from the definition in RFC 9162.
import { concat, sha256, toBeHex } from "ethers";
import { rootOf } from "./chain.mjs";

export function proofOf(size, index, label = "tree") {
  const leaf = rootOf(`${label} leaf`);
  const path = [];
  const hash = (n, i) => {
    if (n === 1n) return leaf;
    let left = 1n;
    while (left * 2n < n) left *= 2n;
    const [below, isLeft] = i < left ? [hash(left, i), true] : [hash(n - left, i - left), false];
    const sibling = rootOf(`${label} ${n} ${i}`);
    path.push(sibling);
    return sha256(concat(isLeft ? [below, sibling] : [sibling, below]));
  };
  const root = sha256(concat([toBeHex(size, 32), hash(size, index)]));
  return { root, size, index, leaf, path };
}
