// Trees over the same leaves. The input's first line names our size and tree hash, its second a size that trees of
// JavaScript objects get through.
import { createHash } from "node:crypto";
import * as assembly from "@chainsafe/as-sha256";
import hashtree from "@chainsafe/hashtree";
import { SimpleMerkleTree } from "@openzeppelin/merkle-tree";
import { MerkleTree } from "merkletreejs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const openZeppelinNote = "another rule, Keccak-256 of sorted pairs; fewer leaves";
const merkletreeNote = "same rule, Node's SHA-256; fewer leaves";

// The leaves of Merkle/Leaves.cs in flat memory.
function flatLeaves(count) {
  const [number, leaves] = [Buffer.alloc(4), new Uint8Array(32 * count)];
  for (let i = 0; i < count; i++) {
    number.writeInt32LE(i);
    leaves.set(sha256(number), 32 * i);
  }
  return leaves;
}

function leavesOf(count) {
  const leaves = Buffer.from(flatLeaves(count).buffer);
  return Array.from({ length: count }, (_, i) => leaves.subarray(32 * i, 32 * i + 32));
}

// The same rule as ours over flat memory: neighbours in pairs, a lone last one is carried up.
function levelsOf(leaves, hashInto) {
  const levels = [leaves];
  for (let level = leaves; level.length > 32; levels.push(level)) {
    const paired = level.length - (level.length % 64);
    const parents = new Uint8Array(paired / 2 + (level.length % 64));
    hashInto(level.subarray(0, paired), parents.subarray(0, paired / 2));
    parents.set(level.subarray(paired), paired / 2);
    level = parents;
  }
  return levels;
}

function check(name, root, expected) {
  if (Buffer.from(root).toString("hex") !== expected) throw new Error(`${name} computes another root.`);
}

const flat = (name, note, hashInto, bytes, { leaves, treeHash }) => ({
  name, note, n: leaves,
  prepare: () => bytes,
  work: () => check(name, levelsOf(bytes, hashInto).at(-1), treeHash),
});

export const operations = {
  merkle_build([whole, fewer]) {
    const [bytes, leaves] = [flatLeaves(whole.leaves), leavesOf(fewer.leaves)];
    return [
      flat("@chainsafe/hashtree", "same rule; native code hashes, JavaScript goes from level to level", hashtree.hashInto, bytes, whole),
      flat("@chainsafe/as-sha256", "same rule; WebAssembly hashes, JavaScript goes from level to level", assembly.hashInto, bytes, whole),
      {
        name: "merkletreejs", note: merkletreeNote, n: leaves.length,
        prepare: () => leaves,
        work: () => check("merkletreejs", new MerkleTree(leaves, sha256).getRoot(), fewer.treeHash),
      },
      {
        name: "@openzeppelin/merkle-tree", note: openZeppelinNote, n: leaves.length,
        prepare: () => leaves,
        work: () => SimpleMerkleTree.of(leaves, { sortLeaves: false }),
      },
    ];
  },
  merkle_prove([{ leaves: n }]) {
    const leaves = leavesOf(n);
    return [
      {
        name: "merkletreejs", note: merkletreeNote, n,
        prepare: () => new MerkleTree(leaves, sha256),
        work: (tree) => leaves.forEach((leaf, index) => tree.getProof(leaf, index)),
      },
      {
        name: "@openzeppelin/merkle-tree", note: `${openZeppelinNote}; verifies each proof that it makes`, n,
        prepare: () => SimpleMerkleTree.of(leaves, { sortLeaves: false }),
        work: (tree) => leaves.forEach((_, index) => tree.getProof(index)),
      },
    ];
  },
};
