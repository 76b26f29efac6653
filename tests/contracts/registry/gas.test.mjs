// What each call costs, against the committed snapshot. UPDATE_SNAPSHOTS=1 writes it anew.
import { test } from "node:test";
import { accountOf, deploy, keyOf, never, registryAddress, registryArtifact, roles, rootOf, send, write } from "../support/chain.mjs";
import { assertGas } from "../support/gas.mjs";
import { sign, signedAnchor } from "../support/messages.mjs";
import { proofOf } from "../support/tree.mjs";

test("Gas is as committed", async () => assertGas("AnchorRegistry", await measure()));

async function measure() {
  const issuer = await accountOf("gas issuer");
  const operator = await accountOf("gas operator");
  const owner = keyOf("gas wallet owner");
  const wallet = await deploy("testing/ContractWallet", owner.address);
  const harness = await deploy("testing/MerklePathHarness");
  const root = rootOf("gas");
  const roots = (label, count) => Array.from({ length: count }, (_, i) => rootOf(`gas ${label} ${i}`));
  const gas = async (pending) => Number((await pending).gasUsed);
  const call = (wallet, name, ...args) => gas(write(wallet, name, ...args));
  const ten = roots("ten", 10);
  const hundred = roots("hundred", 100);
  const words = { wordIndexes: [5n, 6n], masks: [1n, 1n] };
  const full = 2n ** 256n - 1n;
  const s = (type, message) => sign(issuer, type, { issuer: issuer.address, ...message });
  const batch = await Promise.all(roots("batch", 10).map((r, i) => signedAnchor(keyOf(`gas batch issuer ${i}`), r)));
  const largeBatch = await Promise.all(roots("large batch", 101).map((r, i) => signedAnchor(keyOf(`gas large batch issuer ${i}`), r)));
  const signedRoot = rootOf("gas signed root");

  const measured = {
    "deploy": await gas(send(issuer, null, registryArtifact.bytecode)),
    "setOperator, new": await call(issuer, "setOperator", operator.address, roles.anchor | roles.revoke),
    "setOperator, again": await call(issuer, "setOperator", operator.address, 15),
    "setOperatorBySig, new": await call(operator, "setOperatorBySig", issuer.address, wallet.target, 1, 0n, never,
      await s("SetOperator", { operator: wallet.target, roles: 1, nonce: 0n })),
    "anchor": await call(issuer, "anchor", root),
    "fallback": await gas(send(issuer, registryAddress, rootOf("gas fallback"))),
    "anchorFor": await call(operator, "anchorFor", issuer.address, rootOf("gas for")),
    "anchorMany, 10 roots": await call(issuer, "anchorMany", ten),
    "anchorMany, 100 roots": await call(issuer, "anchorMany", hundred),
    "anchorBySig, issuer": await call(operator, "anchorBySig", ...(await signedAnchor(issuer, signedRoot))),
    "anchorBySig, operator": await call(issuer, "anchorBySig",
      ...(await signedAnchor(operator, rootOf("gas by operator"), { issuer: issuer.address }))),
    "anchorBySig, ERC-1271": await call(operator, "anchorBySig",
      ...(await signedAnchor(owner, rootOf("gas by contract"), { issuer: wallet.target, signer: wallet.target }))),
    "anchorManyBySig, 10 roots": await call(operator, "anchorManyBySig", issuer.address, roots("many signed", 10), never, issuer.address,
      await s("AnchorMany", { roots: roots("many signed", 10) })),
    "anchorManyBySig, 100 roots": await call(operator, "anchorManyBySig", issuer.address, roots("hundred signed", 100), never, issuer.address,
      await s("AnchorMany", { roots: roots("hundred signed", 100) })),
    "anchorBatchBySig, 1 issuer": await call(operator, "anchorBatchBySig", largeBatch.slice(0, 1)),
    "anchorBatchBySig, 10 issuers": await call(operator, "anchorBatchBySig", batch),
    "anchorBatchBySig, 100 issuers": await call(operator, "anchorBatchBySig", largeBatch.slice(1)),
    "anchorBatchBySig, 10 skipped": await call(operator, "anchorBatchBySig", batch),
    "revoke, new word": await call(issuer, "revoke", root, 0n),
    "revoke, used word": await call(issuer, "revoke", root, 1n),
    "revoke, again": await call(issuer, "revoke", root, 1n),
    "revokeFor, new word": await call(operator, "revokeFor", issuer.address, root, 256n),
    "revokeMany, 256 in one word": await call(issuer, "revokeMany", root, [2n], [full]),
    "revokeBySig, 2 words": await call(operator, "revokeBySig", issuer.address, root, words.wordIndexes, words.masks, never, issuer.address,
      await s("Revoke", { root, ...words })),
    "revokeRoot": await call(issuer, "revokeRoot", issuer.address, root),
    "revokeRootBySig": await call(operator, "revokeRootBySig", issuer.address, signedRoot, never, issuer.address,
      await s("RevokeRoot", { root: signedRoot })),
  };
  for (const depth of [0n, 10n, 17n, 20n]) {
    const size = 1n << depth;
    const { root, index, leaf, path } = proofOf(size, size / 3n, "gas");
    measured[`MerklePath.verify, depth ${depth}`] = Number(await harness.gasOfVerify(root, size, index, leaf, path));
  }
  return measured;
}
